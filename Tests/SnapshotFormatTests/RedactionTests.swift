import Foundation
import SnapshotFormat
import Testing

/// Redacts `text` at `path`, and checks that doing it again changes nothing.
func redacted(
    _ path: String, _ text: String, _ context: RedactionContext = RedactionContext(),
    at location: SourceLocation = #_sourceLocation
) -> String? {
    var redaction = Redaction(context)
    guard let bytes = redaction.redact(path: path, Array(text.utf8)) else { return nil }
    var again = Redaction(RedactionContext())
    if context == RedactionContext() {
        #expect(again.redact(path: path, bytes) == bytes, sourceLocation: location)
    }
    return String(decoding: bytes, as: UTF8.self)
}

struct CommandLineRedactionTests {
    @Test(arguments: [
        ("rodata=on crashkernel=1G@0x40000000 kfence.sample_interval=0\n", nil),
        ("BOOT_IMAGE=/vmlinuz-6.1 root=UUID=1b2c ro quiet", "BOOT_IMAGE=redacted-1 root=redacted-2 ro quiet"),
        ("x=1 y=2 x=1", "redacted-1 redacted-2 redacted-1"),
        ("secret", "redacted-1"),
        ("kfence.sample-interval=3 KFENCE.x=1", "kfence.sample-interval=3 redacted-1"),
        ("foo.crashkernel=1G rodata=full", "redacted-1.crashkernel=1G rodata=full"),
        ("foo=\"a b\" \"my name=x y\" rodata=\"off\"", "redacted-1 redacted-2 rodata=\"off\""),
        ("ro -- user=joe", "ro -- redacted-1"),
        ("rodata=/home/joe", "rodata=redacted-1"),
        ("root=\"unclosed rodata=on", "root=redacted-1"),
        ("root=redacted-1 redacted-2 redacted-3.crashkernel=1G", nil),
        ("hostname=redacted-1joe", "hostname=redacted-1"),
        ("console=ttyAMA0,115200n8 ip=10.0.0.2::10.0.0.1", "console=ttyAMA0,115200n8 ip=redacted-1"),
        ("mem=52:54:00:12:34:56", "mem=xx:xx:xx:xx:xx:xx"),
    ])
    func `Parameters are kept, replaced or made nameless`(line: String, expected: String?) {
        #expect(redacted("proc/cmdline", line) == expected ?? line)
    }

    @Test func `The log's copy gets the same pseudonyms`() {
        var redaction = Redaction(RedactionContext())
        _ = redaction.redact(path: "proc/cmdline", Array("a=1 b=2".utf8))
        let log = """
            [    0.000000] Kernel command line: b=2 c=3
            [    0.000000] Unknown kernel command line parameters "a=1 d", will be passed to user space.
            [    1.000000] Run /init as init process
            [    1.000000]     b=2
            """
        let result = redaction.redact(path: "var/log/dmesg", Array(log.utf8)) ?? []
        #expect(
            String(decoding: result, as: UTF8.self) == """
                [    0.000000] Kernel command line: redacted-2 redacted-3
                [    0.000000] Unknown kernel command line parameters "redacted-1 redacted-4", will be passed to user space.
                [    1.000000] redacted
                [    1.000000]     redacted
                """)
    }
}

