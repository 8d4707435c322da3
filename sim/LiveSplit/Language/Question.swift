/// What holds of a finished run.
indirect enum Condition: Hashable, Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    /// An access of a thread: which one, counted from 1 (0: the last), and what became of it.
    case access(thread: Int, target: Word, occurrence: Int, AccessTest)
    /// A read of a table entry.
    case entry(thread: Int, location: LocationSyntax, EntrySyntax)
    /// A frame's contents in the end.
    case memory(Word, offset: Int, value: Int)
    case outcome(OutcomeClass)
}

/// What an access can be asked for.
enum AccessTest: Hashable, Sendable {
    case value(Int)
    /// Completed without an abort.
    case completed
    case translationFault, permissionFault, accessFlagFault, stage2Fault
    /// A TLB conflict abort, wherever it was reported.
    case conflict
    case conflictAtEL1, conflictAtEL2
    /// A further conflict abort after a handler had asked for a retry.
    case conflictAgain
    /// Used a mixture of two entries.
    case amalgam
    /// Reached this frame.
    case via(Word, offset: Int)
}

/// A question a scenario asks.
struct QuestionSyntax: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Can a run end like this?
        case reachable(Condition)
        /// Does the sequence break the rules for live changes?
        case violation
    }
    let id: String
    let kind: Kind
    /// The question's text.
    let text: String
    let position: SourcePosition
}
