public import Arm64

/// How many table pages translate a linear map, per level; the root is not counted (it is part of the
/// kernel image).
///
/// Level 3 tables hold pages; the levels above are numbered as the architecture does. A 52-bit walk
/// with 4 KiB pages starts at level −1, so that its level-0 tables are counted, among them the one at the
/// top of the address space that the linear region shares with the vmalloc region.
public struct TableCount: Hashable, Sendable {
    /// Tables at level 0.
    public var level0 = 0
    /// Tables at level 1 (PUD tables).
    public var level1 = 0
    /// Tables at level 2 (PMD tables).
    public var level2 = 0
    /// Tables at level 3 (PTE tables).
    public var level3 = 0
    /// Memory they take: one page each.
    public var bytes: UInt64 = 0

    /// No tables.
    public init() {}

    /// Counts the tables that `segments` need.
    ///
    /// - Parameters:
    ///   - offset: virtual minus physical address, wrapping.
    ///   - vaBits: bits of virtual address in use.
    public init(segments: [Segment], granule: Granule, offset: UInt64, vaBits: Int) {
        let root = granule.rootLevel(vaBits: vaBits)
        for level in 0...3 where level > root {
            let span = granule.entrySize(level: level - 1)
            var count = 0
            var counted: UInt64 = 0
            for segment in segments where segment.leaf.size < span {
                let first = (segment.range.start &+ offset) / span
                let last = (segment.range.end &+ offset &- 1) / span
                // Ascending: only the first table of a run can have been counted already.
                let from = max(first, counted)
                if last &+ 1 > from { count += Int(last &+ 1 &- from) }
                counted = last &+ 1
            }
            set(level, count)
        }
        if root < 0, !segments.isEmpty { level0 += Self.sharedTopTable(segments, offset) }
        bytes = UInt64(level0 + level1 + level2 + level3) * granule.pageSize
    }

    /// The 256 TiB table at the top of a 52-bit space, unless memory itself reaches into it.
    private static func sharedTopTable(_ segments: [Segment], _ offset: UInt64) -> Int {
        let top: UInt64 = 0xffff
        let reached = segments.contains { ($0.range.end &+ offset &- 1) >> 48 == top }
        return reached ? 0 : 1
    }

    private mutating func set(_ level: Int, _ count: Int) {
        switch level {
        case 0: level0 = count
        case 1: level1 = count
        case 2: level2 = count
        default: level3 = count
        }
    }
}
