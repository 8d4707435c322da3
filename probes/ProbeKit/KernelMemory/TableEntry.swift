import Arm64

/// How entries of the tables are read: the descriptor formats of the Arm ARM D8.3, as Linux uses them
/// (arch/arm64/include/asm/pgtable-hwdef.h, 5.10 to 7.3).
struct TableEntry {
    private let low: UInt64
    private let high: UInt64
    private let highShift: UInt64
    private let granule: Granule

    /// What an entry says.
    enum Meaning {
        case table(UInt64)
        case leaf(UInt64, Attributes)
        /// Neither; Linux writes no such entry here.
        case other
    }

    /// What a leaf's entry says beside the address.
    struct Attributes: Hashable {
        /// Bit 0 contiguous, bit 1 valid, bit 2 read-only.
        let bits: UInt8

        init(bits: UInt8) { self.bits = bits }

        /// Contiguous: bit 52. Read-only: AP[2], bit 7 (`PTE_RDONLY`). Valid: bit 0.
        @inline(__always)
        init(entry: UInt64) {
            bits = UInt8(entry >> 52 & 1) | UInt8(entry & 1) << 1 | UInt8(entry >> 7 & 1) << 2
        }

        var isContiguous: Bool { bits & 1 != 0 }
        var isValid: Bool { bits & 2 != 0 }
        var isReadOnly: Bool { bits & 4 != 0 }
    }

    init(_ geometry: Geometry) {
        granule = geometry.granule
        let page = UInt64(geometry.granule.pageShift)
        if geometry.hasLPA2 {
            // Bits 49:page, and 51:50 in bits 9:8.
            (low, high, highShift) = ((1 << 50) - (1 << page), 3 << 8, 42)
        } else if geometry.granule == .k64 {
            // Bits 47:16, and 51:48 in bits 15:12, which are zero without 52-bit addresses.
            (low, high, highShift) = ((1 << 48) - (1 << page), 0xf << 12, 36)
        } else {
            (low, high, highShift) = ((1 << 48) - (1 << page), 0, 0)
        }
    }

    /// The output address, or that of the next table (`__pte_to_phys`).
    @inline(__always)
    func address(_ entry: UInt64) -> UInt64 { entry & low | (entry & high) << highShift }

    /// What a non-zero entry of a table at `level` says.
    ///
    /// An entry that is not valid still holds its address: secret memory, KFENCE's guard pages, the kernel's data since
    /// 7.3. Up to 6.12 such an entry merely lost bit 0; 7.2 and 7.3 set bit 11 as well (`PTE_PRESENT_INVALID`,
    /// arch/arm64/mm/pageattr.c). Neither bit is asked for here: the address must be the right one, that is proof enough.
    @inline(__always)
    func meaning(_ entry: UInt64, level: Int) -> Meaning {
        let isPageOrTable = entry & 2 != 0
        if level == 3 {
            return isPageOrTable ? .leaf(address(entry), Attributes(entry: entry)) : .other
        }
        if isPageOrTable { return entry & 1 != 0 ? .table(address(entry)) : .other }
        // Level-1 blocks of 16K and 64K pages are never used (`pud_sect_supported()`).
        guard level == 2 || level == 1 && granule.hasPudLeaf else { return .other }
        return .leaf(address(entry), Attributes(entry: entry))
    }
}
