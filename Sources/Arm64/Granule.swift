/// The translation granule a kernel was built with, and the leaf sizes that follow from it.
///
/// Constants: arm64 `ARM64_CONT_PTE_SHIFT`/`ARM64_CONT_PMD_SHIFT` (Kconfig, unchanged from 5.10 to
/// 7.3) and the descriptor formats of the Arm ARM, D8.3.
public enum Granule: UInt64, CaseIterable, Hashable, Sendable {
    /// 4 KiB pages (`CONFIG_ARM64_4K_PAGES`).
    case k4 = 4096
    /// 16 KiB pages (`CONFIG_ARM64_16K_PAGES`).
    case k16 = 16384
    /// 64 KiB pages (`CONFIG_ARM64_64K_PAGES`).
    case k64 = 65536

    /// Page size in bytes: the size of a level-3 entry, and of every table.
    @inlinable public var pageSize: UInt64 { rawValue }

    /// log2 of the page size.
    @inlinable public var pageShift: Int { rawValue.trailingZeroBitCount }

    /// log2 of the number of entries in a whole table: 9, 11 or 13.
    @inlinable public var tableBits: Int { pageShift - 3 }

    /// Bytes one level-2 entry (PMD) covers: 2 MiB, 32 MiB or 512 MiB.
    @inlinable public var pmdSize: UInt64 { 1 << UInt64(pageShift + tableBits) }

    /// Bytes one level-1 entry (PUD) covers: 1 GiB, 64 GiB or 4 TiB.
    @inlinable public var pudSize: UInt64 { 1 << UInt64(pageShift + 2 * tableBits) }

    /// Bytes of a contiguous group of level-3 entries: 64 KiB, 2 MiB or 2 MiB.
    @inlinable
    public var contPteSize: UInt64 {
        switch self {
        case .k4: pageSize * 16
        case .k16: pageSize * 128
        case .k64: pageSize * 32
        }
    }

    /// Bytes of a contiguous group of level-2 entries: 32 MiB, 1 GiB or 16 GiB.
    @inlinable
    public var contPmdSize: UInt64 {
        switch self {
        case .k4: pmdSize * 16
        case .k16, .k64: pmdSize * 32
        }
    }

    /// Whether Linux uses level-1 leaves in the linear map (`pud_sect_supported()`): only with 4 KiB pages.
    @inlinable public var hasPudLeaf: Bool { self == .k4 }

    /// Bytes that one entry at `level` covers. Level 3 is the page level; −1 is the root of a 52-bit
    /// space with 4 KiB pages. Levels whose entries would cover more than 2^63 bytes return 2^63.
    @inlinable
    public func entrySize(level: Int) -> UInt64 {
        1 << UInt64(min(63, pageShift + (3 - level) * tableBits))
    }

    /// The level at which a walk of `vaBits` bits of address starts (−1 to 3).
    @inlinable
    public func rootLevel(vaBits: Int) -> Int {
        3 - (vaBits - pageShift - 1) / tableBits
    }

    /// "4K", "16K" or "64K", as the kernel's configuration and users call it.
    @inlinable
    public var name: String {
        switch self {
        case .k4: "4K"
        case .k16: "16K"
        case .k64: "64K"
        }
    }
}
