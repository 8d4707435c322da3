/// What a captured file is evidence of, and every place where such a file is known to stand: the
/// kernel's own, a sos report's, and the names people give to a lone file.
public enum EvidenceKind: String, CaseIterable, Sendable {
    case iomem, commandLine, version, osRelease, uname, cpuinfo, meminfo, zoneinfo, modules
    case vmcoreinfo, kallsyms, config, log, memblockMemory, memblockReserved, pageTables
    case midr, memoryBlockSize, memoryBlock, onlineNodes, kfenceInterval, crashSize, distribution
    case versionSignature, onlineCPUs

    /// A place: exact path, or a pattern in which `*` stands for one or more characters but no slash.
    var places: [String] {
        switch self {
        case .iomem: ["proc/iomem", "iomem", "iomem.txt"]
        case .commandLine: ["proc/cmdline", "cmdline", "cmdline.txt"]
        case .version: ["proc/version", "version.txt"]
        case .osRelease: ["proc/sys/kernel/osrelease"]
        case .uname: ["sos_commands/kernel/uname_-a", "sos_commands/host/uname_-a", "uname", "uname.txt"]
        case .cpuinfo: ["proc/cpuinfo", "cpuinfo", "cpuinfo.txt"]
        case .meminfo: ["proc/meminfo", "meminfo", "meminfo.txt"]
        case .zoneinfo: ["proc/zoneinfo"]
        case .modules: ["proc/modules"]
        case .vmcoreinfo: ["proc/vmcoreinfo", "vmcoreinfo", "vmcoreinfo.txt"]
        case .kallsyms: ["proc/kallsyms", "boot/System.map-*"]
        case .config:
            [
                "proc/config.gz", "proc/config", "boot/config-*", "lib/modules/*/config",
                "usr/lib/modules/*/config", "lib/modules/*/build/.config", "config.gz", "config", ".config",
                "config-*",
            ]
        case .log:
            [
                "var/log/dmesg", "sos_commands/kernel/dmesg", "sos_commands/kernel/dmesg_-T", "dmesg",
                "dmesg.txt", "dmesg.boot", "dmesg.current", "dmesg.log", "var/log/dmesg.0", "var/log/boot.dmesg",
                "sos_commands/logs/journalctl_--no-pager_--boot", "sos_commands/logs/journalctl_--no-pager",
                "var/log/kern.log",
            ]
        case .memblockMemory: ["sys/kernel/debug/memblock/memory"]
        case .memblockReserved: ["sys/kernel/debug/memblock/reserved"]
        case .pageTables:
            [
                "sys/kernel/debug/kernel_page_tables", "kernel_page_tables", "kernel_page_tables.txt",
                "sys/kernel/debug/kernel_page_tables.gz", "kernel_page_tables.gz",
            ]
        case .midr: ["sys/devices/system/cpu/cpu*/regs/identification/midr_el1"]
        case .memoryBlockSize: ["sys/devices/system/memory/block_size_bytes"]
        case .memoryBlock: ["sys/devices/system/memory/memory*/state"]
        case .onlineNodes: ["sys/devices/system/node/online", "sys/devices/system/node/has_memory"]
        case .kfenceInterval: ["sys/module/kfence/parameters/sample_interval"]
        case .crashSize: ["sys/kernel/kexec_crash_size"]
        case .distribution: ["etc/os-release", "usr/lib/os-release"]
        case .versionSignature: ["proc/version_signature"]
        case .onlineCPUs: ["sys/devices/system/cpu/online"]
        }
    }

    /// The largest file of this kind linmap accepts, in bytes (unpacked). Generous: the largest seen
    /// are a kernel log of 2 MiB, a configuration of 360 KiB and a table dump of 60 MiB.
    public var limit: Int {
        switch self {
        case .pageTables: 1 << 30
        case .log, .kallsyms: 64 << 20
        case .config, .iomem, .memblockMemory, .memblockReserved, .zoneinfo: 16 << 20
        case .cpuinfo, .modules: 8 << 20
        default: 1 << 20
        }
    }

    /// The kind of evidence that stands at `path`, or nil for a file linmap does not read.
    public static func of(path: String) -> EvidenceKind? {
        allCases.first { $0.rank(of: path) != nil }
    }

    /// How good a place `path` is for this kind: 0 is best; nil if it is none.
    func rank(of path: String) -> Int? {
        places.firstIndex { Self.matches(path.utf8[...], pattern: $0.utf8[...]) }
    }

    private static func matches(_ path: Substring.UTF8View, pattern: Substring.UTF8View) -> Bool {
        guard let star = pattern.firstIndex(of: 0x2a) else { return path.elementsEqual(pattern) }
        let head = pattern[..<star]
        guard path.starts(with: head) else { return false }
        let rest = pattern[pattern.index(after: star)...]
        var tail = path.dropFirst(head.count)
        while let byte = tail.first, byte != 0x2f {
            tail = tail.dropFirst()
            if matches(tail, pattern: rest) { return true }
        }
        return false
    }
}
