/// What a simulation counted.
public struct Counts: Hashable, Sendable {
    /// What one TLB level counted.
    public struct Level: Hashable, Sendable {
        /// The level's name.
        public let name: String
        /// Lookups: all accesses at the first level, the misses of the level before at the others.
        public var accesses: UInt64
        /// Lookups that found no entry.
        public var misses: UInt64

        /// Counts of the level `name`.
        public init(name: String, accesses: UInt64 = 0, misses: UInt64 = 0) {
            self.name = name
            self.accesses = accesses
            self.misses = misses
        }
    }

    /// Table entries read by walks at one table level.
    public struct WalkReads: Hashable, Sendable {
        /// The table level, −1 (root of a 52-bit space) to 3.
        public let tableLevel: Int
        /// Entries read.
        public var reads: UInt64

        /// Reads at `tableLevel`.
        public init(tableLevel: Int, reads: UInt64 = 0) {
            self.tableLevel = tableLevel
            self.reads = reads
        }
    }

    /// Accesses simulated: those that a valid leaf translates.
    public var accesses: UInt64
    /// Each TLB level, first level first.
    public var levels: [Level]
    /// Accesses that missed in every level.
    public var walks: UInt64
    /// What the walks read, from the root level to level 3.
    public var walkReads: [WalkReads]
    /// Accesses to addresses that nothing maps. They are skipped.
    public var outside: UInt64
    /// Accesses to addresses whose leaf is not valid. They are skipped.
    public var invalid: UInt64

    /// Counts, none unless given.
    public init(
        accesses: UInt64 = 0, levels: [Level], walks: UInt64 = 0, walkReads: [WalkReads] = [],
        outside: UInt64 = 0, invalid: UInt64 = 0
    ) {
        self.accesses = accesses
        self.levels = levels
        self.walks = walks
        self.walkReads = walkReads
        self.outside = outside
        self.invalid = invalid
    }

    /// All table entries read.
    public var totalWalkReads: UInt64 { walkReads.reduce(0) { $0 + $1.reads } }
}
