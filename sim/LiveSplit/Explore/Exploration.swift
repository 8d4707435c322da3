/// What a search found.
public struct Exploration: Sendable {
    /// An outcome class and a shortest way to it.
    public struct Outcome: Sendable {
        /// The class.
        public let outcome: OutcomeClass
        /// A shortest run that shows it; nil if none was found.
        public let witness: Witness?
        /// Whether it was found. Not found means unreachable only if the search was complete.
        public var isReachable: Bool { witness != nil }
    }

    /// A question of the scenario and its answer.
    public struct Answer: Sendable {
        /// The question's name.
        public let id: String
        /// Its text.
        public let question: String
        /// The answer; nil if the search was cut off before it could be known.
        public let verdict: Verdict?
        /// A shortest run that shows the outcome or the violation.
        public let witness: Witness?
    }

    /// States seen.
    public let states: Int
    /// Moves tried.
    public let transitions: Int
    /// States in which every program has ended. Zero in a complete search means that no run ends, because a read
    /// that must return a value (`R y ->1`) never can; then `forbidden` says nothing.
    public let endings: Int
    /// Nothing was cut off.
    public let isComplete: Bool
    /// Every class of `OutcomeClass.allCases`, in that order.
    public let outcomes: [Outcome]
    /// A shortest run after which some TLB may hold two translations that must not live together; nil if none
    /// was found.
    public let violation: Witness?
    /// The scenario's questions in order.
    public let answers: [Answer]

    /// The classes found.
    public var reachable: Set<OutcomeClass> { Set(outcomes.filter(\.isReachable).map(\.outcome)) }
}

/// A run of a machine, move by move. It can be replayed on the machine it came from.
public struct Witness: Hashable, Sendable {
    let events: [Event]

    /// How many moves it has.
    public var count: Int { events.count }
}
