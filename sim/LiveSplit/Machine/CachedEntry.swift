/// A descriptor a TLB may hold: one value of one slot, with the pages it answers for.
///
/// A block's splinters need no entries of their own: one invalidation removes all of them with the block
/// (R_LGSCG). A contiguous leaf gives two: its own page or block, and the group.
struct CachedEntry: Hashable, Sendable {
    let slot: Int
    /// The index of the descriptor in the slot's entries.
    let value: Int
    let stage: Int
    let level: Int
    /// The pages it is used for.
    let covers: UInt64
    /// nil: a leaf; otherwise the table it points to (a walk-cache entry).
    let table: Int?
    /// The group of a contiguous leaf.
    let isGroup: Bool
    let isGlobal: Bool
}

/// Everything any TLB can ever hold in a scenario.
struct CacheUniverse: Sendable {
    private(set) var entries: [CachedEntry] = []
    /// For a slot and the descriptor in it, the entries a walk that reads it may leave behind.
    private(set) var cachedBy: [[UInt64]] = []
    /// For a slot, the walk-cache entries that lead to its table; all ones for a root.
    private(set) var parents: [UInt64] = []
    /// The leaves of each stage.
    private(set) var leaves: [UInt64] = [0, 0, 0]

    init(_ tree: TableTree) {
        for index in tree.slots.indices {
            cachedBy.append(tree.slots[index].entries.indices.map { add(tree, slot: index, value: $0) })
        }
        parents = tree.slots.map { slot in
            if slot.level == 1 { return .max }
            return mask { $0.table == slot.table }
        }
    }

    private mutating func add(_ tree: TableTree, slot index: Int, value: Int) -> UInt64 {
        let slot = tree.slots[index]
        let entry = slot.entries[value]
        guard entry.isCacheable else { return 0 }
        var table: Int?
        if case .table(let below) = entry { table = below }
        var added = append(
            CachedEntry(
                slot: index, value: value, stage: slot.stage, level: slot.level, covers: slot.covers,
                table: table,
                isGroup: false, isGlobal: Self.isGlobal(entry)))
        if case .leaf(let leaf) = entry, leaf.attributes.has(.contiguous) {
            let group = tree.slots.reduce(0) { $1.table == slot.table ? $0 | $1.covers : $0 }
            added |= append(
                CachedEntry(
                    slot: index, value: value, stage: slot.stage, level: slot.level, covers: group,
                    table: nil,
                    isGroup: true, isGlobal: leaf.attributes.has(.global)))
        }
        return added
    }

    private static func isGlobal(_ entry: Entry) -> Bool {
        if case .leaf(let leaf) = entry { leaf.attributes.has(.global) } else { false }
    }

    private mutating func append(_ entry: CachedEntry) -> UInt64 {
        entries.append(entry)
        guard entries.count <= 64 else { return 0 }
        let bit: UInt64 = 1 << UInt64(entries.count - 1)
        if entry.table == nil { leaves[entry.stage] |= bit }
        return bit
    }

    /// The entries for which `test` holds.
    func mask(where test: (CachedEntry) -> Bool) -> UInt64 {
        entries.indices.prefix(64).reduce(0) { test(entries[$1]) ? $0 | 1 << UInt64($1) : $0 }
    }
}
