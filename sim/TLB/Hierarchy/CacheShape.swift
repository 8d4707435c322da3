/// The shape of one translation cache: how many entries, in how many ways, and which entry gives way.
///
/// The number of sets, `entries / ways`, need not be a power of two. One set makes the cache fully associative.
public struct CacheShape: Hashable, Sendable {
    /// Most entries that are simulated, 2^20; the largest TLB known to us has 2^15.
    public static let mostEntries = 1 << 20

    /// All entries of the cache, 1 to `mostEntries`.
    public let entries: Int
    /// Entries of one set; they divide `entries`.
    public let ways: Int
    /// Which entry of a full set gives way.
    public let replacement: Replacement

    /// Number of sets.
    public var sets: Int { entries / ways }

    /// A cache of `entries` entries in sets of `ways`.
    public init(entries: Int, ways: Int, replacement: Replacement = .lru) throws(TLBShapeError) {
        guard entries > 0 else { throw .noEntries(entries) }
        guard entries <= Self.mostEntries else { throw .tooManyEntries(entries) }
        guard ways > 0 else { throw .noWays(ways) }
        guard ways <= entries, entries % ways == 0 else {
            throw .waysDoNotDivide(entries: entries, ways: ways)
        }
        if replacement == .treePLRU {
            guard ways.nonzeroBitCount == 1, ways <= Replacement.mostTreeWays else {
                throw .treeNeedsPowerOfTwo(ways)
            }
        }
        self.entries = entries
        self.ways = ways
        self.replacement = replacement
    }
}

/// Which entry of a full set gives way to a new one. A free way is always taken first, lowest number first.
public enum Replacement: Hashable, Sendable {
    /// Most ways of a `treePLRU` set.
    public static let mostTreeWays = 64

    /// The least recently used.
    case lru
    /// Tree pseudo-LRU: one bit for each inner node of a binary tree over the ways points away from the half
    /// that was used last. Ways are a power of two, at most `mostTreeWays`.
    case treePLRU
    /// Any way, equally likely. The cache draws from SplitMix64 seeded with `seed`, once for each entry it
    /// replaces: way = (upper 32 bits of the draw × ways) / 2^32.
    case random(seed: UInt64)
}
