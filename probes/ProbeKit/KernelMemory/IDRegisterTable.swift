/// The kernel's own table of ID registers, `arm64_ftr_regs`: what all early CPUs have in common.
///
/// arch/arm64/kernel/cpufeature.c: entries {u32 sys_id; struct arm64_ftr_reg *reg}, ascending; in arm64_ftr_reg
/// (asm/cpufeature.h) name, strict_mask, user_mask and sys_val are the first four words in 5.10, 6.1, 6.12 and 7.3.
public enum IDRegisterTable {
    /// sys_reg(3, 0, 0, 7, 2).
    private static let mmfr2: UInt32 = 3 << 19 | 7 << 8 | 2 << 5
    /// 5.10 has some 40 entries, 7.3 some 70.
    private static let entryLimit = 256

    /// The system's ID_AA64MMFR2_EL1 as the kernel sanitised it, BBM in bits 55:52.
    ///
    /// - Parameter table: the address of `arm64_ftr_regs`, as /proc/kallsyms tells it.
    /// - Throws: ENODATA where no entry is the register's; otherwise what reading failed with.
    public static func mmfr2(_ memory: KernelMemory, table: UInt64) throws(KernelMemoryError) -> UInt64 {
        let entry = RawPage(16)
        for index in 0..<UInt64(entryLimit) {
            try memory.read(table &+ index * 16, into: entry.bytes)
            let id = entry.word32(at: 0)
            // An entry of another form is behind the table, or this is no such table.
            guard id >> 19 == 2 || id >> 19 == 3, entry.word32(at: 4) == 0 else { break }
            if id == mmfr2 { return try value(memory, register: entry.word64(at: 8)) }
        }
        throw KernelMemoryError(.noData, "arm64_ftr_regs has no entry for ID_AA64MMFR2_EL1")
    }

    private static func value(
        _ memory: KernelMemory, register: UInt64
    ) throws(KernelMemoryError) -> UInt64 {
        let page = RawPage(32)
        try memory.read(register, into: page.bytes)
        let name = RawPage(24)
        try memory.read(page.word64(at: 0), into: name.bytes)
        // "SYS_ID_A", "A64MMFR2", "_EL1" and a NUL.
        guard name.word64(at: 0) == 0x415f_4449_5f53_5953, name.word64(at: 8) == 0x3252_464d_4d34_3641,
            name.word64(at: 16) & 0xff_ffff_ffff == 0x31_4c45_5f
        else {
            throw KernelMemoryError(
                .noData, "the entry of arm64_ftr_regs for ID_AA64MMFR2_EL1 has another name")
        }
        return page.word64(at: 24)
    }
}
