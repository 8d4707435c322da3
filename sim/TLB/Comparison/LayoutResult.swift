/// What one map costs under some accesses.
public struct LayoutResult: Sendable {
    /// The map.
    public let layout: LayoutCase
    /// What was counted.
    public let counts: Counts
    /// The part of the steps from leaf to leaf that stay in a cache line of table entries.
    public let sameLine: Double
    /// The estimate in cycles, or why there is none.
    public let cycles: Result<CycleEstimate, CycleEstimate.Unknown>

    /// What formulas say of the levels they hold for; empty where there is none.
    public var formulas: [FormulaAnswer] = []

    /// What follows of level `index` without simulating it, in misses per access; nil if nothing does.
    public func predicted(level index: Int, by origin: FormulaAnswer.Origin) -> Double? {
        formulas.first { $0.level == index && $0.origin == origin }?.missRatio
    }

    /// Misses of TLB level `index` per access.
    public func missRatio(level index: Int) -> Double {
        guard counts.accesses > 0, counts.levels.indices.contains(index) else { return 0 }
        return Double(counts.levels[index].misses) / Double(counts.accesses)
    }

    /// Walks per access.
    public var walkRatio: Double {
        counts.accesses > 0 ? Double(counts.walks) / Double(counts.accesses) : 0
    }
}
