/// A translated access of a program that may be made now.
struct PendingAccess {
    let element: Int
    /// Its number in the program, and its place in the flat tables.
    let index: Int
    let place: Int
    let kind: Action.Access
    let page: Int
    /// What a write writes, or what a read must return.
    let value: Int?
    /// Only a fault may come of it yet.
    let isWalkOnly: Bool
}

extension Machine {
    /// Every way the access can go.
    func make(
        _ access: PendingAccess, _ state: State, _ progress: Progress, isChanged: Bool,
        _ emit: (Event, State) -> Void
    ) {
        let move = tables.moves[access.place]
        // A conflict, and a fault, is taken once nothing after it was made, and with a handler once everything
        // before it is known.
        let isPrecise = (progress.started >> UInt64(access.index)) >> 1 == 0
        let isRetired = move.retire & ~progress.done == 0
        if move.isForced, !access.isWalkOnly,
            AccessResult(raw: state[layout.operations[access.place]]).conflictLevel == 0
        {
            guard isPrecise, isRetired else { return }
            return each(conflictLevels(access.element, sizeOnly: true, other: false)) {
                conflict(access, state, level: $0, isForced: true, emit)
            }
        }
        outcomes(state, access.element, page: access.page, isWrite: access.kind == .write) {
            event, argument, detail in
            if access.isWalkOnly && event != .faults { return }
            switch event {
            case .uses: use(access, state, argument, detail, isChanged: isChanged, emit)
            case .mixes: complete(access, state, cell: argument, Self.event(event, access, argument), emit)
            case .faults, .denied, .refuses:
                guard isPrecise, isRetired || !hasFaultHandler else { return }
                fault(access, state, Self.event(event, access, argument, detail), emit)
            case .conflicts:
                guard isPrecise, isRetired else { return }
                conflict(access, state, level: argument, emit)
            case .performs, .invalidates: break
            }
        }
    }

    private static func event(_ kind: Event.Kind, _ access: PendingAccess, _ argument: Int, _ detail: Int = 0)
        -> Event
    {
        Event(kind, element: access.element, operation: access.index, argument: argument, detail: detail)
    }

    private func use(
        _ access: PendingAccess, _ state: State, _ translation: Int, _ detail: Int, isChanged: Bool,
        _ emit: (Event, State) -> Void
    ) {
        // A store made with a translation that an invalidation took away was made before it.
        guard detail == 0 || access.kind != .write else { return }
        var next = state
        if isChanged, isStale(state, access.page, translation) {
            next[layout.elements[access.element].stale] = 1
        }
        complete(
            access, next, cell: tables.cell(translation, access.page), isFrozen: detail == 1,
            Self.event(.uses, access, translation, detail), emit)
    }

    private func complete(
        _ access: PendingAccess, _ state: State, cell: Int, isFrozen: Bool = false, _ event: Event,
        _ emit: (Event, State) -> Void
    ) {
        guard cell >= 0 else { return }
        var next = state
        let place = isFrozen ? layout.frozen[access.element * layout.cells.count + cell] : layout.cells[cell]
        if access.kind == .write {
            next[place] = UInt64(access.value ?? 0)
        } else if let value = access.value, next[place] != UInt64(value) {
            return
        }
        var result = AccessResult(raw: next[layout.operations[access.place]])
        result.kind = .completed
        result.cell = cell
        result.value = Int(next[place])
        result.isAmalgam = event.kind == .mixes
        next[layout.operations[access.place]] = result.raw
        emit(event, next)
    }

    /// The change is complete, and the translation is not what the tables say.
    private func isStale(_ state: State, _ page: Int, _ translation: Int) -> Bool {
        guard let now = walk(state, page) else { return true }
        return now != translation && !translations[now].hasEffect(of: translations[translation], on: page)
    }

    private func fault(
        _ access: PendingAccess, _ state: State, _ event: Event, _ emit: (Event, State) -> Void
    ) {
        var next = state
        var result = AccessResult(raw: next[layout.operations[access.place]])
        switch event.kind {
        case .denied: result.kind = .permissionFault
        case .refuses: result.kind = .translationFault
        default: result.kind = AccessResult.Kind(rawValue: UInt64(event.argument)) ?? .translationFault
        }
        if hasFaultHandler {
            result.faulted = true
            enter(&next, access, .fault)
        }
        next[layout.operations[access.place]] = result.raw
        emit(event, next)
    }

    private func conflict(
        _ access: PendingAccess, _ state: State, level: Int, isForced: Bool = false,
        _ emit: (Event, State) -> Void
    ) {
        var next = state
        let fields = layout.elements[access.element]
        var result = AccessResult(raw: next[layout.operations[access.place]])
        if result.conflictLevel == 0 {
            result.conflictLevel = UInt64(level)
        } else {
            result.conflictedAgain = true
        }
        next[layout.operations[access.place]] = result.raw
        next[fields.conflicted] = 1
        let cause: HandlerSyntax.Cause = level == 2 ? .conflictAtEL2 : .conflictAtEL1
        if resolved.handlers[cause] != nil {
            enter(&next, access, cause)
        } else {
            // KVM knows no conflict abort: its guest ends. A kernel without a handler dies of it.
            let isGuest = level == 2 && scenario.regime == .el1
            next[fields.death] = (isGuest ? Death.killed : .conflict).rawValue
        }
        emit(Self.event(.conflicts, access, level, isForced ? 1 : 0), next)
    }

    private func enter(_ state: inout State, _ access: PendingAccess, _ cause: HandlerSyntax.Cause) {
        let fields = layout.elements[access.element]
        state[fields.handlerStep] = 1
        state[fields.handlerCause] = UInt64(Self.causes.firstIndex(of: cause) ?? 0)
        state[fields.handlerOperation] = UInt64(access.index)
    }
}
