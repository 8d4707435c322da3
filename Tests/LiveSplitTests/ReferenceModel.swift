/// A second machine, written apart from the first and without its reductions: TLBs are filled by explicit moves,
/// barriers are operations that complete, and every interleaving is tried. Two PEs, pages x and z of one block,
/// frames a, a+1 and b, one flag; FEAT_ETS.
struct ReferenceModel {
    enum Step: Hashable {
        case setL3(L3), setL2(L2)
        case read(Int), write, flagWrite, flagRead
        case dsb, dsbStores, dmb, isb
        case invalidate(lastLevel: Bool, all: Bool, broadcast: Bool)
    }
    /// The last-level entry of x.
    enum L3: UInt8, CaseIterable { case invalid, a, aReadOnly, b, bReadOnly }
    enum L2: UInt8, CaseIterable { case invalid, table, block }

    struct State: Hashable {
        var l2: L2
        var l3 = L3.a
        /// Contents of a, a+1, b and the flag.
        var cells: [UInt8] = [1, 2, 3, 0]
        /// What each TLB holds: bit 0 the table pointer, 1 the block, 2 page z, 3 to 6 page x as a, a ro, b, b ro.
        var tlb: [UInt8] = [0, 0]
        /// For each operation: 0 not begun; of an invalidation the PEs it reached; else its result plus one.
        var results: [[UInt8]]
        var dead = [false, false]
    }

    let programs: [[Step]]
    let startsAsBlock: Bool
    let level: Int

    // MARK: Results of an access

    static let fault: UInt8 = 1, denied: UInt8 = 2, conflict: UInt8 = 3
    static func done(cell: Int, value: UInt8) -> UInt8 { 16 + UInt8(cell) * 32 + value }
    static func mixed(cell: Int, value: UInt8) -> UInt8 { 16 + 16 + UInt8(cell) * 32 + value }

    // MARK: Search

    func explore() -> (outcomes: Set<[[UInt8]]>, isViolated: Bool, states: Int) {
        let start = State(l2: startsAsBlock ? .block : .table, results: programs.map { $0.map { _ in 0 } })
        var seen: Set<State> = [start], queue = [start], outcomes: Set<[[UInt8]]> = []
        var isViolated = false
        while let state = queue.popLast() {
            for pe in 0...1 where violates(state.tlb[pe], state) { isViolated = true }
            if isFinal(state) { outcomes.insert(visible(state)) }
            for next in moves(state) where seen.insert(next).inserted { queue.append(next) }
        }
        return (outcomes, isViolated, seen.count)
    }

    private func isFinal(_ state: State) -> Bool {
        programs.indices.allSatisfy { pe in
            state.dead[pe] || programs[pe].indices.allSatisfy { isComplete(state, pe, $0) }
        }
    }

    /// What reads and accesses returned, barriers and invalidations left out.
    private func visible(_ state: State) -> [[UInt8]] {
        programs.indices.map { pe in
            programs[pe].indices.filter { isAccess(programs[pe][$0]) || programs[pe][$0] == .flagRead }
                .map { state.results[pe][$0] }
        }
    }

    // MARK: Kinds

    private func isAccess(_ step: Step) -> Bool {
        switch step {
        case .read, .write: true
        default: false
        }
    }
    private func isStore(_ step: Step) -> Bool {
        switch step {
        case .setL2, .setL3, .write, .flagWrite: true
        default: false
        }
    }
    private func isLoad(_ step: Step) -> Bool {
        switch step {
        case .read, .flagRead: true
        default: false
        }
    }
    private func isInvalidation(_ step: Step) -> Bool {
        if case .invalidate = step { true } else { false }
    }

    private func isComplete(_ state: State, _ pe: Int, _ index: Int) -> Bool {
        let result = state.results[pe][index]
        if case .invalidate(_, _, let broadcast) = programs[pe][index] {
            return result == (broadcast ? 3 : 1 << pe)
        }
        return result != 0
    }

    // MARK: Order

