public import Arm64

/// A whole linear map: every leaf of every mapped byte, and the tables that hold them.
public struct Layout: Hashable, Sendable {
    /// Bytes mapped with one kind of leaf.
    public struct Total: Hashable, Sendable {
        /// The leaf.
        public let leaf: Leaf
        /// Whether the entries are valid.
        public let valid: Bool
        /// Bytes mapped so.
        public let bytes: UInt64
    }

    /// Runs of equal entries, ascending, without overlap.
    public var segments: [Segment]
    /// The table pages, per level.
    public var tables: TableCount
    /// The page size.
    public var granule: Granule

    /// A map of `segments`.
    public init(segments: [Segment], tables: TableCount, granule: Granule) {
        self.segments = segments
        self.tables = tables
        self.granule = granule
    }

    /// Bytes per leaf, coarsest first, valid before invalid.
    public var totals: [Total] {
        var bytes: [Leaf: (valid: UInt64, invalid: UInt64)] = [:]
        for segment in segments {
            if segment.valid {
                bytes[segment.leaf, default: (0, 0)].valid += segment.range.size
            } else {
                bytes[segment.leaf, default: (0, 0)].invalid += segment.range.size
            }
        }
        return bytes.keys.sorted(by: >).flatMap { leaf -> [Total] in
            let (valid, invalid) = bytes[leaf] ?? (0, 0)
            return [
                Total(leaf: leaf, valid: true, bytes: valid), Total(leaf: leaf, valid: false, bytes: invalid),
            ]
            .filter { $0.bytes > 0 }
        }
    }

    /// All bytes with an entry, valid or not.
    public var mappedBytes: UInt64 { segments.reduce(0) { $0 + $1.range.size } }

    /// Bytes whose leaf or validity differs between the two maps, or that only one of them has.
    public func bytesDiffering(from other: Layout) -> UInt64 {
        var same: UInt64 = 0
        var right = other.segments[...]
        for left in segments {
            while let next = right.first, next.range.end <= left.range.start { right = right.dropFirst() }
            for next in right {
                guard let common = left.range.intersection(next.range) else { break }
                if left.leaf == next.leaf, left.valid == next.valid { same += common.size }
            }
        }
        return max(mappedBytes, other.mappedBytes) - same
    }
}
