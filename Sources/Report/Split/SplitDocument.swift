import Arm64
import LinearMap

/// `linmap.split/1`: what can happen when a live translation changes its size, as JSON. Within version 1 only
/// additions.
public struct SplitDocument: Encodable, Sendable {
    struct Outcome: Encodable {
        var `class`: String
        /// Absent where it is not known.
        var reachable: Bool?
        var witness: [String]
        var moves: [String]
    }

    struct Answer: Encodable {
        var id: String
        var question: String
        var answer: String
        var bbm: Int
        var expected: String?
        var witness: [String]
        var moves: [String]
    }

    struct Run: Encodable {
        var strategy: String
        var bbm: Int
        var handler: String
        var statesExplored: Int
        var complete: Bool
        var cutOff: String?
        var rules: String?
        var outcomes: [Outcome]
    }

    struct Storm: Encodable {
        var cpus: Int
        var factorLeast: Double
        var factorMost: Double
        var sources: [String]
    }

    let schema = "linmap.split/1"
    let strategy: String?
    let bbm: Int?
    let handler: String?
    let statesExplored: Int
    let complete: Bool
    let cutOff: String?
    let outcomes: [Outcome]?
    let answers: [Answer]?
    let rules: String?
    let script: String?
    let run: [String]?
    let table: [Run]?
    let host: SplitHostDocument?
    let cost: [SplitCostDocument]?
    let storm: [Storm]?

    /// One strategy, or one scenario at one level or several.
    public init(_ results: [SplitResult]) {
        let first = results.first
        strategy = first?.strategy
        bbm = first?.bbm
        handler = first?.handler
        (statesExplored, complete, cutOff) = Self.totals(results)
        outcomes = first?.outcomes.map(Outcome.init)
        let all = results.flatMap(\.answers)
        answers = all.isEmpty ? nil : all.map(Answer.init)
        rules = first?.rules
        script = first?.script
        run = first.flatMap { $0.run.isEmpty ? nil : $0.run }
        table = results.count > 1 ? results.map(Run.init) : nil
        host = nil
        cost = nil
        storm = nil
    }

    /// A matrix, and a host it was asked for.
    public init(table results: [SplitResult], host report: SplitHostReport? = nil) {
        strategy = nil
        bbm = nil
        handler = nil
        (statesExplored, complete, cutOff) = Self.totals(results)
        outcomes = nil
        answers = nil
        rules = nil
        script = nil
        run = nil
        table = results.map(Run.init)
        host = report.map(SplitHostDocument.init)
        cost = report.map { report in
            report.costs.map { SplitCostDocument($0, report.prediction.granule) }
        }
        storm = report.map { StormCounts.upTo($0.prediction.host.cpus.count).compactMap(Storm.init) }
    }

    private static func totals(_ results: [SplitResult]) -> (Int, Bool, String?) {
        (
            results.reduce(0) { $0 + $1.statesExplored }, results.allSatisfy(\.isComplete),
            results.lazy.compactMap(\.cutOff).first
        )
    }
}

extension SplitDocument.Outcome {
    init(_ outcome: SplitResult.Outcome) {
        self.init(
            class: outcome.name, reachable: outcome.reachable, witness: outcome.witness, moves: outcome.moves)
    }
}

extension SplitDocument.Answer {
    init(_ answer: SplitResult.Answer) {
        self.init(
            id: answer.id, question: answer.question, answer: answer.answer, bbm: answer.bbm,
            expected: answer.expected, witness: answer.witness, moves: answer.moves)
    }
}

extension SplitDocument.Run {
    init(_ result: SplitResult) {
        self.init(
            strategy: result.strategy, bbm: result.bbm, handler: result.handler,
            statesExplored: result.statesExplored, complete: result.isComplete, cutOff: result.cutOff,
            rules: result.rules,
            outcomes: result.outcomes.map(SplitDocument.Outcome.init))
    }
}

extension SplitDocument.Storm {
    init?(_ cpus: Int) {
        guard let storm = InvalidationStorm(cpus: cpus) else { return nil }
        self.init(
            cpus: cpus, factorLeast: (storm.factor.lowerBound * 100).rounded() / 100,
            factorMost: (storm.factor.upperBound * 100).rounded() / 100,
            sources: Set(storm.basis.map(\.source)).sorted())
    }
}
