/// What a formula says of one TLB level, beside the simulation.
public struct FormulaAnswer: Hashable, Sendable {
    /// Index of the level.
    public let level: Int
    /// Misses per access, 0 to 1.
    public let missRatio: Double
    /// Which formula, in words.
    public let method: String

    /// An answer of `method`.
    public init(level: Int, missRatio: Double, method: String) {
        self.level = level
        self.missRatio = missRatio
        self.method = method
    }
}
