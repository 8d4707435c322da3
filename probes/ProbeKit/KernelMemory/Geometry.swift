public import Arm64

/// Where the running kernel's linear map lies and how its tables are built, as far as VMCOREINFO tells.
///
/// Everything follows arch/arm64/include/asm/memory.h and pgtable-hwdef.h of 5.10, 6.1, 6.12, 7.2 and 7.3; the keys
/// come from arch/arm64/kernel/crash_core.c (to 6.8) and vmcore_info.c.
public struct Geometry: Hashable, Sendable {
    /// The page size.
    public let granule: Granule
    /// Bits of a kernel address that the hardware translates: 64 − `TCR_EL1_T1SZ` (36 to 52).
    public let vaBits: Int
    /// `CONFIG_ARM64_VA_BITS`: more than `vaBits` where a 52-bit kernel runs on other hardware.
    public let compiledVABits: Int
    /// `PAGE_OFFSET`: the virtual address of `physOffset`. It follows the compiled size, whatever the hardware does.
    public let pageOffset: UInt64
    /// `PHYS_OFFSET` (`memstart_addr`), which may be "negative": a 52-bit kernel on 48-bit hardware lowers it
    /// by the difference of both `PAGE_OFFSET`s, and KASLR by more. All sums with it wrap.
    public let physOffset: UInt64
    /// First virtual address of the linear region that the hardware translates.
    public let start: UInt64
    /// Length of the linear region in bytes.
    public let size: UInt64
    /// Virtual address of `swapper_pg_dir`, in the kernel's image.
    public let root: UInt64
    /// `kimage_voffset`: virtual minus physical address of the kernel's image, wrapping.
    public let imageOffset: UInt64

    /// Reads the keys of a VMCOREINFO text.
    ///
    /// - Throws: ENODATA if a key is absent; EOPNOTSUPP for a layout this program does not know.
    public init(vmcoreinfo text: [UInt8]) throws(KernelMemoryError) {
        let note = VmcoreinfoText(text: text)
        granule = try Self.granule(note)
        compiledVABits = try Self.compiledBits(note)
        let layout = try Layout(note, granule, compiledVABits)
        vaBits = layout.vaBits
        pageOffset = layout.pageOffset
        start = layout.start
        size = layout.size
        physOffset = try Self.required(note.number("NUMBER(PHYS_OFFSET)"), "PHYS_OFFSET")
        root = try Self.required(note.address("SYMBOL(swapper_pg_dir)"), "swapper_pg_dir")
        imageOffset = try Self.required(note.number("NUMBER(kimage_voffset)"), "kimage_voffset")
        // ARM64_MEMSTART_ALIGN is never less than a level-2 entry (kernel-pgtable.h, pgtable-prot.h).
        guard physOffset.isAligned(to: granule.pmdSize) else {
            throw Self.unsupported("PHYS_OFFSET is not a multiple of a block")
        }
        guard root.isAligned(to: 64), root >= 1 << 63 else {
            throw Self.unsupported("swapper_pg_dir is no address of the kernel")
        }
    }

    private static func granule(_ note: VmcoreinfoText) throws(KernelMemoryError) -> Granule {
        let size = try required(note.number("PAGESIZE"), "PAGESIZE")
        guard let granule = Granule(rawValue: size) else {
            throw unsupported("pages of \(size) bytes")
        }
        return granule
    }

    private static func compiledBits(_ note: VmcoreinfoText) throws(KernelMemoryError) -> Int {
        let bits = try required(note.number("NUMBER(VA_BITS)"), "VA_BITS")
        guard bits >= 36, bits <= 52 else { throw unsupported("VA_BITS=\(bits)") }
        return Int(bits)
    }

    private static func required(_ value: UInt64?, _ key: StaticString) throws(KernelMemoryError) -> UInt64 {
        guard let value else {
            throw KernelMemoryError(.noData, "VMCOREINFO does not tell \(key.description)")
        }
        return value
    }

    static func unsupported(_ what: String) -> KernelMemoryError {
        KernelMemoryError(.notSupported, "not a layout of the linear map that is known here: \(what)")
    }

    // MARK: Addresses

    /// The physical address the linear map gives `virtual` (`__lm_to_phys`); at least 2^52 where none can be.
    @inline(__always)
    public func physical(_ virtual: UInt64) -> UInt64 { virtual &- pageOffset &+ physOffset }

    /// The linear map's address of `physical` (`__phys_to_virt`).
    @inline(__always)
    public func virtual(_ physical: UInt64) -> UInt64 { physical &- physOffset &+ pageOffset }

    // MARK: Tables

    /// The level at which a walk starts: −1 to 2, where 3 is the level of pages.
    ///
    /// A kernel built for 52 bits with 4K or 16K pages uses swapper_pg_dir as a table of the next level on hardware
    /// without LPA2 (arch/arm64/kernel/pi/map_kernel.c, 6.9 and later); with 64K pages the number of levels is the same.
    public var rootLevel: Int { granule.rootLevel(vaBits: vaBits) }

    /// Levels of tables.
    public var levels: Int { 4 - rootLevel }

    /// Entries of swapper_pg_dir.
    ///
    /// With 64K pages a 52-bit kernel keeps its 1024 entries on 48-bit hardware (`PTRS_PER_PGD`; TTBR1 then points at
    /// the last 64); folding ones use the table of the next level whole.
    public var rootEntries: Int {
        let isFolded = granule.rootLevel(vaBits: compiledVABits) != rootLevel
        let shift = granule.pageShift + (3 - rootLevel) * granule.tableBits
        return 1 << ((isFolded ? vaBits : compiledVABits) - shift)
    }

    /// Whether descriptors have the LPA2 format (`lpa2_is_enabled()`: TCR_EL1.DS is set together with 52 bits).
    public var hasLPA2: Bool { granule != .k64 && vaBits == 52 }
}
