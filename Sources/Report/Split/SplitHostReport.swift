public import LinearMap

/// What `linmap split --host` answers.
public struct SplitHostReport: Sendable {
    /// Whether a strategy is safe on a host.
    public enum Safety: String, Hashable, Sendable {
        /// At every level the host may have, under everything that may answer an abort, only safe runs exist, or runs
        /// in which a conflict abort is handled.
        case yes
        /// At every one of them something bad can happen.
        case no
        /// It depends on what the snapshot does not tell, or a search was cut off.
        case unknown
    }

    /// The host.
    public let prediction: Prediction
    /// Every strategy at every level and with every answer to an abort that the host may have.
    public let runs: [SplitResult]
    /// What splitting costs there.
    public let costs: [SplitCost]

    /// The report on a host.
    public init(_ prediction: Prediction, runs: [SplitResult], costs: [SplitCost]) {
        self.prediction = prediction
        self.runs = runs
        self.costs = costs
    }

    /// The strategies, in the order of the runs.
    public var strategies: [String] {
        var names: [String] = []
        for run in runs where !names.contains(run.strategy) { names.append(run.strategy) }
        return names
    }

    /// Whether `strategy` is safe here.
    public func safety(_ strategy: String) -> Safety {
        let runs = runs.filter { $0.strategy == strategy }
        if runs.allSatisfy({ $0.isComplete && !$0.isHarmful }) { return .yes }
        return runs.allSatisfy(\.isHarmful) ? .no : .unknown
    }

    /// What can go wrong with `strategy` here, over all runs, in the order of the manual.
    public func dangers(_ strategy: String) -> [String] {
        let mine = runs.filter { $0.strategy == strategy }
        let names = Set(mine.flatMap(\.bad))
        return (mine.first?.outcomes.map(\.name) ?? []).filter(names.contains)
    }

    /// The levels, of those the host may have, at which nothing harmful can happen.
    public func safeLevels(_ strategy: String) -> [Int] {
        let mine = runs.filter { $0.strategy == strategy }
        return Set(mine.map(\.bbm)).sorted().filter { level in
            mine.filter { $0.bbm == level }.allSatisfy { $0.isComplete && !$0.isHarmful }
        }
    }
}