struct LogRedactionTests {
    @Test(arguments: [
        ("[    0.000000] Zone ranges:", nil),
        ("[    0.000000]   DMA      [mem 0x0000000040000000-0x00000000ffffffff]", nil),
        ("[    1.5] usb 1-1: SerialNumber: 4C530001", "[    1.5] redacted"),
        ("[    1.802159] DMI: ACME Server 1/X, BIOS 1.0", "[    1.802159] redacted"),
        ("[    0.1] audit: type=1400 user=\"joe\" hash table entries: 5", "[    0.1] redacted"),
        (
            "Nov 23 10:00:00 web01 kernel: [    0.000000] Zone ranges:",
            "Nov 23 10:00:00 host kernel: [    0.000000] Zone ranges:"
        ),
        ("Nov 23 10:00:00 web01 sshd[12]: Accepted for joe", "Nov 23 10:00:00 host redacted"),
        (
            "2026-11-23T10:00:00+0000 web01 kernel: KASLR enabled",
            "2026-11-23T10:00:00+0000 host kernel: KASLR enabled"
        ),
        ("[Mon Nov 23 10:00:00 2026] KASLR enabled", nil),
        ("[web01:10:00 x] KASLR enabled", "redacted"),
        ("<6>[    0.000000][    T0] KASLR enabled", nil),
        ("[    0.1] CPU: All CPU(s) started at EL2", nil),
        ("[    0.0] smccc: KVM: hypervisor services detected (0x0 0x0 0x0 0x3)", nil),
        ("[    0.0] smccc: SOC_ID: ID = jep106:0a16", "[    0.0] redacted"),
        ("kern  :info  : [    0.000000] KASLR enabled", nil),
        (
            "[    0.000000] Kernel command line: a=b[    0.000000] Dentry cache hash table entries: 4 (order: 1, 8192 bytes, linear)",
            "[    0.000000] Kernel command line: redacted-1[    0.000000] Dentry cache hash table entries: 4 (order: 1, 8192 bytes, linear)"
        ),
        (
            "[    0.000000] Linux version 6.1.0 (joe@web01) (gcc 12) #1 SMP",
            "[    0.000000] Linux version 6.1.0 (redacted@redacted) (gcc 12) #1 SMP"
        ),
        ("no prefix at all", "redacted"),
        ("\t", nil), ("", nil),
    ])
    func `Only the kernel's known words stay`(line: String, expected: String?) {
        let long = "\n" + String(repeating: "x", count: 120)
        let result = redacted("var/log/dmesg", line + long)
        #expect(
            result?.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
                == expected ?? line)
    }

    @Test func `Addresses in the log move with the kernel, or become zero`() {
        let context = RedactionContext(vmcoreinfo: Array(Samples.note.utf8), iomem: Array(Samples.iomem.utf8))
        let log =
            "[    0.0] kfence: initialized - using 2097152 bytes for 255 objects at 0xffff654040000000-0xffff654040200000"
        #expect(
            redacted("var/log/dmesg", log, context)
                == "[    0.0] kfence: initialized - using 2097152 bytes for 255 objects at 0xffff000040000000-0xffff000040200000"
        )
        let other = "[    0.0] efi: at ffff800081234560 and ffffffc008123456"
        #expect(
            redacted("var/log/dmesg", other, context)
                == "[    0.0] efi: at 0000000000000000 and 0000000000000000")
    }
}

/// A kernel moved by 0x1a4e7ec00000, and its linear map by 0x654000000000.
enum Samples {
    static let note = """
        OSRELEASE=6.12.9
        PAGESIZE=4096
        SYMBOL(_stext)=ffff9a4efec10000
        SYMBOL(swapper_pg_dir)=ffff9a4eff000000
        SYMBOL(vmemmap)=fffffdffc0000000
        SYMBOL(mem_section)=ffff6540bfa00000
        NUMBER(VA_BITS)=48
        NUMBER(VMALLOC_START)=0xffff800080000000
        NUMBER(SECRET)=0xffff9a4efec10000
        NUMBER(kimage_voffset)=0xffff9a4ebea00000
        NUMBER(PHYS_OFFSET)=0xffff9ac040000000
        NUMBER(PG_slab)=-129
        KERNELOFFSET=1a4e7ec00000

        """
    static let iomem = """
        40000000-ffffffff : System RAM
          40210000-4117ffff : Kernel code
          41180000-4197ffff : Kernel data

        """
}

struct AddressRedactionTests {
    let context = RedactionContext(vmcoreinfo: Array(Samples.note.utf8), iomem: Array(Samples.iomem.utf8))

