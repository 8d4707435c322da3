/// One kind of leaf entry: how much a single entry maps, and whether it carries the contiguous hint.
public struct Leaf: Hashable, Sendable {
    /// Bytes one entry maps.
    public let size: UInt64
    /// Whether the entry carries the contiguous hint (descriptor bit 52): the hardware may cache
    /// the whole group as one TLB entry.
    public let contiguous: Bool

    /// A leaf whose single entry maps `size` bytes.
    @inlinable
    public init(size: UInt64, contiguous: Bool = false) {
        self.size = size
        self.contiguous = contiguous
    }

    /// Bytes the TLB may hold in one entry for this leaf: the group's size with the hint, else `size`.
    @inlinable
    public func reach(_ granule: Granule) -> UInt64 {
        guard contiguous else { return size }
        return size == granule.pageSize ? granule.contPteSize : granule.contPmdSize
    }
}

extension Leaf: Comparable {
    /// Ordered from the finest leaf to the coarsest; a contiguous group counts above a lone entry.
    @inlinable
    public static func < (left: Leaf, right: Leaf) -> Bool {
        left.size != right.size ? left.size < right.size : !left.contiguous && right.contiguous
    }
}