    private func mayRun(_ state: State, _ pe: Int, _ index: Int, walkOnly: Bool = false) -> Bool {
        let step = programs[pe][index]
        for earlier in 0..<index {
            let other = programs[pe][earlier]
            if isAccess(other), [Self.fault, Self.denied].contains(state.results[pe][earlier]) {
                // After an exception: what came before it must be known.
                for before in 0..<earlier where isLoad(programs[pe][before]) || isAccess(programs[pe][before])
                {
                    if !isComplete(state, pe, before) { return false }
                }
            }
            if !isComplete(state, pe, earlier), holdsUp(other, step, pe, earlier, index, walkOnly) {
                return false
            }
        }
        return true
    }

    private func holdsUp(_ first: Step, _ second: Step, _ pe: Int, _ i: Int, _ j: Int, _ walkOnly: Bool)
        -> Bool
    {
        if first == .dsb || first == .dsbStores || first == .isb { return true }
        switch second {
        case .dsb: return isStore(first) || isLoad(first) || isInvalidation(first)
        case .dsbStores: return isStore(first)
        case .isb: return isAccess(first)
        case .dmb: return false
        default: break
        }
        let areMemory = (isStore(first) || isLoad(first)) && (isStore(second) || isLoad(second))
        if areMemory, programs[pe][i..<j].contains(.dmb) { return true }
        if isAccess(first), isStore(second) && !walkOnly || isInvalidation(second) { return true }
        return !walkOnly && samePlace(first, second)
    }

    private func samePlace(_ first: Step, _ second: Step) -> Bool {
        switch (first, second) {
        case (.setL3, .setL3), (.setL2, .setL2): true
        case (.flagRead, .flagWrite), (.flagWrite, .flagRead), (.flagRead, .flagRead),
            (.flagWrite, .flagWrite):
            true
        case (.read(let one), .read(let other)): one == other
        case (.read(let page), .write), (.write, .read(let page)): page == 0
        case (.write, .write): true
        default: false
        }
    }

    // MARK: Moves

    private func moves(_ state: State) -> [State] {
        var next: [State] = []
        for pe in 0...1 {
            for entry in walkable(state, pe) where state.tlb[pe] & entry == 0 {
                var filled = state
                filled.tlb[pe] |= entry
                next.append(filled)
            }
            guard programs.indices.contains(pe), !state.dead[pe] else { continue }
            for index in programs[pe].indices where !isComplete(state, pe, index) {
                next += run(state, pe, index)
            }
        }
        return next
    }

    /// Entries a walk by `pe` may leave in its TLB now.
    private func walkable(_ state: State, _ pe: Int) -> [UInt8] {
        var entries: [UInt8] = []
        if state.l2 == .table { entries.append(1) }
        if state.l2 == .block { entries.append(2) }
        if state.l2 == .table || state.tlb[pe] & 1 != 0 {
            entries.append(4)
            if state.l3 != .invalid { entries.append(4 << state.l3.rawValue) }
        }
        return entries
    }

    private func run(_ state: State, _ pe: Int, _ index: Int) -> [State] {
        var next = state
        switch programs[pe][index] {
        case .read(let page): return access(state, pe, index, page: page, isWrite: false)
        case .write: return access(state, pe, index, page: 0, isWrite: true)
        case .invalidate(let lastLevel, let all, let broadcast):
            guard mayRun(state, pe, index) else { return [] }
            return (0...1).compactMap { target in
                guard broadcast || target == pe, state.results[pe][index] >> UInt8(target) & 1 == 0 else {
                    return nil
                }
                var next = state
                next.results[pe][index] |= 1 << UInt8(target)
                next.tlb[target] &= all ? 0 : lastLevel ? 0b0000_0101 : 0b0000_0100
                return next
            }
        case .setL2(let value): next.l2 = value
        case .setL3(let value): next.l3 = value
        case .flagWrite: next.cells[3] = 1
        case .flagRead, .dsb, .dsbStores, .dmb, .isb: break
        }
        guard mayRun(state, pe, index) else { return [] }
        next.results[pe][index] = programs[pe][index] == .flagRead ? 100 + state.cells[3] : 1
        return [next]
    }

