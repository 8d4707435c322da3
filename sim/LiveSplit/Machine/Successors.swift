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
        for element in resolved.programs.indices {
            let fields = layout.elements[element]
            if state[fields.death] != 0 { continue }
            let progress = progress(state, element)
            var limit = resolved.programs[element].count
            if state[fields.handlerStep] != 0 {
                limit = Int(state[fields.handlerOperation])
                handlerMoves(state, element, progress, emit)
            }
            pendingHandlerInvalidations(state, element, emit)
            programMoves(state, element, progress, before: limit, emit)
        }
    }

    func progress(_ state: State, _ element: Int) -> Progress {
        var progress = Progress()
        let program = resolved.programs[element]
        for index in program.indices {
            let bit: UInt64 = 1 << UInt64(index)
            let field = layout.elements[element].operations[index]
            if field.isEmpty {
                progress.done |= bit
                progress.doneHere |= bit
                continue
            }
            let value = state[field]
            if value == 0 { continue }
            progress.started |= bit
            switch program[index].action {
            case .access:
                let kind = AccessResult(raw: value).kind
                if kind == .pending { continue }
                progress.done |= bit
                if kind != .completed { progress.faulted |= bit }
            case .invalidate:
                if value >> UInt64(element) & 1 == 1 { progress.doneHere |= bit }
                if value == targets(removals[element][index], element) { progress.done |= bit }
            default: progress.done |= bit
            }
        }
        return progress
    }

    /// The PEs an invalidation by `element` reaches.
    func targets(_ removal: Removal, _ element: Int) -> UInt64 {
        removal.isBroadcast ? (1 << UInt64(elements)) - 1 : 1 << UInt64(element)
    }

    private func programMoves(
        _ state: State, _ element: Int, _ progress: Progress, before limit: Int,
        _ emit: (Event, State) -> Void
    ) {
        let program = resolved.programs[element]
        let ordering = orderings[element]
        // What follows a fault waits for the exception, and the exception for the reads before it.
        var barred = limit
        each(progress.faulted) { index in
            if ordering.retire[index] & ~progress.done != 0 { barred = min(barred, index) }
        }
        for index in 0..<limit where progress.done >> UInt64(index) & 1 == 0 {
            if index > barred { return }
            guard ordering.completeHere[index] & ~(progress.done | progress.doneHere) == 0 else { continue }
            if program[index].action.isInvalidation {
                invalidations(state, element, index, progress, emit)
            } else if ordering.complete[index] & ~progress.done == 0 {
                perform(state, element, index, progress, emit)
            }
        }
    }

    private func perform(
        _ state: State, _ element: Int, _ index: Int, _ progress: Progress, _ emit: (Event, State) -> Void
    ) {
        if case .access(let kind, let page, let value) = resolved.programs[element][index].action {
            return access(state, element, index, kind, page, value, progress, emit)
        }
        var next = state
        guard let result = apply(resolved.programs[element][index].action, element, &next) else { return }
        next[layout.elements[element].operations[index]] = result
        if resolved.programs[element][index].action == .online { refill(&next, element) }
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
        case .access, .invalidate, .barrier, .control, .address, .online, .end: break
        }
        return 1
    }

    // MARK: Invalidations

    private func invalidations(
        _ state: State, _ element: Int, _ index: Int, _ progress: Progress, _ emit: (Event, State) -> Void
    ) {
        let removal = removals[element][index]
        let field = layout.elements[element].operations[index]
        let ordering = orderings[element]
        each(targets(removal, element) & ~state[field]) { target in
            let needed = target == element ? ordering.complete[index] : ordering.completeForOthers[index]
            guard needed & ~progress.done == 0 else { return }
            var next = state
            invalidate(&next, target, removal.entries, removal.combined)
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
            for (cell, field) in fields.frozen.enumerated() { state[field] = state[layout.cells[cell]] }
        }
        refill(&state, target)
    }
}
