import Arm64

/// Why a shape or a page size cannot be simulated.
public enum TLBShapeError: Error, Hashable, Sendable {
    /// Fewer than one entry.
    case noEntries(Int)
    /// More than `CacheShape.mostEntries`.
    case tooManyEntries(Int)
    /// Fewer than one way.
    case noWays(Int)
    /// `ways` is not a divisor of `entries`.
    case waysDoNotDivide(entries: Int, ways: Int)
    /// Tree pseudo-LRU over a number of ways that makes no such tree.
    case treeNeedsPowerOfTwo(Int)
    /// A page size that is no power of two, or out of range.
    case pageSize(UInt64)

    /// What is wrong and what was expected, in one line without a full stop.
    public var message: String {
        switch self {
        case .noEntries(let entries):
            "\(entries) entries; expected 1 to \(CacheShape.mostEntries)"
        case .tooManyEntries(let entries):
            "\(entries) entries are too many; expected 1 to \(CacheShape.mostEntries)"
        case .noWays(let ways):
            "\(ways) ways; expected 1 or more"
        case .waysDoNotDivide(let entries, let ways):
            "\(ways) ways do not divide \(entries) entries; expected a divisor of \(entries)"
        case .treeNeedsPowerOfTwo(let ways):
            "tree pseudo-LRU with \(ways) ways; expected a power of two up to \(Replacement.mostTreeWays)"
        case .pageSize(let size):
            "page size of \(size) bytes; expected a power of two from "
                + "\(ByteCount.text(TranslationMap.smallestPage)) to \(ByteCount.text(TranslationMap.largestPage))"
        }
    }
}
