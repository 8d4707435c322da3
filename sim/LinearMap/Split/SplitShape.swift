public import Arm64

/// What a split changes in the tables, however it is done.
public struct SplitShape: Hashable, Sendable {
    /// Level-2 tables that come into being, one for each level-1 block.
    public var level2Tables: UInt64 = 0
    /// Level-3 tables that come into being, one for each level-2 block.
    public var level3Tables: UInt64 = 0
    /// Contiguous groups of level-2 entries in live tables or in new ones that lose their hint.
    public var level2Groups: UInt64 = 0
    /// The same at level 3.
    public var level3Groups: UInt64 = 0
    /// Lone blocks of the captured map that are replaced by a table.
    public var blocks: UInt64 = 0
    /// Contiguous groups of level-2 entries of the captured map that are taken apart.
    public var blockGroups: UInt64 = 0
    /// How many entries of those groups are replaced by tables; the others only lose the hint.
    public var tablesInGroups: UInt64 = 0
    /// Contiguous groups of pages of the captured map that are taken apart.
    public var pageGroups: UInt64 = 0
    /// The entries that map the memory of all these leaves afterwards.
    public var leaves: [Leaf: UInt64] = [:]

    /// Nothing.
    public init() {}

    /// Table pages.
    public var tables: UInt64 { level2Tables + level3Tables }

    /// Leaves or groups of the captured map that are touched.
    public var touched: UInt64 { blocks + blockGroups + pageGroups }

    mutating func add(_ leaf: Leaf, entries: UInt64) {
        if entries > 0 { leaves[leaf, default: 0] += entries }
    }

    /// Both; `other` counts `times` over.
    mutating func add(_ other: SplitShape, times: UInt64 = 1) {
        level2Tables += other.level2Tables * times
        level3Tables += other.level3Tables * times
        level2Groups += other.level2Groups * times
        level3Groups += other.level3Groups * times
        blocks += other.blocks * times
        blockGroups += other.blockGroups * times
        tablesInGroups += other.tablesInGroups * times
        pageGroups += other.pageGroups * times
        for (leaf, entries) in other.leaves { add(leaf, entries: entries * times) }
    }
}
