/// Runs told move by move.
extension Machine {
    /// A run as lines a kernel developer can follow: one for each move, with the barriers that complete between
    /// them. Lines are not numbered.
    public func trace(_ witness: Witness) -> [String] {
        var state = start
        var lines: [String] = []
        for event in witness.events {
            guard let next = move(state, event) else {
                lines.append("(this run does not belong to this machine)")
                return lines
            }
            lines.append(text(event, state, next))
            lines += barriersCompleted(state, next)
            state = next
        }
        return lines
    }

    /// The state after `event`, if it is possible.
    func move(_ state: State, _ event: Event) -> State? {
        var found: State?
        successors(state) { candidate, next in
            if candidate == event, found == nil { found = next }
        }
        return found
    }

    private func name(_ element: Int) -> String { "T\(element)" }

    private func operation(_ event: Event) -> Operation? {
        let element = Int(event.element), index = Int(event.operation)
        guard event.isInHandler else { return resolved.programs[element][index] }
        return nil
    }

    private func handlerText(_ event: Event, _ state: State) -> String {
        let fields = layout.elements[Int(event.element)]
        let cause = Self.causes[Int(state[fields.handlerCause])]
        let steps = resolved.handlers[cause] ?? []
        let index = Int(event.operation)
        return steps.indices ~= index ? steps[index].text : "retry"
    }

    private func text(_ event: Event, _ before: State, _ after: State) -> String {
        let element = Int(event.element)
        let who = event.isInHandler ? "\(name(element)) handler" : name(element)
        switch event.kind {
        case .invalidates: return invalidation(event, who, before, after)
        case .performs:
            if event.isInHandler { return "\(who): \(handlerText(event, before))" }
            return "\(who): \(operation(event)?.text ?? "")\(performed(event, after))"
        case .uses, .mixes, .faults, .denied, .refuses, .conflicts:
            let text = event.isInHandler ? handlerText(event, before) : operation(event)?.text ?? ""
            return "\(who): \(text): \(access(event, before, after))"
        }
    }

    private func performed(_ event: Event, _ after: State) -> String {
        let element = Int(event.element), index = Int(event.operation)
        let value = state(after, element, index)
        switch resolved.programs[element][index].action {
        case .readCell: return " returns \(resolved.values[Int(value >> 1)])"
        case .readEntry(let slot, _):
            let place = resolved.tree.slots[slot]
            return " returns \(resolved.tree.text(place.entries[Int(value >> 1)], in: place))"
        case .writeCell, .writeEntry, .copyCell: return " is visible to all"
        default: return ""
        }
    }

    private func state(_ state: State, _ element: Int, _ index: Int) -> UInt64 {
        state[layout.operations[layout.elements[element].base + index]]
    }

    private func invalidation(_ event: Event, _ who: String, _ before: State, _ after: State) -> String {
        let target = Int(event.argument)
        let text: String
        if event.isInHandler {
            let cause = Self.causes[Int(event.detail >> 1)]
            text = resolved.handlers[cause]?[Int(event.operation)].text ?? ""
        } else {
            text = operation(event)?.text ?? ""
        }
        let where_ = target < resolved.programs.count ? name(target) : "PE \(target)"
        if event.detail & 1 == 1 {
            return "\(who): \(text) takes effect on \(where_), which keeps its conflicting entries"
        }
        let gone = available(before, target) & ~available(after, target)
        var words: [String] = []
        each(gone) { words.append(describe($0)) }
        return "\(who): \(text) takes effect on \(where_)"
            + (words.isEmpty ? "" : " and drops \(words.joined(separator: ", "))")
    }

    /// "L2(x)=block a".
    func describe(_ translation: Int) -> String {
        let translation = translations[translation]
        var text = describe(entry: translation.stage1)
        if let second = translation.stage2 { text += " with \(describe(entry: second))" }
        return text
    }

    private func describe(entry index: Int) -> String {
        let entry = universe.entries[index]
        let slot = resolved.tree.slots[entry.slot]
        let group = entry.isGroup ? " (contiguous group)" : ""
        return "\(slot.name)=\(resolved.tree.text(slot.entries[entry.value], in: slot))\(group)"
    }

