import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite struct MemblockListTests {
    func parse(_ text: String) throws -> MemblockList { try MemblockList.parse(file("memory", text)) }

    @Test func readsTheOldFormat() throws {
        let list = try parse(
            "   0: 0x0000000040000000..0x00000000bfffffff\n   1: 0x00000000c0000000..0x00000000ffffffff\n")
        #expect(
            list.regions.map(\.range) == [
                AddressRange(0x4000_0000, 0xc000_0000), AddressRange(0xc000_0000, 0x1_0000_0000),
            ])
        #expect(!list.showsFlags)
        #expect(list.regions[0].node == nil)
    }

    @Test func readsNodesAndFlags() throws {
        let list = try parse(
            """
               0: 0x0000000004000000..0x0000000007ffffff    0 NOMAP
               1: 0x0000000040000000..0x00000000bc43ffff    x NONE
               2: 0x00000000bc440000..0x00000000bc72ffff   12 RSV_KERN|RSV_NIT
               3: 0x00000000bd000000..0x00000000bd72ffff    1 HOTPLUG|DRV_MNG|UNKNOWN
            """ + "\n")
        #expect(list.showsFlags)
        #expect(
            list.regions.map(\.flags) == [
                [.noMap], [], [.reservedKernel, .reservedNoInit], [.hotplug, .driverManaged, .unknown],
            ])
        #expect(list.regions.map(\.node) == [0, nil, 12, 1])
        #expect(list.remarks.count == 1)
    }

    @Test(
        arguments: [
            ("", nil), ("0: 0x1000..0xfff\n", 1), ("0: 0x0..0xffffffffffffffff\n", 1),
            ("0: 0x0..0x1ffffffffffffffff\n", 1),
            ("0: 0x1000..0x1fff\n1: 0x1800..0x2fff\n", 2), ("0: 0x1000..0x1fff\nx\n", 2),
            ("0: 0x1000..0x1fff 0 NONE\n1: 0x2000..0x2fff\n", nil), ("0: 0x1000..0x1fffz\n", 1),
        ] as [(String, Int?)])
    func badListsNameTheLine(text: String, line: Int?) throws {
        let error = try #require(
            failure { () throws(InputError) in try MemblockList.parse(file("memory", text)) })
        #expect(error.kind == .badData)
        #expect(error.line == line)
    }
}

@Suite struct VmcoreinfoTests {
    static let text = """
        OSRELEASE=7.3.4+deb13-arm64
        PAGESIZE=4096
        SYMBOL(swapper_pg_dir)=ffffa1b7848f9000
        NUMBER(VA_BITS)=52
        NUMBER(TCR_EL1_T1SZ)=0x10
        NUMBER(PHYS_OFFSET)=0xfff1000040000000
        NUMBER(pmd)=-8
        NUMBER(huge)=99999999999999999999
        KERNELOFFSET=219a00000

        """

    @Test func readsNumbersSymbolsAndOffsets() throws {
        let info = try Vmcoreinfo.parse(file("proc/vmcoreinfo", Self.text))
        #expect(info.osRelease?.value == "7.3.4+deb13-arm64")
        #expect(info.pageSize?.value == 4096)
        #expect(info.number("VA_BITS")?.value == 52)
        #expect(info.number("TCR_EL1_T1SZ")?.value == 16)
        #expect(info.number("PHYS_OFFSET")?.value == 0xfff1_0000_4000_0000)
        #expect(info.number("pmd")?.value == 0 &- 8)
        #expect(info.number("huge") == nil)
        #expect(info.number("absent") == nil)
        #expect(info.symbol("swapper_pg_dir")?.value == 0xffff_a1b7_848f_9000)
        #expect(info.kernelOffset?.value == 0x2_19a0_0000)
        #expect(info.number("VA_BITS")?.evidence.line == 4)
    }

    @Test func elfNoteHeaderAndPaddingDoNotMatter() throws {
        var bytes: [UInt8] = [11, 0, 0, 0, 0x60, 1, 0, 0, 0, 0, 0, 0] + Array("VMCOREINFO\0\0".utf8)
        bytes += Array(Self.text.utf8) + [0, 0, 0, 0]
        let info = try Vmcoreinfo.parse(Snapshot.File(path: "v", bytes: bytes))
        #expect(info.osRelease?.value == "7.3.4+deb13-arm64")
        #expect(info.kernelOffset?.value == 0x2_19a0_0000)
    }

