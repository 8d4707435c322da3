/// What one operation of a program does, names resolved.
enum Action: Hashable, Sendable {
    enum Access: Hashable, Sendable { case read, write, fetch }
    /// An access through the MMU; `value` is what a write writes, or what a read must return.
    case access(Access, page: Int, value: Int?)
    /// An access to memory whose translation never changes.
    case readCell(Int, expected: Int?)
    case writeCell(Int, value: Int)
    case copyCell(from: Int, to: Int)
    /// A table entry as data.
    case writeEntry(slot: Int, value: Int)
    case readEntry(slot: Int, expected: Int?)
    case invalidate(Invalidation, pages: UInt64)
    case barrier(Barrier)
    /// Dependencies of what follows on the reads before.
    case control, address
    /// The PE leaves its parking place.
    case online
    /// The PE goes over to an address space, with the context synchronisation that needs.
    case switchSpace(Int)
    case end(HandlerEnd)
}

/// A step of a program with names resolved. Barriers stay in the list; the ordering is derived from them.
struct Operation: Hashable, Sendable {
    let action: Action
    let acquire: Bool
    let release: Bool
    let text: String

    init(_ action: Action, acquire: Bool = false, release: Bool = false, text: String) {
        self.action = action
        self.acquire = acquire
        self.release = release
        self.text = text
    }
}

extension Action {
    /// Reads memory as data.
    var isRead: Bool {
        switch self {
        case .access(.read, _, _), .access(.fetch, _, _), .readCell, .copyCell, .readEntry: true
        default: false
        }
    }

    /// Writes memory as data.
    var isWrite: Bool {
        switch self {
        case .access(.write, _, _), .writeCell, .copyCell, .writeEntry: true
        default: false
        }
    }

    var isMemory: Bool { isRead || isWrite }

    /// Translated by the tables under test, so that it may abort.
    var isTranslated: Bool {
        if case .access = self { true } else { false }
    }

    var isInvalidation: Bool {
        if case .invalidate = self { true } else { false }
    }

    /// Leaves a trace in the machine's state; barriers and dependencies only order.
    var isEvent: Bool {
        switch self {
        case .online, .switchSpace: true
        default: isMemory || isInvalidation
        }
    }
}

/// A scenario with every name resolved.
struct Resolved: Sendable {
    var tree = TableTree()
    /// The frames and flags whose contents matter, and their names.
    var cells: [Frame] = []
    var firstContents: [Int] = []
    /// Contents are indices into this.
    var values: [Int] = []
    var programs: [[Operation]] = []
    var handlers: [HandlerSyntax.Cause: [Operation]] = [:]
    var hasStage2 = false

    mutating func cell(_ frame: Frame) -> Int {
        if let known = cells.firstIndex(of: frame) { return known }
        cells.append(frame)
        firstContents.append(value(0))
        return cells.count - 1
    }

    mutating func value(_ number: Int) -> Int {
        if let known = values.firstIndex(of: number) { return known }
        values.append(number)
        return values.count - 1
    }
}
