import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite struct BootLogTests {
    static let boot = """
        [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]
        [    0.000000] Linux version 6.12.117+deb13-arm64 (debian-kernel@lists.debian.org) (aarch64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0) #1 SMP Debian 6.12.117-1 (2026-11-10)
        [    0.000000] KASLR enabled
        [    0.000000] Machine model: linux,dummy-virt
        [    0.000000] Malformed early option 'crashkernel'
        [    0.000000] efi: EFI v2.7 by EDK II
        [    0.000000] efi: SMBIOS 3.0=0xbfed0000 MEMATTR=0xbc7a8018 ACPI 2.0=0xbc430018 MEMRESERVE=0xbc42ff98
        [    0.000000] OF: reserved mem: 0x0000000050000000..0x00000000507fffff (8192 KiB) nomap non-reusable tz@50000000
        [    0.000000] Reserved memory: created DMA memory pool at 0x0000000058000000, size 16 MiB
        [    0.000000] NUMA: Faking a node at [mem 0x0000000040000000-0x00000000bfffffff]
        [    0.000000] ACPI: SRAT: Node 1 PXM 1 [mem 0x100000000-0x13fffffff] hotplug
        [    0.000000] cma: Reserved 64 MiB at 0x00000000b8000000 on node -1
        [    0.000000] crashkernel low memory reserved: 0xf0000000 - 0xf8000000 (128 MB)
        [    0.000000] crashkernel reserved: 0x00000000a2000000 - 0x00000000b2000000 (256 MB)
        [    0.000000] Zone ranges:
        [    0.000000]   DMA      [mem 0x0000000040000000-0x00000000bfffffff]
        [    0.000000]   DMA32    empty
        [    0.000000]   Normal   [mem 0x0000000100000000-0x000000013fffffff]
        [    0.000000] Movable zone start for each node
        [    0.000000] Early memory node ranges
        [    0.000000]   node   0: [mem 0x0000000040000000-0x00000000bfffffff]
        [    0.000000]   node   1: [mem 0x0000000100000000-0x000000013fffffff]
        [    0.000000] CPU features: detected: GIC system register CPU interface
        [    0.000000] Kernel command line: rodata=noalias crashkernel=256M root=/dev/vda1
        [    0.000000] Unknown kernel command line parameters "foo bar=1", will be passed to user space.
        [    0.000000] Invalid option string for rodata: 'noalias'
        [    0.044967] kfence: initialized - using 2097152 bytes for 255 objects at 0x(____ptrval____)-0x(____ptrval____)
        [    0.500000] Memory: 2021432K/2097152K available (11712K kernel code, 2440K rwdata, 65536K cma-reserved)
        [    0.800005] CPU1: Booted secondary processor 0x0000000100 [0x410fd842]
        [    0.800006] CPU features: SANITY CHECK: Unexpected variation in SYS_ID_AA64MMFR2_EL1. Boot CPU: 0x00000001011022, CPU1: 0x20000001011022
        [    0.835577] CPU features: detected: BBM Level 2 without TLB conflict abort

        """

    func parse(_ text: String) throws -> KernelLog { try BootLogParser.parse(file("var/log/dmesg", text)) }

    func check(_ log: KernelLog) {
        #expect(log.isFromStart)
        #expect(log.bootCount == 1)
        #expect(log.architecture?.value == "arm64")
        #expect(log.cpus.map(\.number) == [0, 1])
        #expect(log.cpus.map(\.midr.value.value) == [0x413f_d0c1, 0x410f_d842])
        #expect(log.kaslr?.value == true)
        #expect(log.commandLine?.value == "rodata=noalias crashkernel=256M root=/dev/vda1")
        #expect(log.zones.map(\.name) == ["DMA", "Normal"])
        #expect(log.zones.map(\.range.value) == log.nodeRanges.map(\.range.value))
        #expect(log.nodeRanges.map(\.node) == [0, 1])
        #expect(log.features.keys.contains("BBM Level 2 without TLB conflict abort"))
        #expect(
            log.crashReservations.map(\.range.value) == [
                AddressRange(0xf000_0000, 0xf800_0000), AddressRange(0xa200_0000, 0xb200_0000),
            ])
    }

    @Test func readsAPlainLog() throws {
        let log = try parse(Self.boot)
        check(log)
        #expect(log.remarks.isEmpty)
        #expect(log.machineModel?.value == "linux,dummy-virt")
        #expect(log.efi?.value == "EFI v2.7 by EDK II")
        #expect(log.efiTables["ACPI 2.0"]?.value == 0xbc43_0018)
        #expect(log.efiTables.keys.sorted() == ["ACPI 2.0", "MEMATTR", "MEMRESERVE", "SMBIOS 3.0"])
        #expect(log.reservedMemory.map(\.isNoMap) == [true, nil])
        #expect(
            log.reservedMemory.map(\.range.value) == [
                AddressRange(0x5000_0000, 0x5080_0000), AddressRange(0x5800_0000, 0x5900_0000),
            ])
        #expect(log.firmwareRanges.map(\.isHotPluggable) == [true])
        #expect(log.cmaAreas.map(\.value) == [AddressRange(0xb800_0000, 0xbc00_0000)])
        #expect(log.crashReservations.map(\.isLow) == [true, false])
        #expect(log.emptyZones.map(\.value) == ["DMA32"])
        #expect(log.unknownParameters?.value == "foo bar=1")
        #expect(
            log.rejectedOptions.map(\.value) == [
                "Malformed early option 'crashkernel'", "Invalid option string for rodata: 'noalias'",
            ])
        #expect(log.kfence?.poolBytes == 2 << 20)
        #expect(log.kfence?.addresses == nil)
        #expect(log.memory?.total == 2_097_152 << 10)
        #expect(log.sanityChecks.map(\.value) == [0x20_0000_0101_1022])
        #expect(log.cpus[0].midr.evidence.line == 1)
        let summary = log.summary
        #expect(summary.bootedByEFI?.value == true)
        #expect(summary.zones.count == 2)
        #expect(summary.isFromStart)
    }

    /// One way to send the same log.
    enum Form: String, CaseIterable, Sendable {
        case crlf, caller, dates, facility, raw, syslog, journal, cutJournal, iso, quoted, noTimes, delta
    }

    static func rewritten(_ form: Form) -> String {
        boot.split(separator: "\n").map { line in
            let message = String(line.dropFirst(15))
            switch form {
            case .crlf: return line + "\r"
            case .caller: return "\(line.prefix(14))[    T0] \(message)"
            case .dates: return "[Sun Mar  3 12:00:00 2024] \(message)"
            case .facility: return "kern  :info  : \(line)"
            case .raw: return "<6>\(line)"
            case .syslog: return "Mar  3 12:00:00 host kernel: \(line)"
            case .journal: return "Mar 03 12:00:00 host.example kernel: \(message)"
            case .cutJournal: return "nel: \(message)"
            case .iso: return "2024-03-03T12:00:00,123456+00:00 \(message)"
            case .quoted: return ">>>> \(line)"
            case .noTimes: return message
            case .delta: return "[    0.000000 <    0.000000>] \(message)"
            }
        }.joined(separator: "\n") + "\n"
    }

    @Test(arguments: Form.allCases)
    func prefixesOfEveryKindAreStripped(form: Form) throws {
        check(try parse(Self.rewritten(form)))
    }

    @Test func hypervisorAndOtherProgramsAreLeftOut() throws {
        let lines = Self.boot.split(separator: "\n").map(String.init)
        let mixed = lines.flatMap {
            [$0, "(XEN) KASLR disabled", "Mar  3 12:00:00 host x[1]: KASLR disabled"]
        }
        check(try parse(mixed.joined(separator: "\n") + "\n"))
    }

    @Test func mailWrapsAreUndone() throws {
        var wrapped = ""
        for line in Self.boot.split(separator: "\n") {
            var column = 0
            for word in line.split(separator: " ", omittingEmptySubsequences: false) {
                if column > 0, column + word.count > 72 {
                    wrapped += "\n"
                    column = 0
                }
                if column > 0 || word.isEmpty { wrapped += " " }
                wrapped += word
                column += word.count + 1
            }
            wrapped += "\n"
        }
        let log = try parse(wrapped)
        check(log)
        #expect(log.isCommandLineDoubtful)
        #expect(log.remarks.contains { $0.text.contains("wrapped") })
    }

    @Test func wrapsInsideNumbersNeverMakeAWrongNumber() throws {
        let lines = Self.boot.split(separator: "\n").map(String.init)
        for width in 40..<80 {
            let hard = lines.flatMap { line -> [String] in
                stride(from: 0, to: line.utf8.count, by: width).map { start in
                    String(line.dropFirst(start).prefix(width))
                }
            }
            let log = try parse(hard.joined(separator: "\n") + "\n")
            for range in log.nodeRanges.map(\.range.value) + log.zones.map(\.range.value) {
                #expect([0x4000_0000, 0x1_0000_0000].contains(range.start))
                #expect([0xc000_0000, 0x1_4000_0000].contains(range.end))
            }
            #expect(log.crashReservations.allSatisfy { $0.range.value.size == 256 << 20 || $0.isLow })
            #expect(log.cpus.allSatisfy { [0x413f_d0c1, 0x410f_d842].contains($0.midr.value.value) })
            #expect(log.cmaAreas.allSatisfy { $0.value.start == 0xb800_0000 })
            for table in log.efiTables.values {
                #expect([0xbfed_0000, 0xbc7a_8018, 0xbc43_0018, 0xbc42_ff98].contains(table.value))
            }
        }
    }

    @Test func quotedPrintableIsDecoded() throws {
        let broken = Self.boot
            .replacing("=", with: "=3D")
            .replacing("0x0000000040000000-0x00000000bf", with: "0x0000000040000000-0x00000000bf=\n")
            .replacing(
                "Kernel command line: rodata=3Dnoalias ", with: "Kernel command line: rodata=3Dnoalias =\n")
        check(try parse(broken))
    }

    @Test func ofSeveralBootsTheLastCompleteCounts() throws {
        let other = Self.boot.replacing("[0x413fd0c1]", with: "[0x411fd070]")
        let log = try parse(other + Self.boot)
        #expect(log.bootCount == 2)
        #expect(log.cpus[0].midr.value.value == 0x413f_d0c1)
        #expect(log.remarks.count == 1)
        // A last boot that stops at once does not count.
        let cut = Self.boot.split(separator: "\n").prefix(3).joined(separator: "\n")
            .replacing("[0x413fd0c1]", with: "[0x411fd070]")
        #expect(try parse(Self.boot + cut).cpus[0].midr.value.value == 0x413f_d0c1)
        // A second copy that starts in mid-line adds nothing.
        let tail = Self.boot.split(separator: "\n").dropFirst(14).joined(separator: "\n")
        let twice = try parse(Self.boot + "[   10.000000] x\n00000] Zone ranges:\n" + tail + "\n")
        #expect(twice.nodeRanges.count == 2)
        #expect(twice.isFromStart)
    }

    @Test func lostStartIsSaid() throws {
        let tail = Self.boot.split(separator: "\n").dropFirst(12).joined(separator: "\n")
        let log = try parse(tail)
        #expect(!log.isFromStart)
        #expect(log.nodeRanges.count == 2)
        #expect(log.summary.bootedByEFI == nil)
    }

    @Test func bootWithoutEFIIsSaidOnlyFromTheStart() throws {
        let lines = Self.boot.split(separator: "\n").filter { !$0.contains("efi: ") }.joined(separator: "\n")
        #expect(try parse(lines).summary.bootedByEFI?.value == false)
        let said = try parse(lines + "\n[    0.000000] efi: UEFI not found.\n")
        #expect(said.summary.bootedByEFI?.evidence.text.contains("UEFI not found") == true)
    }

    @Test func contradictionsBecomeRemarks() throws {
        let log = try parse(
            Self.boot + "[    0.9] KASLR disabled due to lack of seed\n"
                + "[    0.9] cannot allocate crashkernel (size:0x10000000)\n")
        #expect(log.kaslr == nil)
        #expect(log.remarks.count == 2)
        #expect(log.crashFailures.map(\.value) == ["cannot allocate crashkernel (size:0x10000000)"])
    }

    @Test func wrappedCommandLinesOfNewKernelsAreJoined() throws {
        let log = try parse(
            """
            [    0.000000] Linux version 7.3.4 (x) #1
            [    0.000000] Kernel command line: loglevel=7 \\
            [    0.000000] Kernel command line: quoted="The quick \\
            [    0.000000] Kernel command line: fox" end\\
            """ + "\n")
        #expect(log.commandLine?.value == "loglevel=7 quoted=\"The quick fox\" end\\")
        #expect(log.commandLine?.evidence.line == 2)
    }

    @Test func longCommandLinesAreDoubted() throws {
        let log = try parse(
            "[    0.000000] Kernel command line: " + String(repeating: "a=b ", count: 260) + "\n")
        #expect(log.isCommandLineDoubtful)
        #expect(try !parse(Self.boot).isCommandLineDoubtful)
    }

    @Test func damagedMessagesAreLeftOut() throws {
        let log = try parse(
            """
            [    0.000000] crashkernel reserved: 0x00000000a2000000 - 0x00000000b200 (256 MB)
            [    0.000000]   node   0: [mem 0x0000000040000000-0x00000000bf…
            [    0.000000] cma: Reserved 64 MiB at 0x00000000b8
            [    0.000000] CPU1: Booted secondary processor 0x0000000100 [0x410fd8]
            [    0.000000] crashkernel reserved: 0x00000000a2000000 - 0x00000000b2000000 (128 MB)
            [    0.000000]   node   0: [mem 0x0000000080000000-0x0000000040000000]
            """ + "\n")
        #expect(log.crashReservations.isEmpty)
        #expect(log.nodeRanges.isEmpty)
        #expect(log.cmaAreas.isEmpty)
        #expect(log.cpus.isEmpty)
        #expect(log.remarks.count == 6)
    }

    @Test func kfenceAddressesAreBelievedOnlyIfTheyCanBe() throws {
        func addresses(_ text: String) throws -> AddressRange? {
            let line = "[    0.0] kfence: initialized - using 2097152 bytes for 255 objects at \(text)\n"
            return try parse(line).kfence?.addresses
        }
        #expect(
            try addresses("0xffff0000bfc00000-0xffff0000bfe00000")
                == AddressRange(0xffff_0000_bfc0_0000, 0xffff_0000_bfe0_0000))
        #expect(try addresses("0x00000000a1b2c3d4-0x000000009e8d7c6b") == nil)
        #expect(try addresses("0x(ptrval)-0x(ptrval)") == nil)
        #expect(try addresses("0xffff0000bfc00000-0xffff0000bfd00000") == nil)
    }

    @Test func readsMemblockAndEFIDebugging() throws {
        let log = try parse(
            """
            [    0.000000] efi: Processing EFI memory map:
            [    0.000000] efi:   0x000004000000-0x000007ffffff [Memory Mapped I/O  |RUN|  |  |  |  |  |  |  |   |  |  |  |UC]
            [    0.000000] efi:   0x000040000000-0x00004017bfff [Conventional Memory|   |  |  |  |  |  |  |  |   |WB|WT|WC|UC]*
            [    0.000000] efi: mem00: [Boot Data |   |  |WB] range=[0x0000000040200000-0x00000000403fffff] (2MB)
            [    0.000000] memblock_add: [0x0000000040000000-0x00000000bfffffff] early_init_dt_add_memory_arch+0x5c/0x6c
            [    0.000000] memblock_reserve: [0x0000000040200000-0x0000000041cc7fff] flags 0x0 arm64_memblock_init+0x1c4/0x2a0
            [    0.000000] memblock_reserve: [0x00000000bffff000-0x00000000bfffffff] nid=0 flags=20 memblock_alloc_range_nid+0xdc/0x150
            [    0.000000] memblock_alloc_try_nid: 64 bytes align=0x40 nid=-1 from=0x0 max_addr=0x0 f+0x1/0x2
            [    0.000000] MEMBLOCK configuration:
            [    0.000000]  memory size = 0x0000000080000000 reserved size = 0x0000000001ac8000
            [    0.000000]  memory.cnt  = 0x1
            [    0.000000]  memory[0x0]\t[0x0000000040000000-0x00000000bfffffff], 0x0000000080000000 bytes on node 0 flags: 0x4
            [    0.000000]  reserved[0x0]\t[0x0000000040200000-0x0000000041cc7fff], 0x0000000001ac8000 bytes flags: 0x0
            """ + "\n")
        #expect(log.efiMap.map(\.type) == ["Memory Mapped I/O", "Conventional Memory", "Boot Data"])
        #expect(log.efiMap.map(\.attributes) == [["RUN", "UC"], ["WB", "WT", "WC", "UC"], ["WB"]])
        #expect(
            log.memblockEvents.map(\.function) == ["memblock_add", "memblock_reserve", "memblock_reserve"])
        #expect(log.memblockEvents.last?.caller == "memblock_alloc_range_nid+0xdc/0x150")
        #expect(log.memblockRegions.map(\.list) == ["memory", "reserved"])
        #expect(log.memblockRegions.map(\.flags) == [[.noMap], []])
        #expect(log.memblockRegions.map(\.node) == [0, nil])
        #expect(log.remarks.isEmpty)
    }

    @Test func readsTheOldKernelsLayout() throws {
        let log = try parse(
            """
            [    0.000000] Booting Linux on physical CPU 0x0
            [    0.000000] Linux version 4.14.0 (x) #1
            [    0.000000] Boot CPU: AArch64 Processor [410fd034]
            [    0.000000] Virtual kernel memory layout:
            [    0.000000]     modules : 0xffff000000000000 - 0xffff000008000000   (   128 MB)
            [    0.000000]       .text : 0x          (ptrval) - 0x          (ptrval)   ( 10752 KB)
            [    0.000000]     memory  : 0xffff800000000000 - 0xffff800080000000   (  2048 MB)
            [    0.000000] SLUB: HWalign=64
            """ + "\n")
        #expect(log.virtualLayout.map(\.name) == ["modules", "memory"])
        #expect(log.cpus.map(\.midr.value.value) == [0x410f_d034])
    }

    @Test func x86LogsAreRecognised() throws {
        let log = try parse(
            "[    0.000000] Linux version 6.8.0 (x) #1\n[    0.000000] BIOS-provided physical RAM map:\n")
        #expect(log.architecture?.value == "x86")
    }

    @Test func filesWithoutTextAreRefused() {
        for bytes: [UInt8] in [[], [0, 0, 0], [0x1f, 0x8b, 8], [0xff, 0xfe, 0x41, 0]] {
            #expect(
                failure { () throws(InputError) in
                    try BootLogParser.parse(Snapshot.File(path: "dmesg", bytes: bytes))
                } != nil)
        }
    }

    @Test func evidenceIsSafeToPrint() throws {
        let log = try parse("[    0.000000] Machine model: a\u{1b}[31m\u{9b}b\n")
        #expect(log.machineModel?.value == "a\u{fffd}[31m\u{fffd}b")
    }

    @Test func damagedInputNeverTraps() {
        var noise = Noise(seed: 7)
        for _ in 0..<300 {
            let bytes = noise.damage(Self.boot)
            _ = failure { () throws(InputError) in
                try BootLogParser.parse(Snapshot.File(path: "dmesg", bytes: bytes))
            }
        }
    }
}
