/// What TLBs may hold: any PE may walk at any time, so whatever can be walked may be held.
extension Machine {
    /// Adds to every TLB what can be walked now, walks through held walk-cache entries included.
    func refill(_ state: inout State) {
        for element in layout.elements.indices { refill(&state, element) }
    }

    func refill(_ state: inout State, _ element: Int) {
        if let gate = gates[element], state[gate] == 0 { return }
        let fields = layout.elements[element]
        var held = state[fields.held]
        let space = space(state, element)
        for slot in tables.walkOrder where isReached(slot, held, space) { held |= found(state, slot).cached }
        state[fields.held] = held
        if resolved.hasStage2 {
            var combined = state[fields.combined]
            for index in tables.needed.indices where tables.needed[index] & ~held == 0 {
                combined |= 1 << UInt64(index)
            }
            state[fields.combined] = combined
        }
        if !fields.prefetched.isEmpty { prefetch(&state, element) }
    }

    @inline(__always)
    private func found(_ state: State, _ slot: Int) -> MoveTables.Found {
        tables.found[tables.firstFound[slot] + Int(state[layout.slots[slot]])]
    }

    /// Without FEAT_ETS: remembers what a translation made now would give.
    private func prefetch(_ state: inout State, _ element: Int) {
        let fields = layout.elements[element]
        state[fields.prefetched] |= available(state, element)
        for page in 0..<tables.pages where resolved.tree.pages[page].stage == 1 {
            if walkFaults(state, element, page) & 1 << AccessResult.Kind.translationFault.rawValue != 0 {
                state[fields.prefetchedFaults] |= 1 << UInt64(page)
            }
        }
    }

    /// Whether a walk can read the slot: it is the root of the PE's address space, or a walk-cache entry with that
    /// space's tags leads to its table.
    @inline(__always)
    private func isReached(_ slot: Int, _ held: UInt64, _ space: Int) -> Bool {
        tables.tables[slot] < 0
            ? tables.spaces[slot] == space : held & tables.parents[slot] & tables.usable[space] != 0
    }

    /// The address space a PE runs in.
    @inline(__always)
    func space(_ state: State, _ element: Int) -> Int {
        guard hasSpaces else { return 0 }
        return switches.last { $0.element == element && state[$0.field] != 0 }?.space ?? 0
    }

    /// The final translations a PE's TLB may hold.
    @inline(__always)
    func available(_ state: State, _ element: Int) -> UInt64 {
        resolved.hasStage2
            ? state[layout.elements[element].combined] : state[layout.elements[element].held] & leaves
    }

    /// The kinds of fault (bits by `AccessResult.Kind`) a walk for `page` can end in now; faults come from memory,
    /// never from a TLB (I_WZCBG).
    func walkFaults(_ state: State, _ element: Int, _ page: Int) -> UInt64 {
        let held = state[layout.elements[element].held]
        let space = space(state, element)
        let kinds = faults(state, held, space, page)
        return resolved.hasStage2 ? kinds | stage2Faults(state, held, space, page) : kinds
    }

    private func faults(_ state: State, _ held: UInt64, _ space: Int, _ page: Int) -> UInt64 {
        var kinds: UInt64 = 0
        for index in tables.pageStart[page]..<tables.pageStart[page + 1] {
            let slot = tables.pageSlots[index]
            if isReached(slot, held, space) { kinds |= found(state, slot).faults }
        }
        return kinds
    }

    private func stage2Faults(_ state: State, _ held: UInt64, _ space: Int, _ page: Int) -> UInt64 {
        let fault: UInt64 = 1 << AccessResult.Kind.stage2Fault.rawValue
        var result: UInt64 = 0
        each(held & leaves) { entry in
            guard universe.entries[entry].covers >> UInt64(page) & 1 == 1 else { return }
            guard let target = intermediate(entry, page) else {
                result = fault
                return
            }
            if faults(state, held, space, target) != 0 { result = fault }
        }
        return result
    }

    /// What a walk of the tables as they are, without any TLB, gives `page`; nil for a fault.
    func walk(_ state: State, _ page: Int) -> Int? {
        guard let first = leaf(state, page) else { return nil }
        guard resolved.hasStage2 else { return first }
        guard let target = intermediate(first, page), let second = leaf(state, target) else { return nil }
        return translations.indices.first {
            translations[$0].stage1 == first && translations[$0].stage2 == second
        }
    }

    private func intermediate(_ entry: Int, _ page: Int) -> Int? {
        let slot = resolved.tree.slots[universe.entries[entry].slot]
        guard case .leaf(let leaf) = slot.entries[universe.entries[entry].value] else { return nil }
        let space = resolved.tree.pages[page].space
        return resolved.tree.page(
            resolved.tree.name(of: resolved.tree.frame(leaf, in: slot, for: page)), stage: 2, space: space)
    }

    private func leaf(_ state: State, _ page: Int) -> Int? {
        var table = -1
        for index in tables.pageStart[page]..<tables.pageStart[page + 1] {
            let slot = tables.pageSlots[index]
            guard tables.tables[slot] == table, resolved.tree.slots[slot].covers >> UInt64(page) & 1 == 1
            else { continue }
            let found = found(state, slot)
            if found.table < 0 { return found.leaf < 0 ? nil : found.leaf }
            table = found.table
        }
        return nil
    }
}
