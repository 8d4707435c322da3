/// What a state says: whether it is an end, which outcomes it shows, which conditions hold.
extension Machine {
    /// Every program has ended, by completing or by dying, and no handler runs.
    func isFinal(_ state: State) -> Bool {
        for element in resolved.programs.indices {
            let fields = layout.elements[element]
            if state[fields.death] != 0 { continue }
            if state[fields.handlerStep] != 0 { return false }
            if fields.count > 0, ~progress(state, element).done & .max >> UInt64(64 - fields.count) != 0 {
                return false
            }
        }
        return true
    }

    /// The outcome classes a state shows, as bits by `OutcomeClass.allCases`.
    func outcomes(_ state: State, isFinal: Bool) -> UInt8 {
        var classes: UInt8 = 0
        var isSafe = isFinal
        for element in resolved.programs.indices {
            let fields = layout.elements[element]
            guard !fields.death.isEmpty else { continue }
            classes |= Self.bit(of: Death(rawValue: state[fields.death]) ?? .alive)
            if state[fields.stale] != 0 { classes |= OutcomeClass.staleAccess.bit }
            for (index, operation) in resolved.programs[element].enumerated()
            where operation.action.isTranslated {
                let result = AccessResult(raw: state[layout.operations[fields.base + index]])
                if result.kind == .translationFault || result.faulted {
                    classes |= OutcomeClass.translationFault.bit
                }
                if result.isAmalgam { classes |= OutcomeClass.coherencyLoss.bit }
                if result.kind == .completed, result.conflictLevel != 0 {
                    classes |= OutcomeClass.conflictAbortHandled.bit
                }
                if result.kind != .completed || result.conflictLevel != 0 { isSafe = false }
            }
        }
        if isSafe && classes == 0 { classes |= OutcomeClass.safe.bit }
        return classes
    }

    private static func bit(of death: Death) -> UInt8 {
        switch death {
        case .alive: 0
        case .conflict: OutcomeClass.conflictAbortFatal.bit
        case .recursion: OutcomeClass.recursiveAbort.bit
        case .killed: OutcomeClass.guestKilled.bit
        case .died: OutcomeClass.translationFault.bit
        }
    }

    /// Whether a condition holds in a final state.
    func holds(_ condition: ResolvedCondition, _ state: State, _ classes: UInt8) -> Bool {
        switch condition {
        case .all(let parts): return parts.allSatisfy { holds($0, state, classes) }
        case .any(let parts): return parts.contains { holds($0, state, classes) }
        case .not(let part): return !holds(part, state, classes)
        case .outcome(let outcome): return classes & outcome.bit != 0
        case .memory(let cell, let value): return state[layout.cells[cell]] == UInt64(value)
        case .read(let element, let operation, let value):
            return state[layout.operations[layout.elements[element].base + operation]] == UInt64(value) << 1
                | 1
        case .access(let element, let operation, let query):
            return holds(
                query, AccessResult(raw: state[layout.operations[layout.elements[element].base + operation]]))
        }
    }

    private func holds(_ query: AccessQuery, _ result: AccessResult) -> Bool {
        switch query {
        case .value(let value): result.kind == .completed && result.value == value
        case .kind(let kind): result.kind == kind
        case .conflict: result.conflictLevel != 0
        case .conflictAt(let level): result.conflictLevel == level
        case .conflictAgain: result.conflictedAgain
        case .amalgam: result.isAmalgam
        case .via(let cell): result.kind == .completed && result.cell == cell
        }
    }
}

extension OutcomeClass {
    /// Its place in `allCases`.
    var place: Int {
        switch self {
        case .safe: 0
        case .translationFault: 1
        case .conflictAbortHandled: 2
        case .conflictAbortFatal: 3
        case .recursiveAbort: 4
        case .guestKilled: 5
        case .staleAccess: 6
        case .coherencyLoss: 7
        }
    }

    /// Its bit in a set of classes.
    var bit: UInt8 { 1 << UInt8(place) }
}
