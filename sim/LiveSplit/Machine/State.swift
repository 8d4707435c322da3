/// A place of a few bits in a state.
struct Field: Hashable, Sendable {
    let word: Int
    let shift: UInt64
    let mask: UInt64

    static let none = Field(word: 0, shift: 0, mask: 0)
    var isEmpty: Bool { mask == 0 }
}

/// A state of the whole machine, packed: memory, and for each PE its TLB and how far each operation is.
struct State {
    static let words = 16
    var words = InlineArray<16, UInt64>(repeating: 0)

    @inline(__always)
    subscript(field: Field) -> UInt64 {
        get { words[field.word] >> field.shift & field.mask }
        set {
            words[field.word] =
                words[field.word] & ~(field.mask << field.shift) | (newValue & field.mask) << field.shift
        }
    }
}

/// What became of an access, as its field keeps it.
struct AccessResult {
    enum Kind: UInt64 {
        case pending, completed, translationFault, permissionFault, accessFlagFault, stage2Fault
        /// Skipped by the handler of a conflict abort.
        case skipped
    }
    static let width = 16

    var raw: UInt64

    var kind: Kind {
        get { Kind(rawValue: raw & 7) ?? .pending }
        set { raw = raw & ~7 | newValue.rawValue }
    }
    /// The cell it reached.
    var cell: Int {
        get { Int(raw >> 3 & 15) }
        set { raw = raw & ~(15 << 3) | UInt64(newValue) << 3 }
    }
    /// The value read or written, as an index.
    var value: Int {
        get { Int(raw >> 7 & 15) }
        set { raw = raw & ~(15 << 7) | UInt64(newValue) << 7 }
    }
    /// It used a mixture of two entries.
    var isAmalgam: Bool {
        get { raw >> 11 & 1 == 1 }
        set { raw = raw & ~(1 << 11) | (newValue ? 1 << 11 : 0) }
    }
    /// The exception level its first conflict abort was reported to; 0 for none.
    var conflictLevel: UInt64 {
        get { raw >> 12 & 3 }
        set { raw = raw & ~(3 << 12) | newValue << 12 }
    }
    /// It took a further conflict abort on a retry.
    var conflictedAgain: Bool {
        get { raw >> 14 & 1 == 1 }
        set { raw = raw & ~(1 << 14) | (newValue ? 1 << 14 : 0) }
    }
    /// A handler saw a fault of it.
    var faulted: Bool {
        get { raw >> 15 & 1 == 1 }
        set { raw = raw & ~(1 << 15) | (newValue ? 1 << 15 : 0) }
    }
}

/// Why a PE runs no further.
enum Death: UInt64 {
    case alive, conflict, recursion, killed, died
}
