import Arm64
import TLB

/// Cores and TLB levels in words.
enum CoreWords {
    /// "48 entries, fully associative".
    static func shape(_ shape: CacheShape) -> String {
        let ways = shape.ways == shape.entries ? "fully associative" : "\(shape.ways) ways"
        let policy =
            switch shape.replacement {
            case .lru: ""
            case .treePLRU: ", tree pseudo-LRU"
            case .random: ", random replacement"
            }
        return "\(shape.entries) entries, \(ways)\(policy)"
    }

    /// "L1 48 entries, fully associative; L2 1280 entries, 5 ways".
    static func levels(_ hierarchy: Hierarchy) -> String {
        hierarchy.levels.map { "\($0.name) \(shape($0.shape))" }.joined(separator: "; ")
    }

    /// "4K 16K 64K 2M 512M", or "any".
    static func sizes(_ sizes: [UInt64]?) -> String {
        guard let sizes else { return "any" }
        return sizes.map(PictureText.short).joined(separator: " ")
    }

    /// "5 to 6 cycles".
    static func cycles(_ range: ClosedRange<Double>) -> String { "\(CostNumber.range(range)) cycles" }
}
