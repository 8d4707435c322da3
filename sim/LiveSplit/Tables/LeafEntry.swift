/// A place in physical (or intermediate physical) memory: a symbol and a number of pages from it.
struct Frame: Hashable, Sendable {
    /// Index into the scenario's symbols.
    let symbol: Int
    /// Pages after the symbol's own.
    let offset: Int
}

/// What a leaf says besides its output address, as far as FEAT_BBM and the TLB care.
struct LeafAttributes: Hashable, Sendable {
    /// The memory type (AttrIndx).
    enum Memory: UInt16, Hashable, Sendable {
        case normal, device, nonCacheable
    }
    /// The SH field.
    enum Shareability: UInt16, Hashable, Sendable {
        case inner, outer, none
    }
    /// One attribute: its bits.
    struct Part: Hashable, Sendable {
        let shift: UInt16
        let mask: UInt16

        static let writable = Part(shift: 0, mask: 1)
        /// The access flag; an entry without it is never cached.
        static let accessed = Part(shift: 1, mask: 1)
        static let memory = Part(shift: 2, mask: 3)
        static let shareability = Part(shift: 4, mask: 3)
        /// nG is clear.
        static let global = Part(shift: 6, mask: 1)
        /// The contiguous hint.
        static let contiguous = Part(shift: 7, mask: 1)
        /// nT, bit 16 of a block descriptor: FEAT_BBM level 1.
        static let notTLBCached = Part(shift: 8, mask: 1)
    }

    /// Every attribute's bits.
    private(set) var bits: UInt16

    /// Read-write, accessed, Normal, inner shareable, global.
    static let plain = LeafAttributes(bits: 0b0_0100_0011)

    subscript(part: Part) -> UInt16 {
        get { bits >> part.shift & part.mask }
        set { bits = bits & ~(part.mask << part.shift) | (newValue & part.mask) << part.shift }
    }

    func has(_ part: Part) -> Bool { self[part] != 0 }

    /// With the attributes of `change`, where it names any.
    func with(_ change: Change) -> LeafAttributes {
        LeafAttributes(bits: bits & ~change.named | change.values)
    }

    /// Attributes that a text names, and their values.
    struct Change: Hashable, Sendable {
        private(set) var named: UInt16 = 0
        private(set) var values: UInt16 = 0

        var isEmpty: Bool { named == 0 }

        subscript(part: Part) -> UInt16? {
            get { named >> part.shift & part.mask == 0 ? nil : values >> part.shift & part.mask }
            set {
                named |= part.mask << part.shift
                values = values & ~(part.mask << part.shift) | ((newValue ?? 0) & part.mask) << part.shift
            }
        }
    }
}

/// A block or page descriptor's content.
struct LeafEntry: Hashable, Sendable {
    var output: Frame
    var attributes = LeafAttributes.plain
}

/// A descriptor in memory.
enum Entry: Hashable, Sendable {
    case invalid
    /// Index of the table it points to.
    case table(Int)
    case leaf(LeafEntry)

    /// Whether a TLB may hold it: valid, and the access flag set (I_WZCBG).
    var isCacheable: Bool {
        switch self {
        case .invalid: false
        case .table: true
        case .leaf(let leaf): leaf.attributes.has(.accessed)
        }
    }
}
