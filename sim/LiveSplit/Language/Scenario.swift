/// FEAT_BBM: how far a CPU supports changing the size of a live translation (ID_AA64MMFR2_EL1.BBM).
public enum BBMLevel: Int, Hashable, Sendable, CaseIterable {
    /// Break-before-make for every change of size.
    case zero
    /// A block may be replaced once it was marked nT and invalidated.
    case one
    /// The size may change directly; a TLB conflict abort is possible until the invalidation.
    case two
    /// As two, and no conflict abort (FEAT_BBML3; Linux called it BBML2_NOABORT before).
    case three
}

/// What came of a run, the classes `linmap split` reports.
public enum OutcomeClass: String, Hashable, Sendable, CaseIterable {
    /// Every program ended, no access aborted, none used an outdated or mixed translation.
    case safe
    /// An access took a translation fault.
    case translationFault = "translation-fault"
    /// A TLB conflict abort was taken, handled, and the access then completed.
    case conflictAbortHandled = "conflict-abort-handled"
    /// A TLB conflict abort met no handler.
    case conflictAbortFatal = "conflict-abort-fatal"
    /// The handler of an abort aborted itself.
    case recursiveAbort = "recursive-abort"
    /// The hypervisor gave up on its guest.
    case guestKilled = "guest-killed"
    /// After the change was complete, an access still used a translation it had replaced.
    case staleAccess = "stale-access"
    /// An access used a mixture of two entries, or one of two that must not live together.
    case coherencyLoss = "coherency-loss"
}

/// An answer to a scenario's question.
public enum Verdict: String, Hashable, Sendable {
    /// The outcome can happen.
    case allowed
    /// The outcome cannot happen.
    case forbidden
    /// The sequence keeps to the rules.
    case ok
    /// The sequence lets a TLB hold translations that must not live together.
    case violation
}

/// A scenario as written: initial tables and memory, a program for each processing element (PE), questions.
///
/// `Scenario(text)` reads it; `Machine(scenario)` resolves its names; `Explorer` searches it. The options can be
/// set over those of the text before that.
public struct Scenario: Sendable {
    /// The name the text gives itself; "" if none.
    public internal(set) var name = ""
    /// Where the answer comes from, as the text says.
    public internal(set) var citation = ""
    /// FEAT_BBM level of every PE.
    public var bbm = BBMLevel.zero
    /// PEs whose level is another (`bbm T1=0`), by number.
    public var elementLevels: [Int: BBMLevel] = [:]
    /// FEAT_ETS: translations obey the ordering of the access they are for. Without it a translation may be as
    /// old as the PE's last context synchronisation.
    public var hasETS = true
    /// PEs there are at least, those without a program included; 4 at most.
    public var cpus = 2
    /// Accesses that raise a conflict abort whatever the TLB holds: `thread:page[occurrence]`.
    public var forcedConflicts: [ForcedConflict] = []

    var regime = Invalidation.Regime.el1
    /// Stage 2 is on although the text maps no intermediate page.
    var stage2 = false
    /// The tables below a block start empty; otherwise they start out equal to it unless a program fills them.
    var tablesStartEmpty = false
    var spaces: [(name: Word, space: AddressSpace)] = []
    var flags: [(name: Word, value: Int)] = []
    var contents: [(symbol: Word, offset: Int, value: Int)] = []
    var mappings: [MappingSyntax] = []
    var tables: [TableSyntax] = []
    var threads: [[StepSyntax]] = []
    var handlers: [HandlerSyntax] = []
    var questions: [QuestionSyntax] = []
    var expected: [String: Verdict] = [:]
    var levels: [BBMLevel] = []

    /// An access at which a conflict abort is forced.
    public struct ForcedConflict: Hashable, Sendable {
        /// The thread, from 0.
        public let thread: Int
        /// The page's name.
        public let page: String
        /// Which of the thread's accesses to it, from 1.
        public let occurrence: Int

        /// An access.
        public init(thread: Int, page: String, occurrence: Int = 1) {
            self.thread = thread
            self.page = page
            self.occurrence = occurrence
        }
    }

    /// The answers the text expects (`expect`), by question.
    public var expectations: [String: Verdict] { expected }

    /// The levels for which the expected answer holds (`levels`); that of the text if it does not say.
    public var expectedLevels: [BBMLevel] { levels.isEmpty ? [bbm] : levels }

    /// The questions: identifier and text.
    public var questionTexts: [(id: String, text: String)] { questions.map { ($0.id, $0.text) } }

    /// Reads a scenario from its text.
    public init(_ text: String) throws(ScenarioError) {
        self = try ScenarioParser.parse(Array(text.utf8))
    }

    init() {}
}
