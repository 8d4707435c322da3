/// How far a PE's program is.
struct Progress {
    /// Operations complete everywhere.
    var done: UInt64 = 0
    /// Invalidations that took effect on the PE itself, too.
    var doneHere: UInt64 = 0
    /// Operations that did anything.
    var started: UInt64 = 0
    /// Accesses that faulted.
    var faulted: UInt64 = 0
}

/// The moves possible in a state.
extension Machine {
    /// Calls `emit` for each move that is possible, with the state after it. The order is always the same.
    func successors(_ state: State, _ emit: (Event, State) -> Void) {
        var isChanged = true
        var all = InlineArray<4, Progress>(repeating: Progress())
        for element in resolved.programs.indices {
            all[element] = progress(state, element)
            if changes[element] & ~all[element].done != 0 { isChanged = false }
        }
        for element in resolved.programs.indices {
            let fields = layout.elements[element]
            if state[fields.death] != 0 { continue }
            var limit = fields.count
            if !fields.handlerStep.isEmpty {
                if state[fields.handlerStep] != 0 {
                    limit = Int(state[fields.handlerOperation])
                    handlerMoves(state, element, all[element], emit)
                }
                pendingHandlerInvalidations(state, element, emit)
            }
            programMoves(state, element, all[element], before: limit, isChanged: isChanged, emit)
        }
    }

    func progress(_ state: State, _ element: Int) -> Progress {
        var progress = Progress()
        let fields = layout.elements[element]
        for index in 0..<fields.count {
            let bit: UInt64 = 1 << UInt64(index)
            let field = layout.operations[fields.base + index]
            if field.isEmpty {
                progress.done |= bit
                continue
            }
            let value = state[field]
            if value == 0 { continue }
            progress.started |= bit
            switch tables.moves[fields.base + index].action {
            case .access:
                let kind = AccessResult(raw: value).kind
                if kind == .pending { continue }
                progress.done |= bit
                if kind != .completed { progress.faulted |= bit }
            case .invalidate:
                if value >> UInt64(element) & 1 == 1 { progress.doneHere |= bit }
                if value == tables.moves[fields.base + index].targets { progress.done |= bit }
            default: progress.done |= bit
            }
        }
        return progress
    }

    private func programMoves(
        _ state: State, _ element: Int, _ progress: Progress, before limit: Int, isChanged: Bool,
        _ emit: (Event, State) -> Void
    ) {
        let base = layout.elements[element].base
        // What follows a fault waits for the exception, and the exception for the reads before it.
        var barred = limit
        each(progress.faulted) { index in
            if tables.moves[base + index].retire & ~progress.done != 0 { barred = min(barred, index) }
        }
        for index in 0..<limit where progress.done >> UInt64(index) & 1 == 0 {
            if index > barred { return }
            let move = tables.moves[base + index]
            guard move.completeHere & ~(progress.done | progress.doneHere) == 0 else { continue }
            if move.action.isInvalidation {
                invalidations(state, element, index, progress, emit)
            } else if move.complete & ~progress.done == 0 {
                perform(state, element, index, progress, isChanged: isChanged, emit)
            } else if move.action.isTranslated, move.completeForFault & ~progress.done == 0 {
                // Its walk may be early, and end in a fault, before an earlier access to the page is made.
                perform(state, element, index, progress, isChanged: isChanged, isWalkOnly: true, emit)
            }
        }
    }

    private func perform(
        _ state: State, _ element: Int, _ index: Int, _ progress: Progress, isChanged: Bool,
        isWalkOnly: Bool = false, _ emit: (Event, State) -> Void
    ) {
        let place = layout.elements[element].base + index
        let action = tables.moves[place].action
        if case .access(let kind, let page, let value) = action {
            let access = PendingAccess(
                element: element, index: index, place: place, kind: kind, page: page, value: value,
                isWalkOnly: isWalkOnly)
            return make(access, state, progress, isChanged: isChanged, emit)
        }
        var next = state
        guard let result = apply(action, element, &next) else { return }
        next[layout.operations[place]] = result
        switch action {
        case .online, .switchSpace: refill(&next, element)
        default: break
        }
        emit(Event(.performs, element: element, operation: index), next)
    }

    /// Makes an untranslated access; returns what its field holds then, nil if it must wait.
    func apply(_ action: Action, _ element: Int, _ state: inout State) -> UInt64? {
        switch action {
        case .readCell(let cell, let expected):
            let value = state[layout.cells[cell]]
            if let expected, UInt64(expected) != value { return nil }
            return 1 | value << 1
        case .readEntry(let slot, let expected):
            let value = state[layout.slots[slot]]
            if let expected, UInt64(expected) != value { return nil }
            return 1 | value << 1
        case .writeCell(let cell, let value): state[layout.cells[cell]] = UInt64(value)
        case .copyCell(let from, let to): state[layout.cells[to]] = state[layout.cells[from]]
        case .writeEntry(let slot, let value):
            state[layout.slots[slot]] = UInt64(value)
            refill(&state)
        case .barrier(.contextSynchronisation):
            state[layout.elements[element].prefetched] = 0
            state[layout.elements[element].prefetchedFaults] = 0
            refill(&state, element)
        case .access, .invalidate, .barrier, .control, .address, .online, .switchSpace, .end: break
        }
        return 1
    }

    // MARK: Invalidations

    private func invalidations(
        _ state: State, _ element: Int, _ index: Int, _ progress: Progress, _ emit: (Event, State) -> Void
    ) {
        let move = tables.moves[layout.elements[element].base + index]
        let field = layout.operations[layout.elements[element].base + index]
        each(move.targets & ~state[field]) { target in
            let needed = target == element ? move.complete : move.completeForOthers
            guard needed & ~progress.done == 0 else { return }
            var next = state
            invalidate(&next, target, move.entries, move.combined)
            next[field] |= 1 << UInt64(target)
            emit(Event(.invalidates, element: element, operation: index, argument: target), next)
        }
    }

    /// An invalidation takes effect on `target`; what can be walked may be held again at once.
    func invalidate(_ state: inout State, _ target: Int, _ entries: UInt64, _ combined: UInt64) {
        let fields = layout.elements[target]
        let before = available(state, target)
        state[fields.held] &= ~entries
        if resolved.hasStage2 { state[fields.combined] &= ~combined }
        if !fields.prefetched.isEmpty, available(state, target) != before {
            for cell in layout.cells.indices {
                state[layout.frozen[target * layout.cells.count + cell]] = state[layout.cells[cell]]
            }
        }
        refill(&state, target)
    }
}
