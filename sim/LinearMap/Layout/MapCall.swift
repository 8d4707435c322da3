public import Arm64

/// One call of the kernel's `__create_pgd_mapping()` for the linear map. Its bounds matter: a leaf
/// never crosses the edge of a call (arch/arm64/mm/mmu.c, every version).
public struct MapCall: Hashable, Sendable {
    /// The leaf sizes a call may use.
    public enum Leaves: Hashable, Sendable {
        /// Everything the alignment allows.
        case all
        /// Blocks, but no contiguous groups (`NO_CONT_MAPPINGS`): the text alias up to 7.1.
        case blocksOnly
        /// Pages without contiguous hint (`NO_BLOCK_MAPPINGS | NO_CONT_MAPPINGS`).
        case pages
    }

    /// The physical range.
    public var range: AddressRange
    /// The leaf sizes allowed.
    public var leaves: Leaves
    /// What the memory is.
    public var kind: Segment.Kind

    /// A call over `range`.
    public init(_ range: AddressRange, _ leaves: Leaves, _ kind: Segment.Kind = .ram) {
        self.range = range
        self.leaves = leaves
        self.kind = kind
    }
}