    @Test func `The note tells the linked addresses`() {
        #expect(
            redacted("proc/vmcoreinfo", Samples.note, context) == """
                OSRELEASE=6.12.9
                PAGESIZE=4096
                SYMBOL(_stext)=ffff800080010000
                SYMBOL(swapper_pg_dir)=ffff800080400000
                SYMBOL(vmemmap)=0
                SYMBOL(mem_section)=ffff0000bfa00000
                NUMBER(VA_BITS)=48
                NUMBER(VMALLOC_START)=0xffff800080000000
                NUMBER(SECRET)=0
                NUMBER(kimage_voffset)=0xffff80003fe00000
                NUMBER(PHYS_OFFSET)=0x40000000
                NUMBER(PG_slab)=-129
                KERNELOFFSET=0

                """)
    }

    @Test func `Where a PHYS_OFFSET cannot be right, no address leaves the linear map`() throws {
        // Two notes in one file: the address of the one is moved by the offset of the other, which would take
        // it below the map's first byte, and to zero when it is redacted again.
        let note = Samples.note.replacing("ffff6540bfa00000", with: "ffff00013f406880")
        let mixed = RedactionContext(vmcoreinfo: Array(note.utf8), iomem: context.iomem)
        let once = try #require(redacted("proc/vmcoreinfo", note, mixed))
        #expect(once.contains("SYMBOL(mem_section)=0\n"))
        let second = RedactionContext(vmcoreinfo: Array(once.utf8), iomem: context.iomem)
        #expect(redacted("proc/vmcoreinfo", once, second) == once)
    }

    @Test func `Nothing moves where addresses are kept`() {
        let kept = RedactionContext(vmcoreinfo: context.vmcoreinfo, iomem: context.iomem, keepAddresses: true)
        #expect(redacted("proc/vmcoreinfo", Samples.note, kept) == Samples.note)
    }

    @Test func `Without a list of memory the offset goes`() {
        let bare = RedactionContext(vmcoreinfo: context.vmcoreinfo)
        #expect(
            redacted("proc/vmcoreinfo", Samples.note, bare)?.contains("\n# PHYS_OFFSET redacted\n") == true)
    }

    @Test func `Symbols move, modules' become zero, a System map stays`() {
        let kallsyms = """
            0000000000000000 A __per_cpu_start
            ffff9a4efec00000 T _text
            ffff9a4efec10000 T _stext
            ffff9a4e90001000 t helper\t[ext4]
            """
        let linked = """
            0000000000000000 A __per_cpu_start
            ffff800080000000 T _text
            ffff800080010000 T _stext
            0000000000000000 t helper\t[ext4]
            """
        #expect(redacted("proc/kallsyms", kallsyms, context) == linked)
        #expect(redacted("boot/System.map-6.12.9", linked, context) == linked)
        // Without the note the distance is found in the symbols themselves.
        #expect(redacted("proc/kallsyms", kallsyms) == linked)
    }

    @Test func `Modules lose their addresses`() {
        let line = "ext4 1118208 1 - Live 0xffff9a4e90000000\n"
        #expect(redacted("proc/modules", line) == "ext4 1118208 1 - Live 0x0000000000000000\n")
    }

    @Test func `Of a table dump the linear map stays, and holes tell nothing`() throws {
        let dump = """
            ---[ Linear Mapping start ]---
            0xffff000000000000-0xffff654000000000      103680G PGD
            0xffff654000000000-0xffff654000200000           2M PMD       RW NX SHD AF NG     BLK UXN    MEM/NORMAL
            0xffff654000200000-0xffff654040000000        1022M PMD
            0xffff654040000000-0xffff654080000000           1G PUD
            0xffff654080000000-0xffff6540c0000000           1G PUD       RW NX SHD AF NG     BLK UXN    MEM/NORMAL
            0xffff6540c0000000-0xffff658000000000         253G PUD
            0xffff658000000000-0xffff800000000000       27136G PGD
            ---[ Linear Mapping end ]---
            ---[ vmalloc() area ]---
            0xffff9a4efec00000-0xffff9a4efee00000           2M PMD       ro x  SHD AF        BLK UXN    MEM/NORMAL
            """
        let lines = try #require(redacted("kernel_page_tables", dump, context)).split(separator: "\n")
        #expect(
            lines == [
                "---[ Linear Mapping start ]---",
                "0xffff000000000000-0xffff000000200000           2M PMD       RW NX SHD AF NG     BLK UXN    MEM/NORMAL",
                "0xffff000000200000-0xffff000080000000 2095104K PGD",
                "0xffff000080000000-0xffff0000c0000000           1G PUD       RW NX SHD AF NG     BLK UXN    MEM/NORMAL",
                "0xffff0000c0000000-0xffff000100000000 1048576K PGD", "---[ Linear Mapping end ]---",
                "---[ vmalloc() area ]---",
            ])
    }
}

