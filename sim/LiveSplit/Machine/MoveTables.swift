/// What the search asks for in every state, flat, so that asking costs an index and nothing else.
struct MoveTables: Sendable {
    /// An operation: what it does, what it waits for, what it invalidates.
    struct Move: Sendable {
        let action: Action
        let complete: UInt64
        let completeHere: UInt64
        let completeForOthers: UInt64
        let completeForFault: UInt64
        let retire: UInt64
        /// The PEs an invalidation reaches, and what it removes.
        let targets: UInt64
        let entries: UInt64
        let combined: UInt64
        let isForced: Bool
    }

    /// What a walk finds in a slot that holds a certain descriptor.
    struct Found: Sendable {
        /// Bits by `AccessResult.Kind` if the walk ends in a fault.
        var faults: UInt64 = 0
        /// The table it goes on in; -1 if it ends.
        var table = -1
        /// The entry of the leaf it ends in; -1 if none.
        var leaf = -1
        /// What a TLB may hold of it.
        var cached: UInt64 = 0
    }

    private(set) var moves: [Move] = []
    /// The first descriptor of each slot in `found`.
    private(set) var firstFound: [Int] = []
    private(set) var found: [Found] = []
    /// The tables the slots belong to, -1 for a root; the walk-cache entries that lead there.
    private(set) var tables: [Int] = []
    private(set) var parents: [UInt64] = []
    /// The space each slot's pages belong to, and the walk-cache entries a PE in each space can use.
    private(set) var spaces: [Int] = []
    private(set) var usable: [UInt64] = []
    /// Slots in the order of walks.
    private(set) var walkOrder: [Int] = []
    /// For each page, its slots in that order: a range of `pageSlots`.
    private(set) var pageStart: [Int] = [0]
    private(set) var pageSlots: [Int] = []
    /// Translations that permit writes, and that a block marked nT gives.
    private(set) var writable: UInt64 = 0
    private(set) var marked: UInt64 = 0
    /// The cell translation `t` reaches for page `p`, at `t * pages + p`.
    private(set) var cells: [Int] = []
    /// The stage-1 and stage-2 entry of each translation, as bits.
    private(set) var needed: [UInt64] = []
    let pages: Int

    init(_ resolved: Resolved, _ universe: CacheUniverse, _ translations: [Translation]) {
        let slots = resolved.tree.slots
        pages = resolved.tree.pages.count
        walkOrder = slots.indices.sorted { slots[$0].level < slots[$1].level }
        for (index, slot) in slots.enumerated() {
            firstFound.append(found.count)
            tables.append(slot.level == 1 ? -1 : slot.table)
            parents.append(universe.parents[index])
            spaces.append(resolved.tree.pages[slot.page].space)
            for (value, entry) in slot.entries.enumerated() {
                found.append(Self.found(entry, cached: universe.cachedBy[index][value]))
            }
        }
        usable = resolved.tree.spaces.indices.map { Self.usable(resolved.tree, universe, space: $0) }
        for page in 0..<pages {
            let same = resolved.tree.sameAddress(page, isGlobal: false)
            pageSlots += walkOrder.filter { slots[$0].covers & same != 0 }
            pageStart.append(pageSlots.count)
        }
        for (index, translation) in translations.enumerated() {
            if translation.writable { writable |= 1 << UInt64(index) }
            if translation.notTLBCached { marked |= 1 << UInt64(index) }
            cells += translation.cells
            needed.append(1 << UInt64(translation.stage1) | (translation.stage2.map { 1 << UInt64($0) } ?? 0))
        }
    }

    private static func usable(_ tree: TableTree, _ universe: CacheUniverse, space: Int) -> UInt64 {
        universe.mask { entry in
            let own = tree.spaces[tree.pages[tree.slots[entry.slot].page].space]
            return own.vmid == tree.spaces[space].vmid
                && (entry.stage == 2 || own.asid == tree.spaces[space].asid)
        }
    }

    private static func found(_ entry: Entry, cached: UInt64) -> Found {
        var found = Found()
        found.cached = cached
        switch entry {
        case .invalid: found.faults = 1 << AccessResult.Kind.translationFault.rawValue
        case .table(let table): found.table = table
        case .leaf:
            if cached == 0 {
                found.faults = 1 << AccessResult.Kind.accessFlagFault.rawValue
            } else {
                found.leaf = cached.trailingZeroBitCount
            }
        }
        return found
    }

    mutating func add(_ move: Move) { moves.append(move) }

    @inline(__always)
    func cell(_ translation: Int, _ page: Int) -> Int { cells[translation * pages + page] }
}
