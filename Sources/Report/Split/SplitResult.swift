/// What one search found, as it is reported: plain values, apart from the machine that found them.
public struct SplitResult: Hashable, Sendable {
    /// One class of outcomes.
    public struct Outcome: Hashable, Sendable {
        /// "conflict-abort-fatal".
        public let name: String
        /// Whether a run of this class exists; nil where the search was cut off before it met one.
        public let reachable: Bool?
        /// A shortest run, a line a step; empty where there is none, and for what needs no showing.
        public let witness: [String]
        /// The same run as `--replay` reads it.
        public let moves: [String]

        /// A class.
        public init(name: String, reachable: Bool?, witness: [String], moves: [String] = []) {
            self.name = name
            self.reachable = reachable
            self.witness = witness
            self.moves = moves
        }
    }

    /// An answer to a question of a scenario.
    public struct Answer: Hashable, Sendable {
        /// The question's name.
        public let id: String
        /// Its text.
        public let question: String
        /// The level it was asked at.
        public let bbm: Int
        /// "allowed", "forbidden", "ok" or "violation"; "unknown" where the search was cut off before it could tell.
        public let answer: String
        /// What the scenario expects at this level; nil if it does not say.
        public let expected: String?
        /// A run that shows it.
        public let witness: [String]
        /// The same run as `--replay` reads it.
        public let moves: [String]

        /// Whether it came out as expected; an unknown never does.
        public var isAsExpected: Bool { answer != "unknown" && (expected.map { $0 == answer } ?? true) }

        /// An answer.
        public init(
            id: String, question: String, bbm: Int, answer: String, expected: String?, witness: [String],
            moves: [String] = []
        ) {
            self.id = id
            self.question = question
            self.bbm = bbm
            self.answer = answer
            self.expected = expected
            self.witness = witness
            self.moves = moves
        }
    }

    /// The strategy's name, or the scenario's.
    public var strategy: String
    /// What it does, in one sentence.
    public var summary: String
    /// The FEAT_BBM level.
    public var bbm: Int
    /// What answers a conflict abort.
    public var handler: String
    /// States that were visited.
    public var statesExplored: Int
    /// Why the search was cut off; nil if nothing was.
    public var cutOff: String?
    /// Every class, in the order of the manual.
    public var outcomes: [Outcome]
    /// With a scenario.
    public var answers: [Answer]
    /// Whether the sequence keeps to the rules for live changes: "ok", "violation" or "unknown"; nil for a scenario,
    /// which asks for itself.
    public var rules: String?
    /// A strategy's programs and handlers in the scenario language.
    public var script: String?
    /// Where one run was made and no search: its steps.
    public var run: [String] = []

    /// Whether everything was visited.
    public var isComplete: Bool { cutOff == nil }

    /// The classes other than "safe" that can happen.
    public var bad: [String] { outcomes.filter { $0.reachable == true && $0.name != "safe" }.map(\.name) }

    /// Whether something can happen that is worse than an abort that is handled.
    public var isHarmful: Bool { bad.contains { $0 != "conflict-abort-handled" } }

    /// A result.
    public init(
        strategy: String, summary: String, bbm: Int, handler: String, statesExplored: Int,
        cutOff: String?, outcomes: [Outcome], answers: [Answer] = []
    ) {
        self.strategy = strategy
        self.summary = summary
        self.bbm = bbm
        self.handler = handler
        self.statesExplored = statesExplored
        self.cutOff = cutOff
        self.outcomes = outcomes
        self.answers = answers
    }
}
