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

    /// Where leaf or validity differs between the two maps, or where only one of them maps anything.
    public func difference(from other: Layout) -> AddressSet {
        let mine = AddressSet(segments.map(\.range)), theirs = AddressSet(other.segments.map(\.range))
        var same: [AddressRange] = []
        var right = other.segments[...]
        for left in segments {
            while let next = right.first, next.range.end <= left.range.start { right = right.dropFirst() }
            for next in right {
                guard let common = left.range.intersection(next.range) else { break }
                if left.leaf == next.leaf, left.valid == next.valid { same.append(common) }
            }
        }
        return mine.union(theirs).subtracting(AddressSet(same))
    }

    /// The map with every run inside `ranges` marked as uncertain.
    func uncertain(in ranges: AddressSet) -> Layout {
        var map = SegmentMap(segments)
        for range in ranges.ranges {
            map.update(range, create: { _ in nil }, change: { $0.certain = false })
        }
        return Layout(segments: map.segments, tables: tables, granule: granule)
    }
}
