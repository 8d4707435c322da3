/// What is done with a file, told by where it stands in a snapshot (linmap-snapshot(5), Places).
enum PlaceTreatment {
    /// Numbers and the kernel's own words: names and addresses are looked for all the same.
    case text
    /// Raw bytes of the device tree that can hold nothing but numbers and flags.
    case binary
    case commandLine, version, uname, log, configuration, distribution
    case symbols, note, modules, tableDump

    /// The treatment of the file at `path`; nil for a file that is left out.
    init?(_ path: String) {
        let bytes = Array(path.utf8)[...]
        guard let treatment = Self.exact(bytes) ?? Self.pattern(bytes) else { return nil }
        self = treatment
    }

    private static func exact(_ path: ArraySlice<UInt8>) -> PlaceTreatment? {
        for (treatment, places) in places where places.contains(where: { path.equals($0) }) {
            return treatment
        }
        return nil
    }

    private static let places: [(PlaceTreatment, [StaticString])] = [
        (
            .text,
            [
                "proc/iomem", "iomem", "iomem.txt", "proc/cpuinfo", "cpuinfo", "cpuinfo.txt",
                "ProcCpuinfo.txt",
                "proc/meminfo", "meminfo", "meminfo.txt", "proc/zoneinfo", "zoneinfo", "proc/vmstat",
                "proc/sys/kernel/osrelease", "proc/version_signature", "proc/sys/kernel/kptr_restrict",
                "proc/sys/kernel/perf_event_paranoid", "proc/sys/kernel/randomize_va_space",
                "sys/kernel/debug/memblock/memory", "sys/kernel/debug/memblock/reserved",
                "sys/kernel/kexec_crash_size", "sys/kernel/kexec_crash_loaded", "sys/kernel/kexec_loaded",
                "sys/kernel/security/lockdown", "linmap/linear-map", "linmap/id-registers",
                "linmap/efi-memory-map", "linmap/kernel-markers", "linmap/memory-blocks",
            ]
        ),
        (.commandLine, ["proc/cmdline", "cmdline", "cmdline.txt"]),
        (.version, ["proc/version", "version.txt"]),
        (.note, ["proc/vmcoreinfo", "vmcoreinfo", "vmcoreinfo.txt"]),
        (.symbols, ["proc/kallsyms", "kallsyms", "System.map"]),
        (.modules, ["proc/modules"]),
        (.configuration, ["proc/config", "config", ".config"]),
        (.distribution, ["etc/os-release", "usr/lib/os-release"]),
        (
            .uname,
            [
                "sos_commands/kernel/uname_-a", "sos_commands/host/uname_-a", "sos_commands/general/uname_-a",
                "uname", "uname.txt",
            ]
        ),
        (
            .tableDump,
            ["sys/kernel/debug/kernel_page_tables", "kernel_page_tables", "kernel_page_tables.txt"]
        ),
        (
            .log,
            [
                "var/log/dmesg", "sos_commands/kernel/dmesg", "sos_commands/kernel/dmesg_-T", "dmesg",
                "dmesg.txt", "dmesg.boot", "dmesg.current", "dmesg.log", "var/log/dmesg.0",
                "var/log/boot.dmesg", "sos_commands/general/dmesg_now",
                "sos_commands/logs/journalctl_--no-pager_--boot",
                "sos_commands/logs/journalctl_--no-pager_--catalog_--boot",
                "sos_commands/logs/journalctl_--no-pager", "var/log/kern.log", "kern.log", "vmcore-dmesg.txt",
                "CurrentDmesg.txt",
            ]
        ),
    ]

    /// Folders of files that are alike, and names with a release in them.
    private static func pattern(_ path: ArraySlice<UInt8>) -> PlaceTreatment? {
        let parts = path.split(separator: 0x2f)
        guard let name = parts.last else { return nil }
        if path.hasPrefix("sys/devices/system/") { return device(parts) }
        if path.hasPrefix("sys/module/kfence/parameters/") { return .text }
        if path.hasPrefix("sys/firmware/devicetree/base/") { return deviceTree(parts, name) }
        if path.hasPrefix("boot/System.map-") || path.hasPrefix("System.map-") { return .symbols }
        let isModules = path.hasPrefix("lib/modules/") || path.hasPrefix("usr/lib/modules/")
        if isModules { return name.equals("config") || name.equals(".config") ? .configuration : nil }
        return path.hasPrefix("boot/config-") || path.hasPrefix("config-") ? .configuration : nil
    }

    /// Processors, memory blocks and nodes. The physical addresses of crash notes are of no use here.
    private static func device(_ parts: [ArraySlice<UInt8>]) -> PlaceTreatment? {
        guard parts.count > 4, parts.last?.hasPrefix("crash_notes") == false,
            parts.last?.equals("uevent") == false
        else { return nil }
        return parts[3].equals("cpu") || parts[3].equals("memory") || parts[3].equals("node") ? .text : nil
    }

    private static func deviceTree(_ parts: [ArraySlice<UInt8>], _ name: ArraySlice<UInt8>) -> PlaceTreatment?
    {
        // How many numbers a "reg" of the root's children has.
        if parts.count == 5 {
            return name.equals("#address-cells") || name.equals("#size-cells") ? .binary : nil
        }
        guard parts.count > 5 else { return nil }
        let isMemory = parts[4].hasPrefix("memory") && parts.count == 6
        guard isMemory || parts[4].equals("reserved-memory") else { return nil }
        let properties: [StaticString] = [
            "reg", "no-map", "reusable", "size", "alignment", "alloc-ranges", "compatible", "ranges",
            "#address-cells", "#size-cells", "device_type", "linux,cma-default", "linux,usable-memory",
            "numa-node-id", "hotpluggable", "status",
        ]
        return properties.contains { name.equals($0) } ? .binary : nil
    }
}
