public import Arm64
public import Snapshot

/// `/sys/kernel/debug/memblock/memory` or `…/reserved`: the early allocator's own lists, byte-exact.
///
/// Two formats (mm/memblock.c): up to 6.x `   0: 0xSTART..0xEND`; later with a node (`x` for none) and
/// flags behind it, `   0: 0xSTART..0xEND    0 NOMAP|RSV_KERN`. Ends are inclusive.
public struct MemblockList: Hashable, Sendable {
    /// Region flags. The names are the kernel's (7.3 knows eight of them).
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The kernel's bit number.
        public let rawValue: UInt32

        /// Flags from the kernel's bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// `HOTPLUG`: may be unplugged; movable_node keeps it out of early use.
        public static let hotplug = Flags(rawValue: 1 << 0)
        /// `MIRROR`: mirrored memory.
        public static let mirror = Flags(rawValue: 1 << 1)
        /// `NOMAP`: not in the linear map.
        public static let noMap = Flags(rawValue: 1 << 2)
        /// `DRV_MNG`: a driver added it.
        public static let driverManaged = Flags(rawValue: 1 << 3)
        /// `RSV_NIT`: reserved, struct pages not initialised.
        public static let reservedNoInit = Flags(rawValue: 1 << 4)
        /// `RSV_KERN`: the kernel's early allocator handed it out (6.16 and later).
        public static let reservedKernel = Flags(rawValue: 1 << 5)
        /// `KHO_SCRATCH`: scratch memory of kexec handover.
        public static let scratch = Flags(rawValue: 1 << 6)
        /// `RSV_HUGETLB`: reserved for huge pages.
        public static let reservedHugeTLB = Flags(rawValue: 1 << 7)
        /// A name this list does not know.
        public static let unknown = Flags(rawValue: 1 << 31)
    }

    /// One region.
    public struct Region: Hashable, Sendable {
        /// Its bytes, end exclusive.
        public let range: AddressRange
        /// Its node, or nil (none, or the old format).
        public let node: Int?
        /// Its flags; empty in the old format (see `showsFlags`).
        public let flags: Flags
        /// The line.
        public let evidence: Evidence

        /// The range and its line.
        public var sourced: SourcedRange { Sourced(range, evidence) }
    }

    /// The file.
    public let file: String
    /// The regions, ascending, as the kernel keeps them.
    public let regions: [Region]
    /// Whether this kernel prints flags: only then does a missing NOMAP or RSV_KERN mean anything.
    public let showsFlags: Bool
    /// Oddities that were tolerated.
    public let remarks: [Remark]

    /// Reads a list.
    ///
    /// - Throws: `.badData` for a line that is no region, a reversed or overlapping range, an end at
    ///   2^64 − 1, or a file without regions.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> MemblockList {
        try file.refuseForeignBytes()
        var regions: [Region] = []
        var remarks: [Remark] = []
        var flagged = 0
        for line in file.lines where !line.bytes.trimmed().isEmpty {
            let (region, hasFlags) = try region(line)
            if hasFlags { flagged += 1 }
            if region.flags.contains(.unknown) {
                remarks.append(Remark("a memblock flag this program does not know", [line.evidence]))
            }
            if let last = regions.last, region.range.start < last.range.end {
                throw line.error("the region begins before the last one ends", expected: "ascending regions")
            }
            regions.append(region)
        }
        guard !regions.isEmpty else {
            throw InputError(
                .badData, file: file.path, "no region", expected: "lines such as 0: 0x40000000..0x7fffffff")
        }
        if flagged != 0, flagged != regions.count {
            throw InputError(
                .badData, file: file.path, "only some lines have flags", expected: "one format throughout")
        }
        return MemblockList(file: file.path, regions: regions, showsFlags: flagged > 0, remarks: remarks)
    }

    private static func region(_ line: Line) throws(InputError) -> (region: Region, hasFlags: Bool) {
        var cursor = Cursor(line.bytes)
        cursor.skipBlanks()
        guard cursor.integer() != nil, cursor.skip(0x3a) else {
            throw line.error("not a memblock region", expected: "INDEX: 0xSTART..0xEND")
        }
        cursor.skipBlanks()
        guard let first = cursor.prefixedHex(), cursor.skip(".."), let last = cursor.prefixedHex() else {
            throw line.error("not a memblock region", expected: "INDEX: 0xSTART..0xEND")
        }
        guard let range = AddressRange(first: first, last: last) else {
            throw line.error(
                first > last ? "end before start" : "the end wraps at 2^64",
                expected: "START ≤ END < 2^64 − 1")
        }
        guard cursor.isAtEnd || cursor.peek?.isBlank == true else {
            throw line.error("not a memblock region", expected: "INDEX: 0xSTART..0xEND")
        }
        cursor.skipBlanks()
        let node = cursor.integer()
        if node == nil { _ = cursor.skip(0x78) }
        cursor.skipBlanks()
        let names = cursor.rest
        let flags = names.isEmpty ? [] : Self.flags(names)
        return (Region(range: range, node: node, flags: flags, evidence: line.evidence), !names.isEmpty)
    }

    private static func flags(_ names: ArraySlice<UInt8>) -> Flags {
        var result: Flags = []
        for name in names.split(separator: 0x7c) {
            switch name.trimmed().text {
            case "NONE": break
            case "HOTPLUG": result.insert(.hotplug)
            case "MIRROR": result.insert(.mirror)
            case "NOMAP": result.insert(.noMap)
            case "DRV_MNG": result.insert(.driverManaged)
            case "RSV_NIT", "RSV_NOINIT": result.insert(.reservedNoInit)
            case "RSV_KERN": result.insert(.reservedKernel)
            case "KHO_SCRATCH": result.insert(.scratch)
            case "RSV_HUGETLB": result.insert(.reservedHugeTLB)
            default: result.insert(.unknown)
            }
        }
        return result
    }
}
