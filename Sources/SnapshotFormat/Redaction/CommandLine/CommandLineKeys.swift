/// The parameters of a kernel command line that redaction knows (Documentation/admin-guide/
/// kernel-parameters.txt). `-` and `_` are the same to the kernel.
enum CommandLineKeys {
    /// Whether the parameter stays with its value: numbers and words of the kernel's own.
    static func isKept(_ key: ArraySlice<UInt8>) -> Bool {
        contains(kept, key) || keptFamilies.contains { hasPrefix(key, $0) }
    }

    /// Whether the parameter's name is one that everybody has; its value is replaced.
    static func isPublic(_ key: ArraySlice<UInt8>) -> Bool { contains(publicNames, key) }

    /// What decides the linear map, and what it is read together with.
    private static let kept: [StaticString] = [
        // The linear map.
        "rodata", "crashkernel", "debug_pagealloc", "nokaslr", "mem", "movablecore", "kernelcore",
        "memory_hotplug.memmap_on_memory", "memhp_default_state", "memblock", "novamap", "efi", "noefi",
        "acpi", "numa", "numa_balancing", "secretmem.enable", "memtest", "memmap", "vmalloc", "keepinitrd",
        // Memory.
        "hugepages", "hugepagesz", "default_hugepagesz", "hugetlb_cma", "hugetlb_free_vmemmap",
        "transparent_hugepage", "cma", "cma_pernuma", "numa_cma", "swiotlb", "coherent_pool", "slub_debug",
        "slab_nomerge", "page_owner", "page_poison", "page_poisoning", "init_on_alloc", "init_on_free",
        "stack_depot_disable", "kasan", "kasan_multi_shot", "cgroup_disable", "randomize_kstack_offset",
        // Processors.
        "maxcpus", "nr_cpus", "possible_cpus", "nosmp", "nosmt", "isolcpus", "nohz", "nohz_full", "rcu_nocbs",
        "irqaffinity", "mitigations", "kpti", "ssbd", "nospectre_v2", "nospectre_bhb",
        "spec_store_bypass_disable",
        "idle", "preempt", "threadirqs", "skew_tick", "clocksource", "cpuidle.off", "cpufreq.off",
        "cpufreq.default_governor",
        // Security.
        "lockdown", "security", "lsm", "selinux", "apparmor", "audit", "enforcing",
        // Buses.
        "iommu.passthrough", "iommu.strict", "arm-smmu.disable_bypass", "pci", "pcie_aspm", "pcie_ports",
        // Messages and booting.
        "console", "earlycon", "earlyprintk", "loglevel", "log_buf_len", "ignore_loglevel", "quiet", "splash",
        "debug", "panic", "panic_on_oops", "initcall_debug", "printk.time", "printk.devkmsg", "ro", "rw",
        "rootwait", "rootdelay", "rootfstype", "noinitrd", "rhgb", "nomodeset", "net.ifnames", "biosdevname",
        "fsck.mode", "nowatchdog", "nmi_watchdog", "softlockup_panic", "bootconfig", "vt.handoff",
        "systemd.unified_cgroup_hierarchy", "cloud-init", "plymouth.ignore-serial-consoles",
    ]

    /// Families whose parameters all stay.
    private static let keptFamilies: [StaticString] = [
        "kfence.", "arm64.", "kvm-arm.", "kasan.", "rcupdate.",
    ]

    /// Names worth keeping so that a reader sees what kind of thing was there.
    private static let publicNames: [StaticString] = [
        "root", "rootflags", "BOOT_IMAGE", "initrd", "init", "rdinit", "ip", "nfsroot", "nfsaddrs", "resume",
        "resume_offset", "cryptdevice", "cryptkey", "ostree", "ostree.prepare-root.composefs", "boot",
        "netconsole", "hostname", "systemd.hostname", "systemd.machine_id", "systemd.unit", "systemd.setenv",
        "systemd.mask", "systemd.wants", "rd.lvm.lv", "rd.lvm.vg", "rd.luks.uuid", "rd.luks.name",
        "rd.md.uuid",
        "rd.neednet", "rd.znet", "rd.iscsi.initiator", "rd.iscsi.firmware", "rd.driver.pre",
        "modprobe.blacklist", "module_blacklist", "ignition.platform.id", "ignition.firstboot", "ds",
        "bootif",
        "ifname", "nameserver", "vlan", "bond", "bridge", "inst.ks", "inst.repo", "url", "preseed", "psi",
        "dyndbg", "trace_event", "blkdevparts", "mtdparts", "video", "virtio_mmio.device", "luks",
    ]

    private static func contains(_ list: [StaticString], _ key: ArraySlice<UInt8>) -> Bool {
        list.contains { $0.utf8CodeUnitCount == key.count && hasPrefix(key, $0) }
    }

    private static func hasPrefix(_ key: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { name in
            guard key.count >= name.count else { return false }
            for (offset, byte) in name.enumerated()
            where folded(key[key.startIndex + offset]) != folded(byte) { return false }
            return true
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 { byte == 0x2d ? 0x5f : byte }
}
