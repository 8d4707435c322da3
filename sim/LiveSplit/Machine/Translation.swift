/// A final translation as a TLB may hold it: a stage-1 leaf, combined with a stage-2 leaf where there are two stages.
struct Translation: Hashable, Sendable {
    /// The stage-1 leaf's entry, and the stage-2 leaf's if there is one.
    let stage1: Int
    let stage2: Int?
    /// The pages it answers for.
    let covers: UInt64
    /// For each page the cell it reaches; -1 outside `covers`.
    let cells: [Int]
    let writable: Bool
    /// Memory type and shareability of each leaf.
    let types: [UInt16]
    let isGlobal: Bool
    /// The levels of the leaves.
    let levels: [Int]
    /// The contiguous hints of the leaves.
    let contiguous: [Bool]
    /// A block of it is marked nT.
    let notTLBCached: Bool
}

extension Translation {
    /// Every final translation of a scenario; without stage 2, number `n` belongs to entry `n`.
    static func all(_ resolved: Resolved, _ universe: CacheUniverse) -> [Translation] {
        let leaves = universe.entries.indices.filter { universe.entries[$0].stage == 1 }
        if !resolved.hasStage2 { return leaves.map { single(resolved, universe, $0) } }
        var result: [Translation] = []
        for first in leaves where universe.entries[first].table == nil {
            for second in universe.entries.indices
            where universe.entries[second].stage == 2 && universe.entries[second].table == nil {
                if let both = combined(resolved, universe, first, second) { result.append(both) }
            }
        }
        return result
    }

    private static func leaf(_ resolved: Resolved, _ entry: CachedEntry) -> LeafEntry? {
        if case .leaf(let leaf) = resolved.tree.slots[entry.slot].entries[entry.value] { leaf } else { nil }
    }

    private static func single(_ resolved: Resolved, _ universe: CacheUniverse, _ index: Int) -> Translation {
        let entry = universe.entries[index]
        let slot = resolved.tree.slots[entry.slot]
        let leaf = leaf(resolved, entry)
        let attributes = leaf?.attributes ?? .plain
        var reach = Reach(resolved.tree)
        for page in resolved.tree.pages.indices where entry.covers >> UInt64(page) & 1 == 1 {
            guard let leaf else { continue }
            let cell = resolved.cells.firstIndex(of: resolved.tree.frame(leaf, in: slot, for: page))
            reach.add(cell ?? -1, for: page, isGlobal: attributes.has(.global))
        }
        return Translation(
            stage1: index, stage2: nil, covers: reach.covers, cells: reach.cells,
            writable: attributes.has(.writable), types: [type(attributes)], isGlobal: attributes.has(.global),
            levels: [entry.level], contiguous: [attributes.has(.contiguous)],
            notTLBCached: attributes.has(.notTLBCached))
    }

    private static func combined(
        _ resolved: Resolved, _ universe: CacheUniverse, _ first: Int, _ second: Int
    ) -> Translation? {
        let upper = universe.entries[first], lower = universe.entries[second]
        guard let leaf1 = leaf(resolved, upper), let leaf2 = leaf(resolved, lower) else { return nil }
        let tree = resolved.tree
        let space = tree.pages[tree.slots[upper.slot].page].space
        var reach = Reach(tree)
        for page in tree.pages.indices where upper.covers >> UInt64(page) & 1 == 1 {
            let intermediate = tree.frame(leaf1, in: tree.slots[upper.slot], for: page)
            guard let named = tree.page(tree.name(of: intermediate), stage: 2, space: space) else { continue }
            let targets = tree.sameAddress(named, isGlobal: true) & lower.covers
            guard targets != 0 else { continue }
            let frame = tree.frame(leaf2, in: tree.slots[lower.slot], for: targets.trailingZeroBitCount)
            reach.add(
                resolved.cells.firstIndex(of: frame) ?? -1, for: page, isGlobal: leaf1.attributes.has(.global)
            )
        }
        guard reach.covers != 0 else { return nil }
        return Translation(
            stage1: first, stage2: second, covers: reach.covers, cells: reach.cells,
            writable: leaf1.attributes.has(.writable) && leaf2.attributes.has(.writable),
            types: [type(leaf1.attributes), type(leaf2.attributes)], isGlobal: leaf1.attributes.has(.global),
            levels: [upper.level, lower.level],
            contiguous: [leaf1.attributes.has(.contiguous), leaf2.attributes.has(.contiguous)],
            notTLBCached: leaf1.attributes.has(.notTLBCached) || leaf2.attributes.has(.notTLBCached))
    }

    /// The pages a translation answers for and the cells it gives them, those of other spaces with its tags too.
    private struct Reach {
        let tree: TableTree
        var covers: UInt64 = 0
        var cells: [Int]

        init(_ tree: TableTree) {
            self.tree = tree
            cells = tree.pages.map { _ in -1 }
        }

        mutating func add(_ cell: Int, for page: Int, isGlobal: Bool) {
            let pages = tree.sameAddress(page, isGlobal: isGlobal)
            covers |= pages
            for index in cells.indices where pages >> UInt64(index) & 1 == 1 { cells[index] = cell }
        }
    }

    private static func type(_ attributes: LeafAttributes) -> UInt16 {
        attributes[.memory] << 2 | attributes[.shareability]
    }

    /// Whether an access through either sees the same frame with the same rights and type.
    func hasEffect(of other: Translation, on page: Int) -> Bool {
        cells[page] == other.cells[page] && writable == other.writable && types == other.types
    }
}
