/// What a run, followed move by move, ended in.
public struct Replay: Hashable, Sendable {
    /// Moves made.
    public let moves: Int
    /// Every program has ended.
    public let isFinal: Bool
    /// The outcome classes it shows.
    public let outcomes: Set<OutcomeClass>
    /// Some TLB may hold two translations that must not live together.
    public let isViolation: Bool
    /// The identifiers of the questions whose condition holds.
    public let answered: [String]
    /// The run, told.
    public let trace: [String]
}

extension Machine {
    /// Follows `witness`; nil if a move is not possible on this machine. The same witness always gives the same
    /// replay.
    public func replay(_ witness: Witness) -> Replay? {
        var state = start
        for event in witness.events {
            guard let next = move(state, event) else { return nil }
            state = next
        }
        return judge(state, witness)
    }

    private func judge(_ state: State, _ witness: Witness) -> Replay {
        let isFinal = isFinal(state)
        let classes = outcomes(state, isFinal: isFinal)
        let answered = conditions.filter { question in
            guard let condition = question.condition else { return isViolated(state) }
            return isFinal && holds(condition, state, classes)
        }
        return Replay(
            moves: witness.count, isFinal: isFinal,
            outcomes: Set(OutcomeClass.allCases.filter { classes & $0.bit != 0 }),
            isViolation: isViolated(state),
            answered: answered.map(\.id), trace: trace(witness))
    }

    /// One run without choice: at every state the first move that is possible, programs in order, each access
    /// through the newest tables. With forced conflicts (`Scenario.forcedConflicts`) it exercises a handler.
    ///
    /// It stops after `limit` moves, or where nothing is possible.
    public func deterministicRun(limit: Int = 10_000) -> Replay {
        var state = start
        var events: [Event] = []
        while events.count < limit, let (event, next) = firstMove(state) {
            events.append(event)
            state = next
        }
        return judge(state, Witness(events: events))
    }

    /// The first move in program order; of an access's ways, a forced conflict, then the current translation.
    private func firstMove(_ state: State) -> (Event, State)? {
        var first: (rank: Int, event: Event, state: State)?
        successors(state) { event, next in
            let rank = rank(event, state)
            if first == nil || rank < first?.rank ?? .max { first = (rank, event, next) }
        }
        return first.map { ($0.event, $0.state) }
    }

    private func rank(_ event: Event, _ state: State) -> Int {
        let order = (Int(event.element) << 8 | Int(event.operation)) << 4
        if event.isInHandler { return (Int(event.element) << 16) - 1 }
        guard event.kind == .uses,
            case .access(_, let page, _) = resolved.programs[Int(event.element)][Int(event.operation)].action
        else {
            return order
                + (event.kind == .faults ? 3 : event.kind == .conflicts || event.kind == .mixes ? 4 : 0)
        }
        return order + (walk(state, page) == Int(event.argument) ? 0 : 2)
    }
}