    @Test func textWithoutKeysIsRefused() {
        #expect(failure { () throws(InputError) in try Vmcoreinfo.parse(file("v", "")) } != nil)
        #expect(failure { () throws(InputError) in try Vmcoreinfo.parse(file("v", "0x1234 1000\n")) } != nil)
    }
}

@Suite struct KernelConfigTests {
    @Test func readsValuesAndUnsetSymbols() throws {
        let parsed = try KernelConfigParser.parse(
            file(
                "boot/config-6.1.0-50-arm64",
                """
                #
                # Linux/arm64 6.1.176 Kernel Configuration
                #
                CONFIG_ARM64=y
                CONFIG_KFENCE=y
                # CONFIG_KFENCE is not set
                CONFIG_ARM64_VA_BITS=48
                CONFIG_TEXT_OFFSET=0x80000
                CONFIG_CMDLINE="console=ttyAMA0 a=b"
                CONFIG_M=m
                CONFIG_M=y
                """ + "\r\n"))
        #expect(parsed.architecture?.value == "arm64")
        #expect(parsed.config.version?.value == "6.1.176")
        #expect(!parsed.config.isSet("KFENCE").value)
        #expect(parsed.config.isSet("M").value)
        #expect(parsed.config.integer("ARM64_VA_BITS")?.value == 48)
        #expect(parsed.config.integer("TEXT_OFFSET")?.value == 0x80000)
        #expect(parsed.config.value("CMDLINE")?.value == "\"console=ttyAMA0 a=b\"")
        #expect(parsed.config.value("M")?.evidence.line == 11)
    }

    @Test func anotherArchitectureIsSaid() throws {
        let headed = try KernelConfigParser.parse(
            file("c", "# Linux/x86 6.8.0 Kernel Configuration\nCONFIG_X86=y\n"))
        #expect(headed.architecture?.value == "x86")
        #expect(try KernelConfigParser.parse(file("c", "CONFIG_X86=y\n")).architecture?.value == "x86")
        #expect(try KernelConfigParser.parse(file("c", "CONFIG_NET=y\n")).architecture == nil)
    }

    @Test func packedOrForeignFilesAreRefused() {
        let packed = Snapshot.File(path: "proc/config.gz", bytes: [0x1f, 0x8b, 8])
        #expect(
            failure { () throws(InputError) in try KernelConfigParser.parse(packed) }?.message
                == "proc/config.gz: the file is still packed with gzip; expected plain text")
        #expect(failure { () throws(InputError) in try KernelConfigParser.parse(file("c", "a=b\n")) } != nil)
        #expect(failure { () throws(InputError) in try KernelConfigParser.parse(file("c", "")) } != nil)
    }
}

@Suite struct CPUInfoTests {
    @Test func putsTheMIDRTogether() throws {
        let info = try CPUInfo.parse(
            file(
                "proc/cpuinfo",
                """
                processor\t: 0
                BogoMIPS\t: 125.00
                CPU implementer\t: 0x41
                CPU architecture: 8
                CPU variant\t: 0x4
                CPU part\t: 0xd0c
                CPU revision\t: 1

                processor\t: 1
                CPU implementer\t: 0x4e
                CPU architecture: AArch64
                CPU variant\t: 0x0
                CPU part\t: 0x010
                CPU revision\t: 0

                """))
        #expect(info.isArm64)
        #expect(info.processors.map(\.midr.value.value) == [0x414f_d0c1, 0x4e0f_0100])
        #expect(info.processors.map(\.number) == [0, 1])
        #expect(info.processors[0].midr.evidence.line == 6)
    }

    @Test func oldListsShareOneSetOfFields() throws {
        let info = try CPUInfo.parse(
            file(
                "proc/cpuinfo",
                "processor : 0\nprocessor : 1\n\nCPU implementer : 0x41\nCPU architecture: 8\nCPU variant : 0x0\n"
                    + "CPU part : 0xd03\nCPU revision : 4\n\nHardware : x\n"))
        #expect(info.processors.map(\.number) == [0, 1])
        #expect(info.processors.map(\.midr.value.value) == [0x410f_d034, 0x410f_d034])
    }

