/// One move of the machine.
struct Event: Hashable, Sendable {
    enum Kind: UInt8, Hashable, Sendable {
        /// An operation that is no translated access takes effect.
        case performs
        /// An invalidation takes effect on the PE `argument`; `detail` 1: it leaves a conflict in place.
        case invalidates
        /// An access uses translation `argument`; `detail` 1: one obtained before.
        case uses
        /// An access uses a mixture and reaches cell `argument`.
        case mixes
        /// A walk ends in a fault of kind `argument`.
        case faults
        /// Translation `argument` does not permit the access.
        case denied
        /// A block marked nT answers with a translation fault (R_MRRPW).
        case refuses
        /// A conflict abort, reported to exception level `argument`.
        case conflicts
    }

    let kind: Kind
    let element: UInt8
    /// The operation, of the program or of the handler.
    let operation: UInt8
    let isInHandler: Bool
    let argument: UInt8
    let detail: UInt8

    init(
        _ kind: Kind, element: Int, operation: Int, isInHandler: Bool = false, argument: Int = 0,
        detail: Int = 0
    ) {
        self.kind = kind
        self.element = UInt8(truncatingIfNeeded: element)
        self.operation = UInt8(truncatingIfNeeded: operation)
        self.isInHandler = isInHandler
        self.argument = UInt8(truncatingIfNeeded: argument)
        self.detail = UInt8(truncatingIfNeeded: detail)
    }

    /// The event in one word, for the explorer's store.
    var packed: UInt64 {
        UInt64(kind.rawValue) | UInt64(element) << 8 | UInt64(operation) << 16 | UInt64(argument) << 24
            | UInt64(detail) << 32 | (isInHandler ? 1 << 40 : 0)
    }

    init(packed: UInt64) {
        kind = Kind(rawValue: UInt8(truncatingIfNeeded: packed)) ?? .performs
        element = UInt8(truncatingIfNeeded: packed >> 8)
        operation = UInt8(truncatingIfNeeded: packed >> 16)
        argument = UInt8(truncatingIfNeeded: packed >> 24)
        detail = UInt8(truncatingIfNeeded: packed >> 32)
        isInHandler = packed >> 40 & 1 == 1
    }
}
