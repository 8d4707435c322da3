/// Searches every state a machine can reach, breadth first, so that the first way to an outcome is a shortest one.
public struct Explorer: Sendable {
    /// The search ends here, and says so, if there are more states.
    public var stateLimit: Int

    /// An explorer that keeps at most `stateLimit` states; each costs 30 to 150 bytes.
    public init(stateLimit: Int = 2_000_000) {
        self.stateLimit = max(1, min(stateLimit, Int(UInt32.max) - 2))
    }

    /// Searches `machine`.
    public func explore(_ machine: Machine) -> Exploration {
        var search = Search(machine)
        search.run(limit: stateLimit)
        return search.result()
    }
}

/// One search.
private struct Search {
    let machine: Machine
    var store: StateStore
    var outcomes = [Int?](repeating: nil, count: OutcomeClass.allCases.count)
    /// The classes found, as bits.
    var found: UInt8 = 0
    var answers: [Int?]
    var violation: Int?
    var isComplete = true
    var transitions = 0
    var endings = 0

    init(_ machine: Machine) {
        self.machine = machine
        store = StateStore(width: machine.layout.words)
        answers = machine.conditions.map { _ in nil }
    }

    mutating func run(limit: Int) {
        visit(machine.start, parent: 0, event: 0)
        var next = 0
        while next < store.count {
            let state = store.state(next)
            machine.successors(state) { event, after in
                transitions += 1
                visit(after, parent: next, event: event.packed)
            }
            next += 1
            if store.count > limit {
                isComplete = false
                return
            }
        }
    }

    private mutating func visit(_ state: State, parent: Int, event: UInt64) {
        guard let index = store.insert(state, parent: parent, event: event) else { return }
        if violation == nil, machine.isViolated(state) { violation = index }
        let isFinal = machine.isFinal(state)
        let classes = machine.outcomes(state, isFinal: isFinal)
        let new = classes & ~found
        if new != 0 {
            found |= new
            for position in outcomes.indices where new >> UInt8(position) & 1 == 1 {
                outcomes[position] = index
            }
        }
        guard isFinal else { return }
        endings += 1
        for (position, question) in machine.conditions.enumerated() where answers[position] == nil {
            if let condition = question.condition, machine.holds(condition, state, classes) {
                answers[position] = index
            }
        }
    }

    func result() -> Exploration {
        let outcomes = OutcomeClass.allCases.enumerated().map { position, outcome in
            Exploration.Outcome(outcome: outcome, witness: self.outcomes[position].map(witness))
        }
        let answers = machine.conditions.enumerated().map { position, question in
            let found = question.condition == nil ? violation : self.answers[position]
            return Exploration.Answer(
                id: question.id, question: question.text,
                verdict: verdict(isRule: question.condition == nil, isFound: found != nil),
                witness: found.map(witness))
        }
        return Exploration(
            states: store.count, transitions: transitions, endings: endings, isComplete: isComplete,
            outcomes: outcomes,
            violation: violation.map(witness), answers: answers)
    }

    /// What was found stays found; what was not is only an answer if the search was complete.
    private func verdict(isRule: Bool, isFound: Bool) -> Verdict? {
        if isFound { return isRule ? .violation : .allowed }
        return isComplete ? (isRule ? .ok : .forbidden) : nil
    }

    private func witness(_ index: Int) -> Witness {
        var events: [Event] = []
        var current = index
        while current != 0 {
            events.append(Event(packed: store.events[current]))
            current = Int(store.parents[current])
        }
        return Witness(events: events.reversed())
    }
}
