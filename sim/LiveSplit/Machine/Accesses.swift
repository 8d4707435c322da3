/// What may become of one translated access.
extension Machine {
    /// Calls `body` for each way an access to `page` can go on `element`.
    func outcomes(
        _ state: State, _ element: Int, page: Int, isWrite: Bool,
        _ body: (Event.Kind, _ argument: Int, _ detail: Int) -> Void
    ) {
        let held = available(state, element) & translationsOf[page]
        each(held) { use(element, $0, isWrite, 0, body) }
        if !scenario.hasETS {
            let earlier = state[layout.elements[element].prefetched] & translationsOf[page] & ~held
            each(earlier) { use(element, $0, isWrite, 1, body) }
        }
        if held & (held &- 1) != 0 { multiHits(state, element, page, held, body) }
        var faults = walkFaults(state, element, page)
        if !scenario.hasETS, state[layout.elements[element].prefetchedFaults] >> UInt64(page) & 1 == 1 {
            faults |= 1 << AccessResult.Kind.translationFault.rawValue
        }
        each(faults) { body(.faults, $0, 0) }
    }

    @inline(__always)
    func each(_ mask: UInt64, _ body: (Int) -> Void) {
        var rest = mask
        while rest != 0 {
            body(rest.trailingZeroBitCount)
            rest &= rest &- 1
        }
    }

    private func use(
        _ element: Int, _ index: Int, _ isWrite: Bool, _ detail: Int,
        _ body: (Event.Kind, Int, Int) -> Void
    ) {
        if isWrite && tables.writable >> UInt64(index) & 1 == 0 {
            body(.denied, index, detail)
        } else {
            body(.uses, index, detail)
        }
        // The fault is IMPLEMENTATION DEFINED.
        if tables.marked >> UInt64(index) & 1 == 1 && levels[element] == .one {
            body(.refuses, index, detail)
        }
    }

    /// Conflict aborts and mixtures of two entries (R_FVQCK).
    private func multiHits(
        _ state: State, _ element: Int, _ page: Int, _ held: UInt64, _ body: (Event.Kind, Int, Int) -> Void
    ) {
        let base = page * translations.count
        var sizeOnly = false, other = false
        var mixed: UInt64 = 0
        each(held) { index in
            let soft = differing(state, element, page, index, held)
            let undefined = multiHits[element].undefined[base + index] & held | soft
            let abort = multiHits[element].abort[base + index] & held | soft
            if abort & multiHits[element].sizeOnly[base + index] != 0 { sizeOnly = true }
            if abort & ~multiHits[element].sizeOnly[base + index] != 0 { other = true }
            if undefined != 0 { mixed |= undefined | 1 << UInt64(index) }
        }
        each(conflictLevels(element, sizeOnly: sizeOnly, other: other)) { body(.conflicts, $0, 0) }
        if mixed != 0 { each(mixtures(state, element, page, mixed)) { body(.mixes, $0, 0) } }
    }

    /// Of the read-only frames `index` may meet, those whose contents differ from its own.
    private func differing(_ state: State, _ element: Int, _ page: Int, _ index: Int, _ held: UInt64)
        -> UInt64
    {
        var result: UInt64 = 0
        each(multiHits[element].undefinedIfContentsDiffer[page * translations.count + index] & held) {
            other in
            if contents(state, translations[index].cells[page])
                != contents(state, translations[other].cells[page])
            {
                result |= 1 << UInt64(other)
            }
        }
        return result
    }

    private func contents(_ state: State, _ cell: Int) -> UInt64 {
        cell < 0 ? .max : state[layout.cells[cell]]
    }

    /// The exception levels a conflict abort may be reported to. With stage 2, one that comes from a size change
    /// under level 1 or 2 goes to EL2 (R_FWRMB); which of the two others go to is IMPLEMENTATION DEFINED.
    func conflictLevels(_ element: Int, sizeOnly: Bool, other: Bool) -> UInt64 {
        guard sizeOnly || other else { return 0 }
        if scenario.regime == .el2 { return 0b100 }
        guard resolved.hasStage2 else { return 0b010 }
        let isRouted = sizeOnly && (levels[element] == .one || levels[element] == .two)
        return (isRouted ? 0b100 : 0) | (other || !isRouted ? 0b110 : 0)
    }

    /// Cells a mixture of the entries in `mixed` may reach: only the type is mixed if they agree on place and
    /// size; otherwise any frame, but with stage 2 only one that stage 2 grants.
    private func mixtures(_ state: State, _ element: Int, _ page: Int, _ mixed: UInt64) -> UInt64 {
        let first = translations[mixed.trailingZeroBitCount]
        var agrees = true
        each(mixed) { index in
            let other = translations[index]
            if other.cells[page] != first.cells[page] || other.levels != first.levels
                || other.contiguous != first.contiguous
            {
                agrees = false
            }
        }
        if agrees { return first.cells[page] < 0 ? 0 : 1 << UInt64(first.cells[page]) }
        guard resolved.hasStage2 else { return frameCells }
        var granted: UInt64 = 0
        let held = state[layout.elements[element].held]
        for translation in translations {
            guard let second = translation.stage2, held >> UInt64(second) & 1 == 1 else { continue }
            for cell in translation.cells where cell >= 0 { granted |= 1 << UInt64(cell) }
        }
        return granted
    }

    /// Whether some TLB may hold two translations that must not live together.
    func isViolated(_ state: State) -> Bool {
        for element in layout.elements.indices {
            let available = available(state, element)
            for page in translationsOf.indices {
                let held = available & translationsOf[page]
                if held & (held &- 1) != 0, isViolated(state, element, page, held) { return true }
            }
        }
        return false
    }

    private func isViolated(_ state: State, _ element: Int, _ page: Int, _ held: UInt64) -> Bool {
        let base = page * translations.count
        var rest = held
        while rest != 0 {
            let index = rest.trailingZeroBitCount
            rest &= rest &- 1
            if multiHits[element].undefined[base + index] & held != 0 { return true }
            if multiHits[element].undefinedIfContentsDiffer[base + index] & held != 0,
                differing(state, element, page, index, held) != 0
            {
                return true
            }
        }
        return false
    }
}
