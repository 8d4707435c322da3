import Arm64
import ProbeKit

extension FakeSystem {
    static let release = "6.12.117+deb13-arm64"

    /// Puts a small arm64 server into `system`, with one thing of every kind that the probe reads.
    static func populate(_ system: FakeSystem, prefix: String = "") {
        for (path, text) in texts { system.add(prefix + path, text) }
        system.add(prefix + "/proc/device-tree", .link("/sys/firmware/devicetree/base"))
        system.add(prefix + "/sys/devices/system/memory/memory8/node0", .link("../../node/node0"))
        guard prefix.isEmpty else { return }
        system.add(
            "/dev/kmsg",
            .records(
                [
                    "6,0,0,-;Booting Linux on physical CPU 0x0000000000 [0x410fd840]\n",
                    "5,1,12,-;Linux version 6.12.117+deb13-arm64 (a@b) #1 SMP\n SUBSYSTEM=cpu\n DEVICE=x\n",
                    "6,2,3000001,-;usb 1-1: SerialNumber: 12345\n",
                    "6,3,4000000,-;kfence: initialized - caf\\xc3\\xa9 \\x1b[31m\n",
                ].map { Array($0.utf8) }))
        system.add("/dev/kvm", .file([]))
        let memory = SyntheticHost(
            Shape(granule: .k4, compiled: 48, actual: 48), banks: [(0x4000_0000, 1 << 30)],
            tablesAt: 0x7000_0000)
        for block in 0..<16 as Range<UInt64> {
            memory.map(
                0x4000_0000 + block << 21, level: 2, contiguous: false, valid: true, readOnly: false)
        }
        memory.addRegisterTable()
        memory.pages[0x5000_0000] = EFIMemoryMapTests.page(EFIMemoryMapTests.entries)
        system.add("/sys/firmware/fdt", .file(EFIMemoryMapTests.tree()))
        system.add("/proc/kcore", .memory(memory))
    }

    private static let texts: [(String, String)] = [
        ("/proc/iomem", "40000000-7fffffff : System RAM\n  40200000-41ffffff : Kernel code\n"),
        ("/proc/cmdline", "BOOT_IMAGE=/vmlinuz root=UUID=8a6d-11 ro rodata=on\n"),
        ("/proc/version", "Linux version \(release) (a@b) (gcc) #1 SMP Debian 6.12.117-1\n"),
        ("/proc/sys/kernel/osrelease", release + "\n"),
        ("/proc/sys/kernel/hostname", "secrethost\n"),
        ("/proc/sys/kernel/kptr_restrict", "0\n"), ("/proc/sys/kernel/perf_event_paranoid", "2\n"),
        ("/proc/sys/kernel/randomize_va_space", "2\n"), ("/sys/kernel/security/lockdown", "[none]\n"),
        ("/etc/os-release", "ID=debian\nVERSION_ID=\"13\"\n"),
        ("/proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\n"),
        ("/proc/meminfo", "MemTotal: 1048576 kB\n"), ("/proc/vmstat", "nr_free_pages 1\n"),
        (
            "/proc/zoneinfo",
            "Node 0, zone      DMA\n  pages free     3840\n  pagesets\n    cpu: 0\n              count: 7\n"
                + "  node_unreclaimable:  0\n  start_pfn:           262144\n"
        ),
        ("/proc/modules", "loop 45056 0 - Live 0xffff800008000000\n"),
        (
            "/proc/kallsyms",
            "ffff800080000000 T _text\nffff800080000100 t other\nffff800080003000 d arm64_ftr_regs\n"
                + "ffff800082000000 B _end\n"
        ),
        ("/boot/config-\(release)", "CONFIG_KFENCE=y\n"),
        ("/sys/kernel/debug/memblock/memory", "   0: 0x0000000040000000..0x000000007fffffff\n"),
        ("/sys/kernel/debug/memblock/reserved", "   0: 0x0000000040200000..0x0000000041ffffff\n"),
        (
            "/sys/kernel/debug/kernel_page_tables",
            "---[ Linear Mapping start ]---\n0xffff000000000000-0xffff000000200000 2M PMD RW\n"
                + "---[ Linear Mapping end ]---\n0xffff800000000000-0xffff800000200000 2M PMD RW\n"
        ),
        ("/sys/devices/system/cpu/online", "0-1\n"), ("/sys/devices/system/cpu/possible", "0-1\n"),
        ("/sys/devices/system/cpu/cpu0/regs/identification/midr_el1", "0x00000000410fd840\n"),
        ("/sys/devices/system/cpu/cpu1/regs/identification/midr_el1", "0x00000000410fd840\n"),
        ("/sys/devices/system/cpu/cpu0/topology/core_id", "0\n"),
        ("/sys/devices/system/cpu/cpu1/topology/core_id", "1\n"),
        ("/sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_map", "00000000,00000001\n"),
        ("/sys/devices/system/cpu/cpu0/cache/index0/level", "1\n"),
        ("/sys/devices/system/cpu/cpu0/cache/index1/shared_cpu_map", "00000000,00000003\n"),
        ("/sys/devices/system/cpu/cpu0/cache/index1/level", "3\n"),
        ("/sys/devices/system/cpu/cpu1/cache/index0/shared_cpu_map", "00000000,00000002\n"),
        ("/sys/devices/system/cpu/cpu1/cache/index0/level", "1\n"),
        ("/sys/devices/system/cpu/cpu1/cache/index1/shared_cpu_map", "00000000,00000003\n"),
        ("/sys/devices/system/cpu/cpu1/cache/index1/level", "3\n"),
        ("/sys/devices/system/node/online", "0\n"), ("/sys/devices/system/node/node0/cpumap", "3\n"),
        ("/sys/devices/system/node/node0/memory8/state", "online\n"),
        ("/sys/devices/system/memory/block_size_bytes", "8000000\n"),
        ("/sys/devices/system/memory/auto_online_blocks", "online\n"),
        ("/sys/devices/system/memory/memory8/state", "online\n"),
        ("/sys/module/kfence/parameters/sample_interval", "100\n"),
        ("/sys/kernel/kexec_crash_size", "0\n"), ("/sys/kernel/kexec_crash_loaded", "0\n"),
        ("/sys/firmware/devicetree/base/#address-cells", "\0\0\0\u{2}"),
        ("/sys/firmware/devicetree/base/memory@40000000/reg", "\0\0\0\0\u{40}\0\0\0\0\0\0\0\u{40}\0\0\0"),
        ("/sys/firmware/devicetree/base/reserved-memory/fw@50000000/reg", "\0\0\0\0\u{50}\0\0\0"),
        ("/sys/firmware/devicetree/base/reserved-memory/fw@50000000/no-map", ""),
        ("/sys/firmware/devicetree/base/reserved-memory/fw@50000000/serial-number", "SN1"),
    ]
}

