public import Arm64

/// A run of equal leaf entries of the linear map over physical memory.
public struct Segment: Hashable, Sendable {
    /// What the memory is, as far as it decides the mapping.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Ordinary memory.
        case ram
        /// The alias of the kernel's text and read-only data.
        case kernelText = "kernel-text"
        /// The alias of the kernel's data and bss, where it is mapped by a call of its own (7.2+).
        case kernelData = "kernel-data"
        /// The KFENCE pool, where it is mapped by a call of its own.
        case kfencePool = "kfence-pool"
        /// The crash kernel region, where it is mapped by a call of its own (to 6.3, no DMA zones).
        case crashkernel
        /// Memory added after boot.
        case hotplug
    }

    /// The physical range. Its ends are leaf boundaries.
    public var range: AddressRange
    /// The leaf.
    public var leaf: Leaf
    /// Whether the entries are valid; an invalid entry is present in the table and faults.
    public var valid: Bool
    /// Whether the kernel makes this run read-only at boot. Run-time changes (modules, BPF) are not
    /// in here.
    public var readOnly: Bool
    /// What the memory is.
    public var kind: Kind
    /// False where leaf or validity may differ on the host; an unknown then says why.
    public var certain: Bool

    /// A run of `leaf` over `range`.
    public init(
        range: AddressRange, leaf: Leaf, valid: Bool = true, readOnly: Bool = false,
        kind: Kind = .ram, certain: Bool = true
    ) {
        self.range = range
        self.leaf = leaf
        self.valid = valid
        self.readOnly = readOnly
        self.kind = kind
        self.certain = certain
    }

    /// The same run over another range.
    func over(_ range: AddressRange) -> Segment {
        var copy = self
        copy.range = range
        return copy
    }

    /// Whether `next` continues this run.
    func isContinued(by next: Segment) -> Bool {
        range.end == next.range.start && over(next.range) == next
    }
}
