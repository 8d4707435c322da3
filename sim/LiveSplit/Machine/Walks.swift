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
        for slot in walkOrder where held & universe.parents[slot] != 0 || universe.parents[slot] == .max {
            held |= universe.cachedBy[slot][Int(state[layout.slots[slot]])]
        }
        state[fields.held] = held
        if resolved.hasStage2 {
            var combined = state[fields.combined]
            for (index, translation) in translations.enumerated() {
                guard let second = translation.stage2 else { continue }
                if held >> UInt64(translation.stage1) & held >> UInt64(second) & 1 == 1 {
                    combined |= 1 << UInt64(index)
                }
            }
            state[fields.combined] = combined
        }
        if !fields.prefetched.isEmpty { prefetch(&state, element) }
    }

    /// Without FEAT_ETS: remembers what a translation made now would give.
    private func prefetch(_ state: inout State, _ element: Int) {
        let fields = layout.elements[element]
        state[fields.prefetched] |= available(state, element)
        for page in resolved.tree.pages.indices where resolved.tree.pages[page].stage == 1 {
            if walkFaults(state, element, page) & 1 << AccessResult.Kind.translationFault.rawValue != 0 {
                state[fields.prefetchedFaults] |= 1 << UInt64(page)
            }
        }
    }

    /// The final translations a PE's TLB may hold.
    @inline(__always)
    func available(_ state: State, _ element: Int) -> UInt64 {
        resolved.hasStage2
            ? state[layout.elements[element].combined]
            : state[layout.elements[element].held] & universe.leaves[1]
    }

    /// The kinds of fault (bits by `AccessResult.Kind`) a walk for `page` can end in now; faults come from memory,
    /// never from a TLB (I_WZCBG).
    func walkFaults(_ state: State, _ element: Int, _ page: Int) -> UInt64 {
        let held = state[layout.elements[element].held]
        var kinds: UInt64 = 0
        for slot in slotsOf[page] { kinds |= fault(state, held, slot) }
        return resolved.hasStage2 ? kinds | stage2Faults(state, held, page) : kinds
    }

    private func fault(_ state: State, _ held: UInt64, _ slot: Int) -> UInt64 {
        guard universe.parents[slot] == .max || held & universe.parents[slot] != 0 else { return 0 }
        let entry = resolved.tree.slots[slot].entries[Int(state[layout.slots[slot]])]
        if entry.isCacheable { return 0 }
        return 1 << (entry == .invalid ? AccessResult.Kind.translationFault : .accessFlagFault).rawValue
    }

    private func stage2Faults(_ state: State, _ held: UInt64, _ page: Int) -> UInt64 {
        let fault: UInt64 = 1 << AccessResult.Kind.stage2Fault.rawValue
        for (index, entry) in universe.entries.enumerated()
        where held >> UInt64(index) & 1 == 1 && entry.stage == 1 && entry.table == nil
            && entry.covers >> UInt64(page) & 1 == 1
        {
            guard let target = intermediate(index, page) else { return fault }
            for lower in slotsOf[target] where self.fault(state, held, lower) != 0 { return fault }
        }
        return 0
    }

    /// What a walk of the tables as they are, without any TLB, gives `page`; nil for a fault.
    func walk(_ state: State, _ page: Int) -> Int? {
        guard let first = leaf(state, page, stage: 1) else { return nil }
        guard resolved.hasStage2 else { return first }
        return translations.indices.first { index in
            let translation = translations[index]
            guard translation.stage1 == first, translation.covers >> UInt64(page) & 1 == 1,
                let second = translation.stage2
            else { return false }
            let entry = universe.entries[second]
            guard !entry.isGroup, let target = intermediate(first, page) else { return false }
            return leaf(state, target, stage: 2) == second
        }
    }

    private func intermediate(_ entry: Int, _ page: Int) -> Int? {
        let slot = resolved.tree.slots[universe.entries[entry].slot]
        guard case .leaf(let leaf) = slot.entries[universe.entries[entry].value] else { return nil }
        return resolved.tree.page(
            resolved.tree.name(of: resolved.tree.frame(leaf, in: slot, for: page)), stage: 2)
    }

    private func leaf(_ state: State, _ page: Int, stage: Int) -> Int? {
        var table: Int?
        for slot in slotsOf[page] {
            let place = resolved.tree.slots[slot]
            guard place.stage == stage, place.level == 1 || place.table == table else { continue }
            let value = Int(state[layout.slots[slot]])
            switch place.entries[value] {
            case .invalid: return nil
            case .table(let below): table = below
            case .leaf(let leaf):
                guard leaf.attributes.has(.accessed) else { return nil }
                let held = universe.cachedBy[slot][value]
                return held.trailingZeroBitCount
            }
        }
        return nil
    }
}
