public import LiveSplit

extension SplitResult {
    /// What `exploration` found on `machine`.
    ///
    /// - Parameters:
    ///   - strategy: the strategy's or the scenario's name; `summary` says what it does.
    ///   - handler: what answers a conflict abort.
    ///   - limit: the states at which the search gives up, for the message.
    public init(
        strategy: String, summary: String, handler: String, _ machine: Machine,
        _ exploration: Exploration, limit: Int
    ) {
        let bbm = machine.scenario.bbm
        let isAsked = machine.scenario.expectedLevels.contains(bbm)
        self.init(
            strategy: strategy, summary: summary, bbm: bbm.rawValue, handler: handler,
            statesExplored: exploration.states,
            cutOff: exploration.isComplete
                ? nil : "the search was cut off after \(limit) states (--state-limit)",
            outcomes: exploration.outcomes.map { outcome in
                // A run in which nothing happens needs no showing.
                let shown = outcome.outcome == .safe ? nil : outcome.witness
                return Outcome(
                    name: outcome.outcome.rawValue,
                    reachable: outcome.isReachable ? true : exploration.isComplete ? false : nil,
                    witness: shown.map(machine.trace) ?? [], moves: shown?.moves ?? [])
            },
            answers: exploration.answers.map { answer in
                Answer(
                    id: answer.id, question: answer.question, bbm: bbm.rawValue,
                    answer: answer.verdict?.rawValue ?? "unknown",
                    expected: isAsked ? machine.scenario.expectations[answer.id]?.rawValue : nil,
                    witness: answer.witness.map(machine.trace) ?? [], moves: answer.witness?.moves ?? [])
            })
    }

    /// One run of `machine`, which is no search: it shows what happens in it, and nothing about other runs.
    public init(
        strategy: String, summary: String, handler: String, _ machine: Machine,
        oneRun replay: Replay, moves: [String]
    ) {
        self.init(
            strategy: strategy, summary: summary, bbm: machine.scenario.bbm.rawValue, handler: handler,
            statesExplored: replay.moves,
            cutOff: "one run, not a search",
            outcomes: OutcomeClass.allCases.map { outcome in
                let isShown = replay.outcomes.contains(outcome)
                return Outcome(
                    name: outcome.rawValue, reachable: isShown ? true : nil,
                    witness: isShown ? replay.trace : [], moves: isShown ? moves : [])
            })
        run = replay.trace
    }
}
