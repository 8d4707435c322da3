public import Arm64
public import LinearMap

/// Which leaf translates an address.
///
/// Built from a layout, addresses are physical; the linear map differs from them by a constant that is a
/// multiple of every leaf, so that counts are the same for virtual addresses: it renumbers sets without mixing
/// them.
public struct TranslationMap: Sendable {
    /// The smallest page of a uniform map, 4 KiB.
    public static let smallestPage: UInt64 = 4096
    /// The largest page of a uniform map, 16 GiB.
    public static let largestPage: UInt64 = 1 << 34

    /// What translates an address.
    public struct Translation: Hashable, Sendable {
        /// Bytes that one table entry maps, a power of two.
        public let size: UInt64
        /// Bytes of the contiguous group the entry belongs to, or `size` without the hint.
        public let reach: UInt64
        /// The table level the leaf sits at, 1 to 3.
        public let level: Int
        /// Whether the entry is valid; an access through an invalid one faults.
        public let valid: Bool

        /// A translation by `size` bytes at table level `level`.
        public init(size: UInt64, reach: UInt64, level: Int, valid: Bool = true) {
            self.size = size
            self.reach = reach
            self.level = level
            self.valid = valid
        }
    }

    /// The page size of the tables.
    public let granule: Granule
    /// The table level at which a walk starts.
    public let rootLevel: Int
    /// Virtual minus physical address, wrapping. It matters to walk caches only: it says which addresses share
    /// an entry of an upper table.
    public let virtualOffset: UInt64
    /// The different translations, and where each holds.
    let table: SegmentTable

    /// The translations of `layout`, for physical addresses.
    ///
    /// - Parameters:
    ///   - virtualOffset: linear-map virtual address minus physical address, wrapping at 2^64.
    ///   - vaBits: bits of the kernel's address space, 36 to 52; they decide how deep a walk is.
    public init(layout: Layout, virtualOffset: UInt64 = 0, vaBits: Int = 48) {
        granule = layout.granule
        rootLevel = layout.granule.rootLevel(vaBits: min(max(vaBits, 36), 52))
        self.virtualOffset = virtualOffset
        table = SegmentTable(layout)
    }

    /// The same leaf everywhere.
    ///
    /// - Parameters:
    ///   - page: bytes of a page, a power of two from 4 KiB to 16 GiB.
    ///   - granule: the page size of the tables; when nil the one whose pages are this large, else 4 KiB. A
    ///     page that is no leaf of the granule counts as a group of the next smaller leaves.
    public init(page: UInt64, granule: Granule? = nil, vaBits: Int = 48) throws(TLBShapeError) {
        guard page.nonzeroBitCount == 1, (Self.smallestPage...Self.largestPage).contains(page) else {
            throw .pageSize(page)
        }
        self.granule = granule ?? Granule(rawValue: page) ?? .k4
        rootLevel = self.granule.rootLevel(vaBits: min(max(vaBits, 36), 52))
        virtualOffset = 0
        table = SegmentTable(everywhere: page, granule: self.granule)
    }

    /// What translates `address`; nil where nothing is mapped.
    public func translation(at address: UInt64) -> Translation? {
        table.run(of: address).map { table.kinds[Int($0.kind)] }
    }
}
