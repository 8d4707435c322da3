/// The lines of `/proc/kallsyms` that a snapshot keeps, out of hundreds of thousands: linmap-snapshot(5).
public enum KernelSymbolNames {
    /// The symbols that anything in linmap may ask for: where the image and the offsets lie, what decides the
    /// linear map, and functions whose mere presence tells a change to the kernel.
    public static let all: [StaticString] = [
        // The image and its sections.
        "_text", "_stext", "_etext", "__start_rodata", "__end_rodata", "__init_begin", "__inittext_begin",
        "__inittext_end", "__initdata_begin", "__initdata_end", "__init_end", "_data", "_sdata", "_edata",
        "__bss_start", "__bss_stop", "_end",
        // Page tables and geometry.
        "swapper_pg_dir", "reserved_pg_dir", "tramp_pg_dir", "idmap_pg_dir", "init_pg_dir", "init_mm",
        "memstart_addr", "kimage_voffset", "kimage_vaddr", "vabits_actual", "high_memory", "max_pfn",
        "max_low_pfn", "min_low_pfn", "memblock", "memory_limit", "arm64_dma_phys_limit",
        "memstart_offset_seed",
        "__pi_memstart_offset_seed", "module_alloc_base", "efi",
        // What decides the granularity.
        "rodata_full", "rodata_enabled", "can_set_direct_map", "_debug_pagealloc_enabled",
        "_debug_pagealloc_enabled_early", "kfence_early_init", "kfence_enabled", "kfence_sample_interval",
        "__kfence_pool", "arm64_kfence_can_set_direct_map", "crash_mem_map", "crashk_res", "crashk_low_res",
        "secretmem_enable", "arm64_use_ng_mappings", "arm64_rsi_init", "rsi_present",
        // CPU features.
        "arm64_ftr_regs", "boot_cpucaps", "system_cpucaps", "cpu_hwcaps", "mmu_enabled_at_boot",
        "id_aa64mmfr0_override", "id_aa64mmfr1_override", "id_aa64mmfr2_override", "__boot_cpu_mode",
        // Marks of changes.
        "cpu_supports_bbml2_noabort", "cpu_supports_bbml3", "linear_map_requires_bbml2",
        "linear_map_requires_bbml3", "linear_map_maybe_split_to_ptes", "split_kernel_leaf_mapping",
        "force_pte_mapping", "mark_linear_data_alias_valid", "pte_range_has_valid_noncont",
        "pmd_range_has_valid_noncont",
    ]
}