    @Test func x86IsNotArm64() throws {
        let info = try CPUInfo.parse(file("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\n"))
        #expect(!info.isArm64)
        #expect(info.foreign?.line == 2)
    }

    @Test func fieldsThatCannotBeAreLeftOut() throws {
        let info = try CPUInfo.parse(
            file(
                "proc/cpuinfo",
                "processor : 0\nCPU implementer : 0x141\nCPU architecture: 8\nCPU variant : 0x0\nCPU part : 0xd03\n"
                    + "CPU revision : 4\nprocessor : 1\nCPU part : 0xd03\n"))
        #expect(info.processors.isEmpty)
        #expect(info.remarks.count == 3)
        #expect(failure { () throws(InputError) in try CPUInfo.parse(file("c", "")) } != nil)
    }

    @Test func readsMIDRFiles() throws {
        let path = "sys/devices/system/cpu/cpu12/regs/identification/midr_el1"
        #expect(try CPUInfo.midr(file(path, "0x00000000414fd0c1\n")).value.value == 0x414f_d0c1)
        #expect(CPUInfo.number(path: path) == 12)
        #expect(CPUInfo.number(path: "sys/devices/system/cpu/online") == nil)
        for bad in ["", "x", "0x100000000414fd0c1", "0x1414fd0c1", "0x0"] {
            #expect(failure { () throws(InputError) in try CPUInfo.midr(file(path, bad)) } != nil)
        }
    }
}

@Suite struct SmallFileTests {
    @Test func readsNumbers() throws {
        #expect(try SmallFile.hexadecimal(file("block_size_bytes", "8000000\n")).value == 0x800_0000)
        #expect(try SmallFile.decimal(file("kexec_crash_size", "268435456\n")).value == 1 << 28)
        #expect(try SmallFile.word(file("state", "online\n")).value == "online")
    }

    @Test(arguments: ["", "\n", "-1\n", "1 2\n", "18446744073709551616\n", "abc\n"])
    func refusesWhatIsNoNumber(text: String) {
        #expect(failure { () throws(InputError) in try SmallFile.decimal(file("n", text)) } != nil)
    }

    @Test func readsNumberLists() throws {
        #expect(try SmallFile.numberList(file("online", "0-2,5\n")).value == [0, 1, 2, 5])
        #expect(try SmallFile.numberList(file("online", "\n")).value == [])
        for bad in ["0-", "2-1", "0-9999999", "1,0", "a", "0-3x"] {
            #expect(failure { () throws(InputError) in try SmallFile.numberList(file("online", bad)) } != nil)
        }
    }
}

@Suite struct KernelSymbolsTests {
    @Test func keepsWhatMatters() throws {
        let symbols = try KernelSymbolsParser.parse(
            file(
                "proc/kallsyms",
                "ffffa1b782200000 T _text\nffffa1b782210000 T _stext\nffffa1b784163758 D memstart_addr\n"
                    + "ffffa1b780000000 t force_pte_mapping\t[evil]\nffffa1b780000000 T printk\n"
                    + "ffffa1b789999999 T _text\nnonsense\n"))
        #expect(symbols.addresses.keys.sorted() == ["_stext", "_text", "memstart_addr"])
        #expect(symbols.addresses["_text"]?.value == 0xffff_a1b7_8220_0000)
        #expect(symbols.has("_stext")?.line == 2)
    }

    @Test func hiddenAddressesStayZero() throws {
        let symbols = try KernelSymbolsParser.parse(file("proc/kallsyms", "0000000000000000 T _text\n"))
        #expect(symbols.addresses["_text"]?.value == 0)
    }

    @Test func filesWithoutSymbolsAreRefused() {
        #expect(failure { () throws(InputError) in try KernelSymbolsParser.parse(file("k", "")) } != nil)
        #expect(
            failure { () throws(InputError) in try KernelSymbolsParser.parse(file("k", "ffffff T x\n")) }
                != nil)
    }
}
