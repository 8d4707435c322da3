/// A word of the text with its place.
struct Word: Hashable, Sendable {
    let text: String
    let position: SourcePosition
}

/// A descriptor as written: `inv`, `table N`, `page a+1 ro`, `block A nT=1`, or only attributes.
struct EntrySyntax: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case invalid
        case table(Word?)
        /// nil: the location keeps its output address (`W L3(x):=ro`).
        case leaf(symbol: Word?, offset: Int)
    }
    var kind: Kind
    /// The level the words `page`, `block`, `gigablock` imply; nil for the level of the location.
    var level: Int?
    var attributes = LeafAttributes.Change()
    let position: SourcePosition
}

/// An entry of a table as written: `PTE3(x)`, `L2(x)`, `S2(i)`, `N(x)`.
struct LocationSyntax: Hashable, Sendable {
    /// A table of its own name; nil for the table linked at first.
    var table: Word?
    var stage: Int
    /// 1, 2 or 3.
    var level: Int
    /// nil where the scenario has one page only and the text leaves it out.
    var page: Word?
    let position: SourcePosition
}

/// One step of a program as written.
struct StepSyntax: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// An access to a page or a flag.
        case read(Word, expected: Int?, acquire: Bool)
        case write(Word, value: Int, release: Bool)
        case fetch(Word)
        case writeEntry(LocationSyntax, EntrySyntax, release: Bool)
        case readEntry(LocationSyntax, expected: EntrySyntax?, acquire: Bool)
        /// Copies the contents of one frame to another.
        case copy(Word, Word)
        /// Fills the table for a page's block with entries equal to the block.
        case fill(LocationSyntax, LeafAttributes.Change)
        case barrier(Barrier)
        case invalidate(Invalidation, pages: [Word], wholeBlock: Bool)
        /// Makes what follows depend on the reads before it, by control or (the next step only) by address.
        case control
        case address
        /// The PE goes over to another address space; nil for the first.
        case switchSpace(Word?)
        /// The PE, parked until then, starts to use the tables under test; its TLB is empty.
        case online
        case end(HandlerEnd)
    }
    let kind: Kind
    let position: SourcePosition
    /// The step's text, for traces.
    let text: String
}

/// How a handler ends.
enum HandlerEnd: Hashable, Sendable {
    /// The aborted access is made again.
    case retry
    /// The aborted access is skipped.
    case resume
    /// A hypervisor gives up on its guest.
    case kill
    /// The kernel dies.
    case die
}

/// A page or intermediate page and its first entry.
struct MappingSyntax: Hashable, Sendable {
    enum Beside: Hashable, Sendable {
        /// Nothing shared but the root.
        case alone
        /// The same level-2 entry.
        case sameBlock(Word)
        /// The same level-1 entry.
        case sameGiant(Word)
    }
    let stage: Int
    let names: [Word]
    let beside: Beside
    let entry: EntrySyntax
}

/// A second level-3 table, not linked at first.
struct TableSyntax: Hashable, Sendable {
    let name: Word
    let page: Word
    let entries: [(page: Word, entry: EntrySyntax)]

    static func == (left: TableSyntax, right: TableSyntax) -> Bool { left.name == right.name }
    func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What a PE does when an access aborts.
struct HandlerSyntax: Hashable, Sendable {
    enum Cause: Hashable, Sendable {
        case conflictAtEL1, conflictAtEL2, fault
    }
    let cause: Cause
    let steps: [StepSyntax]
    let position: SourcePosition
}
