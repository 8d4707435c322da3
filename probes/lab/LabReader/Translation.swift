/// The translation of kernel addresses as the MMU does it: from TTBR1 and TCR alone, one address at a time. It knows
/// nothing of Linux, and shares nothing with the walk of the probe.
public struct Translation {
    /// What stands where the descent for an address ended.
    public struct Step {
        /// The level of the entry, -1…3.
        public let level: Int
        /// The bytes that the entry covers.
        public let span: UInt64
        /// The entry itself; zero where nothing is mapped.
        public let descriptor: UInt64
        /// Every table on the way, root first.
        public let tables: [UInt64]
    }

    /// The bits of a page: 12, 14 or 16.
    public let pageBits: UInt64
    /// The bits of a kernel address that TTBR1 translates: 64 - T1SZ.
    public let addressBits: UInt64
    /// The level of the root table, -1…2.
    public let rootLevel: Int
    private let root: UInt64
    private let longAddresses: Bool

    /// - Parameters:
    ///   - tcr: TCR_EL1, or TCR_EL2 of a host kernel running at EL2 (the same layout).
    ///   - ttbr1: TTBR1 of the same exception level.
    /// - Throws: if TG1 is a reserved value.
    public init(tcr: UInt64, ttbr1: UInt64) throws(LabError) {
        switch tcr >> 30 & 3 {
        case 1: pageBits = 14
        case 2: pageBits = 12
        case 3: pageBits = 16
        default: throw LabError("TCR 0x\(String(tcr, radix: 16)) has a reserved TG1")
        }
        addressBits = 64 - (tcr >> 16 & 63)
        let stride = pageBits - 3
        rootLevel = 4 - Int((addressBits - pageBits + stride - 1) / stride)
        // 52-bit output addresses: TCR.DS with 4K and 16K pages, TCR.IPS with 64K.
        longAddresses = pageBits == 16 ? tcr >> 32 & 7 == 6 : tcr >> 59 & 1 == 1
        root = ttbr1 & 0x0000_ffff_ffff_ffc0
    }

    /// The lowest address that TTBR1 translates.
    public var lowest: UInt64 { 0 &- (1 << addressBits) }

    /// The bytes that an entry of a level covers.
    public func span(level: Int) -> UInt64 { 1 << (pageBits + (pageBits - 3) * UInt64(3 - level)) }

    /// The physical address in a descriptor of a level.
    public func output(_ descriptor: UInt64, level: Int, table: Bool) -> UInt64 {
        var address = descriptor & 0x0000_ffff_ffff_f000
        if longAddresses {
            if pageBits == 16 {
                address |= (descriptor >> 12 & 15) << 48
            } else {
                address = descriptor & 0x0003_ffff_ffff_f000 | (descriptor >> 8 & 3) << 50
            }
        }
        return address & ~((table ? 1 << pageBits : span(level: level)) - 1)
    }

    /// Descends to the entry that translates an address.
    /// - Parameters:
    ///   - address: from `lowest` on.
    ///   - ram: the memory that holds the tables.
    /// - Throws: if a table lies outside the memory.
    public func step(_ address: UInt64, in ram: RAMFile) throws(LabError) -> Step {
        let inside = address & ((1 << addressBits) - 1)
        var table = root
        var tables: [UInt64] = []
        var level = rootLevel
        while true {
            let span = span(level: level)
            let index = inside / span % (level == rootLevel ? UInt64.max : 1 << (pageBits - 3))
            tables.append(table)
            guard let descriptor = ram.word(table + index * 8) else {
                throw LabError(
                    "the table of level \(level) at 0x\(String(table, radix: 16)) is outside the memory")
            }
            guard level < 3, descriptor & 3 == 3 else {
                return Step(level: level, span: span, descriptor: descriptor, tables: tables)
            }
            table = output(descriptor, level: level, table: true)
            level += 1
        }
    }
}
