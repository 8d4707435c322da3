public import Arm64
public import Snapshot

/// `linmap/linear-map`, format `linmap-walk 1`: what the probe saw of the real tables through /proc/kcore.
///
/// Header lines (`granule 4096` …), then runs of leaves by physical address, ascending, then `# end`. What
/// neither a run nor an `unread` line covers is not mapped. The walk is not atomic: leaves may have been split while
/// it read.
public struct CapturedWalk: Hashable, Sendable {
    /// Neighbouring leaves that are alike.
    public struct Run: Hashable, Sendable {
        /// Physical addresses.
        public let range: AddressRange
        /// The size of one entry, and the contiguous hint.
        public let leaf: Leaf
        /// False for entries that are there and fault.
        public let isValid: Bool
        /// Whether the kernel may not write through the linear map.
        public let isReadOnly: Bool
        /// The 1-based line of its first part.
        public let line: Int
    }

    /// The file.
    public let file: String
    /// The page size.
    public let granule: Sourced<Granule>
    /// Bits of virtual address that the tables translate, 36 to 52.
    public let vaBits: Sourced<Int>
    /// Levels of tables, folded ones not counted; nil if not told.
    public let levels: Int?
    /// Tables read on each level, root first; empty if not told.
    public let tables: [Int]
    /// The leaves, ascending, neighbours that are alike joined.
    public let runs: [Run]
    /// Memory below tables that were seen and not read, for lack of time: nothing is known of its leaves.
    public let unread: [SourcedRange]
    /// Leaves whose output address is not the linear map's; they are not among the runs.
    public let mismatched: Int
    /// How long the walk took, if told.
    public let milliseconds: Int?
    /// Where a walk without its end mark stops: nothing is known from there on. Nil for a whole walk.
    public let cutOffAt: UInt64?
    /// Oddities that were tolerated.
    public let remarks: [Remark]

    /// Reads a walk in time linear in its size.
    ///
    /// - Throws: `.badData`, naming the line, for another format or version, a header that lacks granule or
    ///   va-bits, a line that is no run, a leaf no table of this granule has, ranges that are unaligned, above 52
    ///   bits, out of order or overlapping, and for anything behind the end mark.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> CapturedWalk {
        try file.refuseForeignBytes()
        var reader = WalkReader(file: file.path)
        for line in file.lines { try reader.read(line) }
        return try reader.finish()
    }
}
