/// Which entry sizes a TLB level can hold.
public enum NativeSizes: Hashable, Sendable {
    /// Every leaf fits one entry.
    case any
    /// Only these sizes in bytes, powers of two. A larger leaf is broken down: each access fills an entry of the
    /// largest of these sizes that is not larger than the leaf (a 1 GiB leaf becomes 512 MiB entries in the
    /// first level of Cortex-A76 to Neoverse V3: Cortex-A76 TRM, A5.2). A leaf that is smaller than all of them
    /// is held as it is.
    case sizes([UInt64])

    /// Bytes of the entry that translates part of a leaf of `leaf` bytes; never more than `leaf`.
    public func entrySize(for leaf: UInt64) -> UInt64 {
        switch self {
        case .any: leaf
        case .sizes(let sizes): sizes.filter { $0 <= leaf }.max() ?? leaf
        }
    }
}