struct FileRedactionTests {
    @Test(arguments: [
        "etc/hostname", "etc/shadow", "manifest.json", "sys/firmware/fdt", "sys/class/dmi/id/product_serial",
        "sys/firmware/devicetree/base/serial-number", "proc/cmdline/x",
        "sys/devices/system/cpu/cpu0/crash_notes",
        "sys/devices/system/clocksource/x/y", "proc/1/environ", "", "linmap/other",
    ])
    func `What nobody knows is left out`(path: String) {
        #expect(redacted(path, "text") == nil)
        #expect(!Redaction.keeps(path: path))
    }

    @Test(arguments: [
        (
            "proc/version", "Linux version 6.1.0 (joe@web01) (gcc) #1",
            "Linux version 6.1.0 (redacted@redacted) (gcc) #1"
        ),
        (
            "proc/version", "Linux version 6.8 (buildd@lcy02-arm64-1) (x) #1-Ubuntu SMP",
            "Linux version 6.8 (buildd@redacted) (x) #1-Ubuntu SMP"
        ),
        ("proc/version", "Linux version 6.4 (geeko@buildhost) (x) #1", nil),
        (
            "uname", "Linux web01 6.1.0-50-arm64 #1 SMP aarch64 GNU/Linux",
            "Linux host 6.1.0-50-arm64 #1 SMP aarch64 GNU/Linux"
        ),
        ("uname", "Linux 6.1.0-50-arm64 #1 SMP", nil),
        ("uname", "Linux 6.web 6.1.0-50-arm64 #1 SMP", "Linux host 6.1.0-50-arm64 #1 SMP"),
        ("proc/cpuinfo", "Serial\t\t: 10000000abcdef01", "Serial\t\t: xxxxxxxxxxxxxxxx"),
        (
            "proc/iomem", "  40000000-401fffff : 01234567-89ab-cdef-0123-456789abcdef",
            "  40000000-401fffff : xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
        ),
        ("boot/config-6.1", "CONFIG_CMDLINE=\"user=joe\"", "CONFIG_CMDLINE=\"\""),
        ("boot/config-6.1", "CONFIG_KFENCE_SAMPLE_INTERVAL=100", nil),
        ("etc/os-release", "ID=debian\nHOSTNAME=web01\n", "ID=debian\n\n"),
        ("linmap/memory-blocks", "8-47 online 0\n", nil),
        ("sys/firmware/devicetree/base/reserved-memory/tz@1/reg", "\u{0}\u{1}", nil),
    ])
    func `Each file loses what names the host`(path: String, text: String, expected: String?) {
        #expect(redacted(path, text) == expected ?? text)
    }

