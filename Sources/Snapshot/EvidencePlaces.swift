extension EvidenceKind {
    /// The places where evidence of this kind is known to stand, best first: the kernel's own, a sos
    /// report's (`sos_commands/…`, and root-like copies), and the names people give to loose files.
    ///
    /// A place is an exact path or a pattern; `*` stands for one or more characters but no slash,
    /// and stands at most once between two slashes.
    public var places: [String] {
        switch self {
        case .iomem: ["proc/iomem", "iomem", "iomem.txt"]
        case .commandLine: ["proc/cmdline", "cmdline", "cmdline.txt"]
        case .version: ["proc/version", "version.txt"]
        case .osRelease: ["proc/sys/kernel/osrelease"]
        case .uname:
            [
                "sos_commands/kernel/uname_-a", "sos_commands/host/uname_-a", "sos_commands/general/uname_-a",
                "uname", "uname.txt",
            ]
        case .cpuinfo: ["proc/cpuinfo", "cpuinfo", "cpuinfo.txt", "ProcCpuinfo.txt"]
        case .meminfo: ["proc/meminfo", "meminfo", "meminfo.txt"]
        case .zoneinfo: ["proc/zoneinfo", "zoneinfo"]
        case .vmcoreinfo: ["proc/vmcoreinfo", "vmcoreinfo", "vmcoreinfo.txt"]
        case .kallsyms: ["proc/kallsyms", "boot/System.map-*", "kallsyms", "System.map", "System.map-*"]
        case .config: Self.configPlaces
        case .log: Self.logPlaces
        case .memblockMemory: ["sys/kernel/debug/memblock/memory"]
        case .memblockReserved: ["sys/kernel/debug/memblock/reserved"]
        case .pageTables:
            [
                "sys/kernel/debug/kernel_page_tables", "kernel_page_tables", "kernel_page_tables.txt",
                "sys/kernel/debug/kernel_page_tables.gz", "kernel_page_tables.gz",
            ]
        case .linearMap: ["linmap/linear-map"]
        case .idRegisters: ["linmap/id-registers"]
        case .kernelMarkers: ["linmap/kernel-markers"]
        case .midr: ["sys/devices/system/cpu/cpu*/regs/identification/midr_el1"]
        case .memoryBlockSize: ["sys/devices/system/memory/block_size_bytes"]
        case .onlineNodes: ["sys/devices/system/node/online", "sys/devices/system/node/has_memory"]
        case .kfenceInterval: ["sys/module/kfence/parameters/sample_interval"]
        case .crashSize: ["sys/kernel/kexec_crash_size"]
        case .distribution: ["etc/os-release", "usr/lib/os-release"]
        case .versionSignature: ["proc/version_signature"]
        case .manifest: ["manifest.json"]
        }
    }

    private static var configPlaces: [String] {
        [
            "proc/config.gz", "proc/config", "boot/config-*", "lib/modules/*/config",
            "usr/lib/modules/*/config", "lib/modules/*/build/.config", "config.gz", "config", ".config",
            "config-*",
        ]
    }

    /// Logs of the boot itself come before journals, which may hold several boots.
    private static var logPlaces: [String] {
        [
            "var/log/dmesg", "sos_commands/kernel/dmesg", "sos_commands/kernel/dmesg_-T", "dmesg",
            "dmesg.txt", "dmesg.boot", "dmesg.current", "dmesg.log", "var/log/dmesg.0", "var/log/boot.dmesg",
            "sos_commands/general/dmesg_now", "sos_commands/logs/journalctl_--no-pager_--boot",
            "sos_commands/logs/journalctl_--no-pager_--catalog_--boot",
            "sos_commands/logs/journalctl_--no-pager",
            "var/log/kern.log", "kern.log", "vmcore-dmesg.txt", "CurrentDmesg.txt",
        ]
    }
}
