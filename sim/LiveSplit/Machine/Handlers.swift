/// An invalidation of a handler on a PE: where the PEs are kept on which it has still to take effect.
struct HandlerPlace: Sendable {
    let element: Int
    /// Index into `Machine.causes`.
    let cause: Int
    let step: Int
    let field: Field
}

/// Handlers of aborts: they run in program order, and an abort of their own is the end.
extension Machine {
    func handlerMoves(_ state: State, _ element: Int, _ progress: Progress, _ emit: (Event, State) -> Void) {
        let fields = layout.elements[element]
        let cause = Self.causes[Int(state[fields.handlerCause])]
        let steps = resolved.handlers[cause] ?? []
        let step = Int(state[fields.handlerStep]) - 1
        let aborted = Int(state[fields.handlerOperation])
        let event = Event(
            .performs, element: element, operation: step, isInHandler: true,
            argument: Int(state[fields.handlerCause]))
        var next = state
        next[fields.handlerStep] = UInt64(step + 2)
        guard steps.indices ~= step else {
            end(.retry, &next, element, aborted)
            return emit(event, next)
        }
        switch steps[step].action {
        case .invalidate:
            guard let removal = handlerRemovals[cause]?[step] else { return }
            next[pendingField(element, Int(state[fields.handlerCause]), step)] =
                removal.isBroadcast ? (1 << UInt64(elements)) - 1 : 1 << UInt64(element)
        case .barrier(let barrier):
            guard mayPass(barrier, state, element, progress, before: aborted) else { return }
            if case .contextSynchronisation = barrier, !scenario.hasETS {
                _ = apply(steps[step].action, element, &next)
            }
        case .access(let kind, let page, let value):
            // What EL2 touches is not translated by its guest's tables.
            if cause == .conflictAtEL2 && scenario.regime == .el1 { return emit(event, next) }
            return handlerAccess(next, element, step, kind, page, value, emit)
        case .end(let end): self.end(end, &next, element, aborted)
        case let action:
            guard apply(action, element, &next) != nil else { return }
        }
        emit(event, next)
    }

    private func end(_ end: HandlerEnd, _ state: inout State, _ element: Int, _ aborted: Int) {
        let fields = layout.elements[element]
        let isConflict = state[fields.handlerCause] != 2
        state[fields.handlerStep] = 0
        // The operation stays: an invalidation still pending is for its page.
        state[fields.handlerCause] = 0
        var result = AccessResult(raw: state[layout.operations[fields.base + aborted]])
        switch end {
        case .retry: result.kind = .pending
        case .resume: if isConflict { result.kind = .skipped }
        case .kill: state[fields.death] = Death.killed.rawValue
        case .die: state[fields.death] = (isConflict ? Death.conflict : .died).rawValue
        }
        state[layout.operations[fields.base + aborted]] = result.raw
    }

    private func mayPass(
        _ barrier: Barrier, _ state: State, _ element: Int, _ progress: Progress, before aborted: Int
    ) -> Bool {
        guard case .dsb(let kind, let isLocal) = barrier else { return true }
        let program = resolved.programs[element]
        for index in 0..<aborted where progress.done >> UInt64(index) & 1 == 0 {
            switch kind {
            case .all: if !isLocal || !program[index].action.isInvalidation { return false }
            case .stores: if program[index].action.isWrite { return false }
            case .loads: if program[index].action.isRead { return false }
            }
        }
        guard kind == .all else { return true }
        let scope: UInt64 = isLocal ? 1 << UInt64(element) : .max
        return !handlerPlaces.contains { $0.element == element && state[$0.field] & scope != 0 }
    }

    private func pendingField(_ element: Int, _ cause: Int, _ step: Int) -> Field {
        layout.pending[(element * Self.causes.count + cause) * Layout.handlerSteps + step]
    }

    private func handlerAccess(
        _ next: State, _ element: Int, _ step: Int, _ kind: Action.Access, _ page: Int, _ value: Int?,
        _ emit: (Event, State) -> Void
    ) {
        outcomes(next, element, page: page, isWrite: kind == .write) { event, argument, detail in
            let move = Event(
                event, element: element, operation: step, isInHandler: true, argument: argument,
                detail: detail)
            var next = next
            switch event {
            case .uses, .mixes:
                let cell = event == .mixes ? argument : translations[argument].cells[page]
                if kind == .write, cell >= 0 { next[layout.cells[cell]] = UInt64(value ?? 0) }
            default: next[layout.elements[element].death] = Death.recursion.rawValue
            }
            emit(move, next)
        }
    }

    /// Invalidations of handlers take effect; those of a handler that has ended, too.
    func pendingHandlerInvalidations(_ state: State, _ element: Int, _ emit: (Event, State) -> Void) {
        for place in handlerPlaces where place.element == element {
            let pending = state[place.field]
            guard pending != 0 else { continue }
            each(pending) { target in take(state, place, target, emit) }
        }
    }

    /// A handler's invalidation takes effect on `target`. One smaller than the architecture's cure for a conflict
    /// may leave the conflict where it is (R_GRVDR).
    private func take(_ state: State, _ place: HandlerPlace, _ target: Int, _ emit: (Event, State) -> Void) {
        func event(_ stays: Int) -> Event {
            Event(
                .invalidates, element: place.element, operation: place.step, isInHandler: true,
                argument: target,
                detail: stays | place.cause << 1)
        }
        guard let removal = handlerRemovals[Self.causes[place.cause]]?[place.step] else { return }
        let conflicted = layout.elements[target].conflicted
        var next = state
        next[place.field] &= ~(1 << UInt64(target))
        let stays = next
        next[conflicted] = 0
        var entries = removal.entries, combined = removal.combined
        if removal.isForAbort, let page = abortedPage(state, place.element) {
            (entries, combined) = removal.forPage[page]
        }
        invalidate(&next, target, entries, combined)
        emit(event(0), next)
        if state[conflicted] != 0, !removal.isCure { emit(event(1), stays) }
    }

    private func abortedPage(_ state: State, _ element: Int) -> Int? {
        let index = Int(state[layout.elements[element].handlerOperation])
        guard
            case .access(_, let page, _)? = resolved.programs[element].indices.contains(index)
                ? resolved.programs[element][index].action : nil
        else { return nil }
        return page
    }
}