    @Test func `The host's own name goes from kept lines`() {
        let context = RedactionContext(hostName: Array("web01".utf8))
        #expect(
            redacted("proc/iomem", "1000-1fff : web01-ram web01x", context) == "1000-1fff : xxxxx-ram web01x")
    }

    @Test func `Of a long name the first part goes too, and a name that is a word of the files stays`() {
        let long = RedactionContext(hostName: Array("web01.corp.example".utf8))
        #expect(
            redacted("proc/version_signature", "6.1-web01 web01.corp.example", long)
                == "6.1-xxxxx xxxxx.xxxx.xxxxxxx")
        #expect(Redaction(long).redacted(path: "boot/config-6.1-web01") == "boot/config-6.1-xxxxx")
        #expect(Redaction(long).redacted(path: "sys/web01") == "sys/web01")
        for name in ["node", "Reserved", "4096", "kernel", "System"] {
            let text = "1000-1fff : System RAM reserved node 4096 kernel"
            #expect(redacted("proc/iomem", text, RedactionContext(hostName: Array(name.utf8))) == text)
        }
    }

    @Test func `Packed configurations are opened and packed again`() throws {
        let config =
            (0..<3000).map { "CONFIG_OPTION_\($0 * 7919 % 1000)=y\n" }.joined()
            + "CONFIG_CMDLINE=\"user=joe\"\n"
        let packed = try Packed.gzip(Array(config.utf8))
        var redaction = Redaction(RedactionContext())
        let result = redaction.redact(path: "proc/config.gz", packed) ?? []
        let again = redaction.redact(path: "proc/config.gz", result)
        #expect(again == result)
        let plain = try Packed.gunzip(result)
        #expect(
            String(decoding: plain, as: UTF8.self)
                == config.replacingOccurrences(of: "\"user=joe\"", with: "\"\""))
        // Damaged and cut ones are left out.
        for count in stride(from: 0, to: packed.count, by: 97) {
            let cut = redaction.redact(path: "proc/config.gz", Array(packed.prefix(count)))
            #expect(cut == nil)
        }
    }

    @Test func `Planted names survive nowhere`() {
        let names = [
            "web01.example.org", "joe", "52:54:00:12:34:56", "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
            "SN12345678",
        ]
        let line =
            "root=UUID=\(names[3]) host=\(names[0]) mac=\(names[2]) serial=\(names[4]) user=\(names[1])"
        let files = [
            "proc/cmdline": line,
            "proc/version": "Linux version 6.1.0 (joe@web01.example.org) (gcc) #1",
            "uname": "Linux web01.example.org 6.1.0 #1 SMP aarch64",
            "var/log/dmesg": """
            [    0.000000] Linux version 6.1.0 (joe@web01.example.org) (gcc) #1
            [    0.000000] Kernel command line: \(line)
            [    0.000000] Unknown kernel command line parameters "\(line)", will be passed to user space.
            [    0.000000] Malformed early option '\(names[1])'
            [    1.000000] eth0: \(names[2])
            [    1.000000] nvme nvme0: serial \(names[4])
            Nov 23 10:00:00 web01.example.org kernel: [    1.000000] XFS: UUID \(names[3])
            Nov 23 10:00:00 web01.example.org login[1]: joe
            [    1.000000] cma: Reserved on \(names[2]) \(names[3])
            """,
            "boot/config-6.1.0": "CONFIG_DEFAULT_HOSTNAME=\"web01.example.org\"\nCONFIG_CMDLINE=\"\(line)\"",
            "etc/os-release": "ID=debian\nHOME_URL=\"https://web01.example.org/joe\"",
            "proc/cpuinfo": "Serial\t\t: SN12345678",
            "etc/hostname": "web01.example.org",
        ]
        var redaction = Redaction(RedactionContext())
        for (path, text) in files.sorted(by: { $0.key < $1.key }) {
            guard let bytes = redaction.redact(path: path, Array(text.utf8)) else { continue }
            let result = String(decoding: bytes, as: UTF8.self)
            for name in names { #expect(!result.contains(name), "\(path): \(result)") }
            #expect(!result.contains("web01"), "\(path): \(result)")
        }
    }
}

/// GNU gzip.
enum Packed {
    static func gzip(_ bytes: [UInt8]) throws -> [UInt8] { try run(["-9nc"], bytes) }
    static func gunzip(_ bytes: [UInt8]) throws -> [UInt8] { try run(["-dc"], bytes) }

    private static func run(_ arguments: [String], _ bytes: [UInt8]) throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appending(path: "linmap-\(UUID())")
        try Data(bytes).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: path)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](output)
    }
}