/// What a run left behind.
struct Outcome {
    let status: Int32
    let system: FakeSystem
    /// The members of the snapshot by path; nil if there is none.
    let members: [String: [UInt8]]?

    init(status: Int32, system: FakeSystem, members: [String: [UInt8]]?) {
        self.status = status
        self.system = system
        self.members = members
    }

    init(_ system: FakeSystem, _ arguments: [String], output: String = "/out/snapshot.tar") {
        system.command = arguments
        self.system = system
        status = Run(system).main()
        members = system.content(output).map { Outcome.members(of: $0) }
    }

    func text(_ path: String) -> String { String(decoding: members?[path] ?? [], as: UTF8.self) }

    /// Files in /out other than the snapshot.
    var leftovers: [String] {
        system.nodes.keys.filter { $0.hasPrefix("/out/") && $0 != "/out/snapshot.tar" }
    }

    /// A reader of ustar that knows no more than the probe writes. A cut archive gives what is whole.
    static func members(of tar: [UInt8]) -> [String: [UInt8]] {
        var members: [String: [UInt8]] = [:]
        var offset = 0
        while offset + 512 <= tar.count, tar[offset] != 0 {
            let header = tar[offset..<offset + 512]
            func field(_ start: Int, _ length: Int) -> String {
                String(
                    decoding: header[(offset + start)..<(offset + start + length)].prefix { $0 != 0 },
                    as: UTF8.self)
            }
            let size = Int(field(124, 11), radix: 8) ?? 0
            let prefix = field(345, 155)
            let name = (prefix.isEmpty ? "" : prefix + "/") + field(0, 100)
            guard offset + 512 + size <= tar.count else { return members }
            members[name] =
                header[offset + 156] == 0x32
                ? Array(field(157, 100).utf8) : Array(tar[(offset + 512)..<(offset + 512 + size)])
            offset += 512 + (size + 511) / 512 * 512
        }
        members["end mark"] = Array(tar[offset...])
        return members
    }
}