    private func access(_ event: Event, _ before: State, _ after: State) -> String {
        let argument = Int(event.argument)
        switch event.kind {
        case .uses:
            return
                "uses \(describe(argument))\(event.detail == 1 ? ", obtained before," : "")\(age(event, before))\(reached(event, after))"
        case .mixes:
            return "uses a mixture of two entries\(reached(event, after))"
        case .faults:
            switch AccessResult.Kind(rawValue: UInt64(argument)) {
            case .accessFlagFault: return "access flag fault"
            case .stage2Fault: return "stage 2 translation fault"
            default: return "translation fault"
            }
        case .denied: return "permission fault by \(describe(argument))"
        case .refuses: return "translation fault, as \(describe(argument)) is marked nT"
        case .conflicts:
            let cause = event.detail == 1 ? " (forced)" : " between \(rivals(event, before))"
            return "TLB conflict abort\(cause), reported to EL\(argument)\(fate(event, after))"
        case .performs, .invalidates: return ""
        }
    }

    /// The entries for the accessed page that do not go together: "L2(x)=block a and L3(x)=page a".
    private func rivals(_ event: Event, _ before: State) -> String {
        let element = Int(event.element)
        let steps = event.isInHandler ? handlerSteps(before, element) : resolved.programs[element]
        guard steps.indices ~= Int(event.operation),
            case .access(_, let page, _) = steps[Int(event.operation)].action
        else { return "two entries" }
        let held = available(before, element) & translationsOf[page]
        var names: [String] = []
        each(held) { index in
            let others =
                multiHits[element].abort[page * translations.count + index]
                | multiHits[element].undefined[page * translations.count + index]
            if others & held != 0 { names.append(describe(index)) }
        }
        return names.isEmpty ? "two entries" : names.joined(separator: " and ")
    }

    private func handlerSteps(_ state: State, _ element: Int) -> [Operation] {
        resolved.handlers[Self.causes[Int(state[layout.elements[element].handlerCause])]] ?? []
    }

    /// ", no longer in the tables," where a TLB's entry is older than memory.
    private func age(_ event: Event, _ before: State) -> String {
        let translation = translations[Int(event.argument)]
        let entry = universe.entries[translation.stage1]
        let isCurrent = Int(before[layout.slots[entry.slot]]) == entry.value
        return isCurrent ? "" : " (cached: memory has changed)"
    }

    private func reached(_ event: Event, _ after: State) -> String {
        guard !event.isInHandler, let action = operation(event)?.action, case .access(let kind, _, _) = action
        else { return "" }
        let result = AccessResult(raw: state(after, Int(event.element), Int(event.operation)))
        guard resolved.cells.indices ~= result.cell else { return "" }
        let frame = resolved.tree.name(of: resolved.cells[result.cell])
        let value = resolved.values[min(result.value, resolved.values.count - 1)]
        return kind == .write ? " and writes \(value) to \(frame)" : " and reads \(value) from \(frame)"
    }

    private func fate(_ event: Event, _ after: State) -> String {
        switch Death(rawValue: after[layout.elements[Int(event.element)].death]) {
        case .conflict: ": no handler"
        case .killed: ": the hypervisor kills the guest"
        case .recursion: ": inside the handler"
        default: ""
        }
    }

    /// Data barriers have no move of their own; they are told when what they wait for is done.
    private func barriersCompleted(_ before: State, _ after: State) -> [String] {
        var lines: [String] = []
        for element in resolved.programs.indices {
            let old = progress(before, element), new = progress(after, element)
            let program = resolved.programs[element]
            for index in program.indices {
                guard case .barrier(.dsb) = program[index].action else { continue }
                let awaited = barrierMask(element, index)
                if awaited & ~new.done == 0 && awaited & ~old.done != 0 {
                    lines.append("\(name(element)): \(program[index].text) completes")
                }
            }
        }
        return lines
    }

    /// What a DSB waits for.
    private func barrierMask(_ element: Int, _ index: Int) -> UInt64 {
        guard case .barrier(.dsb(let kind, _)) = resolved.programs[element][index].action else { return 0 }
        var mask: UInt64 = 0
        for earlier in 0..<index {
            let action = resolved.programs[element][earlier].action
            let isCovered =
                switch kind {
                case .all: action.isEvent
                case .stores: action.isWrite
                case .loads: action.isRead
                }
            if isCovered { mask |= 1 << UInt64(earlier) }
        }
        return mask
    }
}
