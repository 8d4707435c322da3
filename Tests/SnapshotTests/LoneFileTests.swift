import Snapshot
import TestPacking
import Testing

@Suite struct LoneFileTests {
    private func kind(_ text: String, _ name: String = "-") -> EvidenceKind? {
        LoneFile.kind(of: Array(text.utf8), name: name)
    }

    @Test(arguments: [
        "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]\n",
        "[    0.000000][    T0] Linux version 6.6.0\n",
        "[Sat Nov 23 18:59:27 2024] Zone ranges:\n",
        "<6>[    0.000000] x\n",
        "Nov 23 18:59:27 host kernel: [    0.000000] x\n",
        "Nov 23 18:59:27 host kernel: Booting Linux on physical CPU 0x0\n",
        "2024-11-23T18:59:27.123456+00:00 host kernel: x\n",
        "Booting Linux on physical CPU 0x0\nLinux version 6.1\n",
        "> [    0.000000] quoted\r\n",
        "(XEN) x\n[    0.000000] y\n",
        "BIOS-provided physical RAM map:\n[    0.000000] BIOS-e820: [mem 0x0-0x9fbff] usable\n",
        "\u{feff}[    0.000000] x\n",
    ])
    func `a kernel log is told by its lines`(text: String) {
        #expect(kind(text) == .log)
    }

    @Test(arguments: [
        "40000000-bfffffff : System RAM\n",
        "  40000000-bfffffff : System RAM\r\n  40210000-41ffffff : Kernel code\r\n",
        "00000000-00000000 : System RAM\n", "7e810fff :\n40000000-7e810fff : System RAM\n",
        "4000000000-43ffffffff : System RAM (kmem)\n", ">>>> 40000000-bfffffff : System RAM\n",
        "# cat /proc/iomem\n40000000-bfffffff : System RAM\nreserveda0030000-\n",
    ])
    func `iomem is told by its ranges`(text: String) {
        #expect(kind(text) == .iomem)
    }

    @Test(arguments: [
        (
            "---[ Linear Mapping ]---\n0xffff000000000000-0xffff000000200000  2M PMD  RW NX BLK\n",
            EvidenceKind.pageTables
        ),
        ("| 0xffff000000000000-0xffff000000200000  2M PMD  RW NX BLK |\n", .pageTables),
        ("#\n# Linux/arm64 6.1\n#\nCONFIG_ARM64=y\n# CONFIG_KFENCE is not set\n", .config),
        ("BOOT_IMAGE=/vmlinuz root=/dev/vda1 quiet\n", .commandLine),
        ("rodata=off", .commandLine),
        ("processor\t: 0\nBogoMIPS\t: 125.00\nCPU implementer\t: 0x41\n", .cpuinfo),
        ("OSRELEASE=6.1.0\nPAGESIZE=4096\nSYMBOL(init_uts_ns)=ffff\n", .vmcoreinfo),
        ("   0: 0x0000000040000000..0x00000000bfffffff\n", .memblockMemory),
        ("   0: 0x0000000040000000..0x00000000bfffffff    0 RSV_KERN\n", .memblockReserved),
        ("MemTotal:        2014304 kB\nMemFree: 1 kB\n", .meminfo),
        ("Linux version 6.1.0-50-arm64 (x@y) (gcc) #1 SMP\n", .version),
        ("Linux host 6.1.0-50-arm64 #1 SMP Debian aarch64 GNU/Linux\n", .uname),
        ("ffff800080000000 T _text\nffff800080010000 T _stext\n", .kallsyms),
        (
            "Node 0, zone   Normal\n  pages free     1\n        spanned  262144\n        present  262144\n",
            .zoneinfo
        ),
    ])
    func `every kind is told by its content`(text: String, expected: EvidenceKind) {
        #expect(kind(text) == expected)
    }

    @Test(arguments: [
        "", "\n\n", "hello\n", "root:x:0:0:root:/root:/bin/bash\n", "0000-001f : dma1\n0020-0021 : pic1\n",
        "Node 0, zone   Normal      1      2\n", "{\"a\": 1}\n", "PRETTY_NAME=\"Debian\"\nID=debian\n",
        "The kernel says `Kernel command line: x` at boot.\n",
    ])
    func `other texts are not taken for evidence`(text: String) {
        #expect(kind(text, "dmesg.txt") == nil)
    }

    @Test func `a binary file is not taken for evidence`() {
        let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        #expect(LoneFile.kind(of: bytes + Array("\n[    0.000000] x\n".utf8), name: "dmesg") == nil)
    }

    @Test func `a log is told behind a hundred kilobytes of noise`() {
        let noise = String(repeating: "systemd started something that took its time\n", count: 2500)
        #expect(kind(noise + "Early memory node ranges\n") == .log)
    }

    @Test func `a few quoted lines do not make a long text evidence`() {
        #expect(kind(String(repeating: "prose\n", count: 500) + "40000000-bfffffff : System RAM\n") == nil)
    }

    @Test func `the name decides what the content leaves open`() {
        let list = "   0: 0x0000000040000000..0x00000000bfffffff\n"
        #expect(kind(list, "/x/memblock-reserved.txt") == .memblockReserved)
        let both = "40000000-bfffffff : System RAM\n[    0.000000] x\n"
        #expect(kind(both, "iomem.txt") == .iomem)
        #expect(kind(both, "dmesg.txt") == .log)
        #expect(kind("foo=bar\n", "cmdline.txt") == .commandLine)
        #expect(kind("foo=bar\n", "x.txt") == nil)
    }

    @Test(arguments: Packer.allCases)
    func `a packed lone file is unpacked to its canonical place`(packer: Packer) throws {
        let text = "CONFIG_ARM64=y\nCONFIG_KFENCE=y\n"
        let snapshot = try SnapshotReader.read(bytes: packed(Array(text.utf8), packer), name: "config.gz")
        #expect(snapshot.isLoneFile)
        #expect(snapshot.text("proc/config") == text)
        #expect(snapshot.first(.config)?.path == "proc/config")
    }

    @Test func `a lone file that is nothing linmap knows is refused`() {
        for bytes in [Array("hello\n".utf8), packed(Array("hello\n".utf8), .gzip), [0], [0x1f]] {
            let error = failure { () throws(InputError) in try SnapshotReader.read(bytes: bytes, name: "x") }
            #expect(error?.kind == .badData)
            #expect(error?.problem == "is not a snapshot and not a file linmap knows")
        }
    }

    @Test func `an empty file is refused, packed or not`() {
        for bytes in [[], packed([], .gzip), packed([], .xz)] {
            let error = failure { () throws(InputError) in try SnapshotReader.read(bytes: bytes, name: "x") }
            #expect(error?.problem == "is empty")
        }
    }

    @Test func `a lone file above its kind's limit is refused`() {
        let bytes = Array(("MemTotal: 1 kB\n" + String(repeating: "MemFree: 1 kB\n", count: 80_000)).utf8)
        let error = failure { () throws(InputError) in try SnapshotReader.read(bytes: bytes, name: "x") }
        #expect(error?.kind == .badData && error?.expected == "at most 1048576 bytes")
    }
}
