/// A place in physical (or intermediate physical) memory: a symbol and a number of pages from it.
public struct Frame: Hashable, Sendable {
    /// Index into the scenario's symbols.
    let symbol: Int
    /// Pages after the symbol's own.
    let offset: Int
}

/// A block or page descriptor's content, as far as FEAT_BBM and the TLB care.
struct LeafEntry: Hashable, Sendable {
    /// The memory type (AttrIndx).
    enum Memory: UInt8, Hashable, Sendable {
        case normal, device, nonCacheable
    }
    /// The SH field.
    enum Shareability: UInt8, Hashable, Sendable {
        case inner, outer, none
    }

    var output: Frame
    var writable = true
    /// The access flag; an entry without it is never cached (R_WHZWS rests on cacheable entries only).
    var accessed = true
    var memory = Memory.normal
    var shareability = Shareability.inner
    /// nG is clear.
    var global = true
    /// The contiguous hint.
    var contiguous = false
    /// nT, bit 16 of a block descriptor: FEAT_BBM level 1.
    var notTLBCached = false
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
        case .leaf(let leaf): leaf.accessed
        }
    }
}
