/// What follows for one TLB level without simulating it, beside the simulation.
public struct FormulaAnswer: Hashable, Sendable {
    /// Where it comes from.
    public enum Origin: String, Hashable, Sendable {
        /// The workload alone.
        case formula
        /// The stack distances of the accesses, from the pass of a sweep.
        case stackDistances = "stack distances"
    }

    /// Index of the level.
    public let level: Int
    /// Where it comes from.
    public let origin: Origin
    /// Misses per access, 0 to 1.
    public let missRatio: Double
    /// Which formula, in words.
    public let method: String

    /// An answer of `method`.
    public init(level: Int, origin: Origin = .formula, missRatio: Double, method: String) {
        self.level = level
        self.origin = origin
        self.missRatio = missRatio
        self.method = method
    }
}