    private func access(_ state: State, _ pe: Int, _ index: Int, page: Int, isWrite: Bool) -> [State] {
        guard mayRun(state, pe, index, walkOnly: true) else { return [] }
        let laterBegun = programs[pe].indices.contains {
            $0 > index && state.results[pe][$0] != 0 && !isBarrier(programs[pe][$0])
        }
        let earlierKnown = (0..<index).allSatisfy { earlier in
            !(isLoad(programs[pe][earlier]) || isAccess(programs[pe][earlier]))
                || isComplete(state, pe, earlier)
        }
        var next: [State] = []
        func end(_ result: UInt8, _ change: (inout State) -> Void = { _ in }) {
            var after = state
            after.results[pe][index] = result
            change(&after)
            next.append(after)
        }
        if !laterBegun, walkFaults(state, pe, page) { end(Self.fault) }
        guard mayRun(state, pe, index) else { return next }
        let held = candidates(state.tlb[pe], page)
        var choices = held
        for entry in walkable(state, pe) where candidates(entry, page) != 0 { choices |= entry }
        for bit in 0..<8 where choices >> UInt8(bit) & 1 == 1 {
            let (cell, readOnly) = target(bit, page)
            if isWrite && readOnly {
                if !laterBegun { end(Self.denied) }
            } else {
                end(Self.done(cell: cell, value: isWrite ? 7 : state.cells[cell])) {
                    if isWrite { $0.cells[cell] = 7 }
                }
            }
        }
        let pairs = pairs(held, page, state)
        if pairs.canAbort, !laterBegun, earlierKnown { end(Self.conflict) { $0.dead[pe] = true } }
        if pairs.isUndefined {
            for cell in 0..<3 {
                end(Self.mixed(cell: cell, value: isWrite ? 7 : state.cells[cell])) {
                    if isWrite { $0.cells[cell] = 7 }
                }
            }
        }
        return next
    }

    private func isBarrier(_ step: Step) -> Bool {
        step == .dsb || step == .dsbStores || step == .dmb || step == .isb
    }

    private func walkFaults(_ state: State, _ pe: Int, _ page: Int) -> Bool {
        if state.l2 == .invalid { return true }
        let reachesL3 = state.l2 == .table || state.tlb[pe] & 1 != 0
        return reachesL3 && page == 0 && state.l3 == .invalid
    }

    // MARK: Entries

    private func candidates(_ tlb: UInt8, _ page: Int) -> UInt8 {
        tlb & (page == 0 ? 0b0111_1010 : 0b0000_0110)
    }

    private func target(_ bit: Int, _ page: Int) -> (cell: Int, readOnly: Bool) {
        switch bit {
        case 1: (page, false)
        case 2: (1, false)
        case 3: (0, false)
        case 4: (0, true)
        case 5: (2, false)
        default: (2, true)
        }
    }

    /// What two entries for one page may do.
    private func pairs(_ held: UInt8, _ page: Int, _ state: State) -> (isUndefined: Bool, canAbort: Bool) {
        var isUndefined = false, canAbort = false
        for one in 0..<8 where held >> UInt8(one) & 1 == 1 {
            for other in (one + 1)..<8 where held >> UInt8(other) & 1 == 1 {
                let (cell, readOnly) = target(one, page), (otherCell, otherReadOnly) = target(other, page)
                let differsInSize = one == 1
                let moves =
                    cell != otherCell
                    && !(readOnly && otherReadOnly && state.cells[cell] == state.cells[otherCell])
                let undefined = moves || differsInSize && level < 2
                isUndefined = isUndefined || undefined
                canAbort = canAbort || undefined || differsInSize && level == 2
            }
        }
        return (isUndefined, canAbort)
    }

    private func violates(_ tlb: UInt8, _ state: State) -> Bool {
        (0...1).contains { pairs(candidates(tlb, $0), $0, state).isUndefined }
    }
}
