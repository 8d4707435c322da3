/// The address translation of one kind of core, as data: every figure with its source.
///
/// Only what data accesses pass is in here; instruction TLBs do not matter to the linear map.
public struct CoreProfile: Hashable, Sendable {
    /// One TLB level.
    public struct Level: Hashable, Sendable {
        /// Entries.
        public let entries: Figure<Int>
        /// Ways; as many as entries for a fully associative level.
        public let ways: Figure<Int>
        /// Entry sizes held, in bytes; nil for any size.
        public let sizes: Figure<[UInt64]?>

        /// A level of `entries`.
        public init(entries: Figure<Int>, ways: Figure<Int>, sizes: Figure<[UInt64]?>) {
            self.entries = entries
            self.ways = ways
            self.sizes = sizes
        }

        /// A fully associative level, all of it read in one place.
        static func full(_ entries: Figure<Int>, _ sizes: Figure<[UInt64]?>) -> Level {
            Level(entries: entries, ways: entries, sizes: sizes)
        }
    }

    /// A profile whose TLB sizes are another core's.
    public struct StandIn: Hashable, Sendable {
        /// The core whose sizes are used.
        public let core: String
        /// Why that one, in one sentence.
        public let why: String
    }

    /// The core's name: "Neoverse N1".
    public let name: String
    /// Names in `CoreCatalogue`, which has the MIDRs.
    public let catalogueNames: [String]
    /// Where it is found: "Graviton2, Ampere Altra".
    public let products: String
    /// The first-level data TLB.
    public let l1: Level
    /// The second level, shared with instructions where it is.
    public let l2: Level
    /// Whether a contiguous group is held in one entry.
    public let coalescesContiguous: Figure<Bool>
    /// Cycles that a hit in the second level costs beyond one in the first; nil where nobody published it.
    public let l2HitCycles: Figure<ClosedRange<Double>>?
    /// Walks that can be under way at once; nil where nobody published it.
    public let walksInFlight: Figure<Int>?
    /// Entries of the cache of table descriptors, held for every level above the leaf.
    public let walkCacheEntries: Figure<Int>
    /// Ways of that cache.
    public let walkCacheWays: Figure<Int>
    /// Caches and memory behind them, of one machine; nil where nothing was published.
    public let memory: CoreMemory?
    /// Set if the entry counts are another core's.
    public let standIn: StandIn?
    /// What the simulation does otherwise than the core, as far as known; one sentence each.
    public let notes: [String]

    /// The figures that decide a miss count, by name.
    public var shapeFigures: [(name: String, confidence: Confidence)] {
        [
            ("L1 entries", l1.entries.confidence), ("L1 ways", l1.ways.confidence),
            ("L1 entry sizes", l1.sizes.confidence), ("L2 entries", l2.entries.confidence),
            ("L2 ways", l2.ways.confidence), ("L2 entry sizes", l2.sizes.confidence),
            ("contiguous groups", coalescesContiguous.confidence),
        ]
    }

    /// The confidence of the weakest of them.
    public var shapeConfidence: Confidence {
        shapeFigures.map(\.confidence).reduce(.solid, Confidence.weaker)
    }
}
