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

    /// How well a core's TLB is known: "all of it solid", "solid but for L2 ways (assumed)", or whose it is.
    static func knowledge(_ core: CoreProfile) -> String {
        if let standIn = core.standIn {
            return "with the sizes of \(standIn.core), as \(standIn.why)"
        }
        let weak = core.shapeFigures.filter { $0.confidence != .solid }
        guard !weak.isEmpty else { return "all that decides misses is solid" }
        let kinds = Confidence.allCases.filter { kind in weak.contains { $0.confidence == kind } }
        let parts = kinds.map { kind in
            let names = weak.filter { $0.confidence == kind }.map(\.name).joined(separator: ", ")
            return "\(kind.rawValue): \(names)"
        }
        let head = weak.count < core.shapeFigures.count ? "solid but for what is " : ""
        return head + parts.joined(separator: "; ")
    }

    /// "5 to 6 cycles".
    static func cycles(_ range: ClosedRange<Double>) -> String { "\(CostNumber.rough(range)) cycles" }
}
