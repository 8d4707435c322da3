extension Sources {
    /// The symbols that matter, out of hundreds of thousands.
    static let kallsyms = Source(
        name: "kallsyms", readings: [.privileged("/proc/kallsyms")], needs: [.syslog], byteLimit: 65536,
        milliseconds: 3000,
        absence: Absence("marks of backports, and where the kernel's data ends, are not known")
    ) { collector in
        let began = collector.system.microseconds()
        do throws(Failure) {
            let names = SymbolNames()
            let text = try collector.lines(of: "/proc/kallsyms", keepsPart: true) { names.choose($0) }
            guard !text.bytes.isEmpty else { throw text.isCut ? .timedOut : .noData }
            let isHidden = !names.addresses.contains { $0.value != 0 }
            try collector.keep(
                "proc/kallsyms", text.bytes, since: began,
                note: "\(text.kept) of \(text.total) symbols"
                    + (isHidden ? "; the kernel hid the addresses (kptr_restrict, CAP_SYSLOG)" : ""),
                isCut: text.isCut)
            collector.facts.symbols = names.addresses
        } catch {
            collector.missing("/proc/kallsyms", error)
        }
    }
}

/// Tells lines of kallsyms with a name that matters, "ffff800080010000 T _stext", and notes the addresses.
final class SymbolNames {
    /// The symbols that anything in linmap may ask for: where the image and the offsets lie, what decides
    /// the linear map, and functions whose mere presence tells a change to the kernel.
    static let all: [StaticString] = [
        "_text", "_stext", "_etext", "__start_rodata", "__end_rodata", "__init_begin", "__inittext_begin",
        "__inittext_end", "__initdata_begin", "__initdata_end", "__init_end", "_data", "_sdata", "_edata",
        "__bss_start", "__bss_stop", "_end",
        "swapper_pg_dir", "reserved_pg_dir", "tramp_pg_dir", "idmap_pg_dir", "init_pg_dir", "init_mm",
        "memstart_addr", "kimage_voffset", "kimage_vaddr", "vabits_actual", "high_memory", "max_pfn",
        "max_low_pfn", "min_low_pfn", "memblock", "memory_limit", "arm64_dma_phys_limit",
        "memstart_offset_seed", "__pi_memstart_offset_seed", "module_alloc_base", "efi",
        "rodata_full", "rodata_enabled", "can_set_direct_map", "_debug_pagealloc_enabled",
        "_debug_pagealloc_enabled_early", "kfence_early_init", "kfence_enabled", "kfence_sample_interval",
        "__kfence_pool", "arm64_kfence_can_set_direct_map", "crash_mem_map", "crashk_res", "crashk_low_res",
        "secretmem_enable", "arm64_use_ng_mappings", "arm64_rsi_init", "rsi_present",
        "arm64_ftr_regs", "boot_cpucaps", "system_cpucaps", "cpu_hwcaps", "mmu_enabled_at_boot",
        "id_aa64mmfr0_override", "id_aa64mmfr1_override", "id_aa64mmfr2_override", "__boot_cpu_mode",
        "cpu_supports_bbml2_noabort", "cpu_supports_bbml3", "linear_map_requires_bbml2",
        "linear_map_requires_bbml3", "linear_map_maybe_split_to_ptes", "split_kernel_leaf_mapping",
        "force_pte_mapping", "mark_linear_data_alias_valid", "pte_range_has_valid_noncont",
        "pmd_range_has_valid_noncont",
    ]

    /// The address of each symbol that was found first.
    private(set) var addresses: [String: UInt64] = [:]
    private let hashes: Set<UInt64>
    private let names: Set<String>

    init() {
        var hashes: Set<UInt64> = []
        var names: Set<String> = []
        for name in Self.all {
            let bytes = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            hashes.insert(Self.hash(bytes[...]))
            names.insert(name.description)
        }
        self.hashes = hashes
        self.names = names
    }

    func choose(_ line: UnsafeRawBufferPointer) -> LineChoice {
        // "ADDRESS TYPE NAME"; a module's symbol has a tab and "[module]" behind it. They follow the kernel's own.
        if line.last == 0x5d { return .end }
        guard let space = line.firstIndex(of: 0x20), line.count > space + 3, line[space + 2] == 0x20 else {
            return .drop
        }
        let name = line[(space + 3)...]
        guard name.count <= 40, hashes.contains(Self.hash(name)) else { return .drop }
        let text = String(decoding: name, as: UTF8.self)
        guard names.contains(text) else { return .drop }
        if addresses[text] == nil {
            addresses[text] = UInt64(String(decoding: line[..<space], as: UTF8.self), radix: 16) ?? 0
        }
        return .keep
    }

    /// FNV-1a: only names that are likely to matter become strings.
    private static func hash(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
