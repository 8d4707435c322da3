/// Translated accesses of a program.
extension Machine {
    func access(
        _ state: State, _ element: Int, _ index: Int, _ kind: Action.Access, _ page: Int, _ value: Int?,
        _ progress: Progress, _ emit: (Event, State) -> Void
    ) {
        let field = layout.elements[element].operations[index]
        let result = AccessResult(raw: state[field])
        // A conflict, and a fault, is taken once everything before is known and nothing after was made.
        let ordering = orderings[element]
        let later = (progress.started >> UInt64(index)) >> 1
        let isPrecise = later == 0
        let isRetired = ordering.retire[index] & ~progress.done == 0
        func take(_ event: Event.Kind, _ argument: Int, _ detail: Int) {
            let move = Event(event, element: element, operation: index, argument: argument, detail: detail)
            var next = state
            switch event {
            case .uses:
                let cell = translations[argument].cells[page]
                complete(&next, element, field, kind, cell, value, argument, detail, move, emit)
            case .mixes: complete(&next, element, field, kind, argument, value, nil, 0, move, emit)
            case .faults, .denied, .refuses:
                let fault =
                    event == .denied
                    ? .permissionFault
                    : event == .refuses
                        ? .translationFault
                        : AccessResult.Kind(rawValue: UInt64(argument)) ?? .translationFault
                guard isPrecise, isRetired || resolved.handlers[.fault] == nil else { return }
                faulted(&next, element, index, fault)
                emit(move, next)
            case .conflicts:
                guard isPrecise, isRetired else { return }
                conflicted(&next, element, index, level: UInt64(argument))
                emit(move, next)
            case .performs, .invalidates: break
            }
        }
        if forced[element].contains(index), result.conflictLevel == 0 {
            return each(conflictLevels(element, sizeOnly: true, other: false)) { take(.conflicts, $0, 1) }
        }
        outcomes(state, element, page: page, isWrite: kind == .write, take)
    }

    private func complete(
        _ next: inout State, _ element: Int, _ field: Field, _ kind: Action.Access, _ cell: Int,
        _ value: Int?,
        _ translation: Int?, _ detail: Int, _ move: Event, _ emit: (Event, State) -> Void
    ) {
        guard cell >= 0 else { return }
        var result = AccessResult(raw: next[field])
        let fields = layout.elements[element]
        let place = detail == 1 && kind != .write ? fields.frozen[cell] : layout.cells[cell]
        if let translation, isStale(next, page: move, translation, element) { next[fields.stale] = 1 }
        if kind == .write {
            // A store made with a translation that an invalidation took away was made before it.
            guard detail == 0 else { return }
            next[place] = UInt64(value ?? 0)
        } else if let value, next[place] != UInt64(value) {
            return
        }
        result.kind = .completed
        result.cell = cell
        result.value = Int(next[place])
        result.isAmalgam = translation == nil
        next[field] = result.raw
        emit(move, next)
    }

    /// The change is complete, and the translation is not what the tables say.
    private func isStale(_ state: State, page move: Event, _ translation: Int, _ element: Int) -> Bool {
        guard case .access(_, let page, _) = resolved.programs[element][Int(move.operation)].action else {
            return false
        }
        for (element, mask) in changes.enumerated() where mask & ~progress(state, element).done != 0 {
            return false
        }
        guard let now = walk(state, page) else { return true }
        return !translations[now].hasEffect(of: translations[translation], on: page)
    }

    private func faulted(_ state: inout State, _ element: Int, _ index: Int, _ kind: AccessResult.Kind) {
        let fields = layout.elements[element]
        var result = AccessResult(raw: state[fields.operations[index]])
        result.kind = kind
        if resolved.handlers[.fault] != nil {
            result.faulted = true
            enter(&state, element, .fault, index)
        }
        state[fields.operations[index]] = result.raw
    }

    private func conflicted(_ state: inout State, _ element: Int, _ index: Int, level: UInt64) {
        let fields = layout.elements[element]
        var result = AccessResult(raw: state[fields.operations[index]])
        if result.conflictLevel == 0 { result.conflictLevel = level } else { result.conflictedAgain = true }
        state[fields.operations[index]] = result.raw
        state[fields.conflicted] = 1
        let cause: HandlerSyntax.Cause = level == 2 ? .conflictAtEL2 : .conflictAtEL1
        if resolved.handlers[cause] != nil {
            enter(&state, element, cause, index)
        } else {
            // KVM knows no conflict abort: its guest ends. A kernel without a handler dies of it.
            let isGuest = level == 2 && scenario.regime == .el1
            state[fields.death] = (isGuest ? Death.killed : .conflict).rawValue
        }
    }

    private func enter(_ state: inout State, _ element: Int, _ cause: HandlerSyntax.Cause, _ index: Int) {
        let fields = layout.elements[element]
        state[fields.handlerStep] = 1
        state[fields.handlerCause] = UInt64(Self.causes.firstIndex(of: cause) ?? 0)
        state[fields.handlerOperation] = UInt64(index)
    }
}
