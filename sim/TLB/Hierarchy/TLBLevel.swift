/// One level of a TLB.
///
/// An entry is known by its size and its own page number, `address / entry size`, and sits in set
/// `page number mod sets`: entries of different sizes are indexed each by its own page number, as a hardware
/// that looks up once for each size does, and share the ways of a set. As the table of a host does not change
/// while it is simulated, every address belongs to exactly one entry of a level, so that a lookup finds the
/// entry that covers the address whatever its size.
public struct TLBLevel: Hashable, Sendable {
    /// The name shown, such as "L1".
    public var name: String
    /// Entries, ways and replacement.
    public var shape: CacheShape
    /// The entry sizes held.
    public var nativeSizes: NativeSizes
    /// Whether a contiguous group is held in one entry (then of the group's size, as far as `nativeSizes`
    /// allows); otherwise each page or block of the group takes an entry of its own.
    public var coalescesContiguous: Bool

    /// A level that holds any size, unless told otherwise.
    public init(
        name: String, shape: CacheShape, nativeSizes: NativeSizes = .any, coalescesContiguous: Bool = false
    ) {
        self.name = name
        self.shape = shape
        self.nativeSizes = nativeSizes
        self.coalescesContiguous = coalescesContiguous
    }
}
