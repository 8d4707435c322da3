public import Arm64
public import LinearMap

/// How many bytes of table entries translate some memory, per table level: what walks read has to fit the caches.
public struct TableFootprint: Hashable, Sendable {
    /// Bytes of entries at each table level, −1 to 3; levels without any are absent.
    public let bytes: [Int: UInt64]

    /// All of it.
    public var total: UInt64 { bytes.values.reduce(0, +) }

    /// The entries of `layout` that translate `memory`; nil for all that it maps.
    public init(_ layout: Layout, memory: WorkloadMemory? = nil, rootLevel: Int = 0) {
        let everything = layout.segments.map(\.range)
        let pieces = layout.validPieces(in: memory?.ranges ?? everything).map {
            ($0.range.size, $0.leaf.size)
        }
        bytes = Self.bytes(pieces, granule: layout.granule, rootLevel: rootLevel)
    }

    /// The entries that translate `memory` bytes in leaves of `page` bytes.
    public init(memory: UInt64, page: UInt64, granule: Granule, rootLevel: Int = 0) {
        bytes = Self.bytes([(memory, page)], granule: granule, rootLevel: rootLevel)
    }

    private static func bytes(
        _ pieces: [(size: UInt64, leaf: UInt64)], granule: Granule, rootLevel: Int
    ) -> [Int: UInt64] {
        var bytes: [Int: UInt64] = [:]
        for level in rootLevel...3 {
            let span = granule.entrySize(level: level)
            // A leaf larger than an entry of this level sits above it.
            let entries = pieces.filter { $0.leaf <= span }.reduce(UInt64(0)) {
                $0 + max(($1.size + span - 1) / span, 1)
            }
            // A page that is no leaf of the granule is a group of the entries below it.
            if entries > 0 { bytes[level] = entries * 8 }
        }
        return bytes
    }
}
