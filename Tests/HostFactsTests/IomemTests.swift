import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite struct IomemTests {
    static let plain = """
        09000000-09000fff : pl011@9000000
          09000000-09000fff : 9000000.pl011 pl011@9000000
        40000000-bfffffff : System RAM
          40210000-4185ffff : Kernel code
          41860000-41eaffff : reserved
          41eb0000-4220ffff : Kernel data
          a2000000-b1ffffff : Crash kernel
        c0000000-c00fffff : reserved
        100000000-13fffffff : virtio0
          100000000-13fffffff : System RAM (virtio_mem)
        8000000000-ffffffffff : pcie@10000000

        """

    func parse(_ text: String) throws -> Iomem { try Iomem.parse(file("proc/iomem", text)) }

    func error(_ text: String) -> InputError? {
        failure { () throws(InputError) in try Iomem.parse(file("proc/iomem", text)) }
    }

    @Test func readsRangesNamesAndDepths() throws {
        let iomem = try parse(Self.plain)
        #expect(iomem.entries.count == 11)
        #expect(iomem.topLevel("System RAM").map(\.range) == [AddressRange(0x4000_0000, 0xc000_0000)])
        #expect(iomem.topLevel("reserved").map(\.range) == [AddressRange(0xc000_0000, 0xc010_0000)])
        #expect(iomem.all(named: "reserved").count == 2)
        #expect(iomem.all(named: "Kernel code").first?.depth == 1)
        #expect(iomem.all(named: "Kernel code").first?.evidence.line == 4)
        #expect(iomem.all(named: "Kernel code").first?.evidence.text == "40210000-4185ffff : Kernel code")
        #expect(iomem.driverManaged.map(\.driver) == ["virtio_mem"])
        #expect(iomem.remarks.isEmpty)
        #expect(!iomem.isUnprivileged)
    }

    @Test func carriageReturnsAndNULsDoNotMatter() throws {
        let crlf = Self.plain.replacing("\n", with: "\r\n")
        #expect(try parse(crlf).entries.map(\.name) == parse(Self.plain).entries.map(\.name))
        #expect(try parse(Self.plain + "\0\0\0").entries.count == 11)
    }

    @Test func listingShiftedToTheRightHasTheSameTree() throws {
        let lines = Self.plain.split(separator: "\n", omittingEmptySubsequences: false)
        let shifted = lines.map { "  " + $0 }.joined(separator: "\n")
        #expect(try parse(shifted).entries.map(\.depth) == parse(Self.plain).entries.map(\.depth))
        // Only the first line lost its blanks, or has one.
        let odd = " " + shifted.dropFirst(2)
        #expect(try parse(String(odd)).entries.map(\.depth) == parse(Self.plain).entries.map(\.depth))
    }

    @Test func childrenWithoutParentsAreNeverTakenForTheTop() throws {
        let iomem = try parse("  40210000-4185ffff : Kernel code\n  41860000-41eaffff : reserved\n")
        #expect(iomem.topLevel("reserved").isEmpty)
        #expect(iomem.all(named: "reserved").first?.isOrphan == true)
        #expect(iomem.all(named: "Kernel code").count == 1)
    }

    @Test func linesOutOfOrderFindTheirParents() throws {
        let iomem = try parse(
            """
              40210000-4185ffff : Kernel code
            80000000-bfffffff : System RAM
            40000000-7fffffff : System RAM
            """ + "\n")
        let code = try #require(iomem.all(named: "Kernel code").first)
        #expect(code.depth == 1)
        #expect(!code.isOrphan)
        #expect(iomem.ancestors(of: code).map(\.range) == [AddressRange(0x4000_0000, 0x8000_0000)])
    }

    @Test func lostIndentationIsRebuiltFromContainment() throws {
        let flat =
            Self.plain.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n") + "\n"
        #expect(try parse(flat).entries.map(\.depth) == parse(Self.plain).entries.map(\.depth))
    }

    @Test func ramInsideRamIsNoBank() throws {
        let iomem = try parse(
            "40000000-bfffffff : System RAM\n  a0000000-a7ffffff : System RAM\n  a8000000-afffffff : Crash kernel\n"
        )
        #expect(iomem.topLevel("System RAM").count == 1)
        #expect(iomem.outermost("System RAM").count == 1)
    }

    @Test func bankBelowACrashKernelIsStillABank() throws {
        let iomem = try parse(
            """
            40000000-7fffffff : Crash kernel
              40000000-5fffffff : System RAM
              60000000-7fffffff : System RAM
            """ + "\n")
        #expect(iomem.topLevel("System RAM").isEmpty)
        #expect(iomem.outermost("System RAM").count == 2)
    }

    @Test func allZeroAddressesMeanNoPrivilege() throws {
        let iomem = try parse("00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n")
        #expect(iomem.isUnprivileged)
        #expect(iomem.entries.map(\.name) == ["System RAM", "Kernel code"])
    }

    @Test func oddNamesAndEndsAreKeptAsTheyAre() throws {
        let iomem = try parse(
            """
            7e810000-7e810ffe : a
            7e811000-7e811fff :
            7e812000-7e812fff : fd500000.pcie: bus 1 : x
            7e813000-7e81cffe : System RAM
            7e900000-7e90ffff : Crash kernel (low)
            7ea00000-7ea0ffff : reserved
              7ea00000-7ea00fff : reserved
                7ea00000-7ea0000f : device
            """ + "\n")
        #expect(iomem.entries.map(\.name).contains(""))
        #expect(iomem.entries.map(\.name).contains("fd500000.pcie: bus 1 : x"))
        #expect(iomem.topLevel("System RAM").first?.range.end == 0x7e81_cfff)
        #expect(iomem.all(named: "Crash kernel (low)").count == 1)
        #expect(iomem.topLevel("reserved").count == 1)
        #expect(iomem.entries.last?.depth == 2)
    }

    @Test func lostLineBreaksArePutBack() throws {
        let iomem = try parse(
            "40000000-bfffffff : System RAM\n  a0000000-a002ffff : reserveda0030000-a003ffff : reserved\n"
                + "  b0000000-b00fffff : reserved  b0200000-b02fffff : reserved\n")
        #expect(
            iomem.all(named: "reserved").map(\.range.start) == [
                0xa000_0000, 0xa003_0000, 0xb000_0000, 0xb020_0000,
            ])
        #expect(iomem.remarks.count == 2)
        // Nine digits at the end, eight to ten at the start: the known name decides.
        let high = try parse("80000000-8fffffff : reserved90000000-10fffffff : System RAM\n")
        #expect(high.entries.map(\.name) == ["reserved", "System RAM"])
        #expect(high.entries.last?.range == AddressRange(0x9000_0000, 0x1_1000_0000))
        #expect(error("80000000-8fffffff : facade90000000-10fffffff : x\n")?.line == 1)
    }

    @Test func mailQuotesAndProseAreSkipped() throws {
        let iomem = try parse(
            "$ cat /proc/iomem\n> 40000000-bfffffff : System RAM\n>   40210000-4185ffff : Kernel code\n")
        #expect(iomem.entries.map(\.depth) == [0, 1])
        #expect(iomem.remarks.count == 1)
    }

    @Test func reversedRangeNamesItsLine() {
        #expect(
            error("40000000-bfffffff : System RAM\nd0000000-c0000000 : reserved\n")?.message
                == "proc/iomem:2: end before start; expected START-END with START ≤ END")
    }

    @Test func addressesNoMachineHasAreRefused() {
        #expect(error("40000000-1ffffffffffffff : System RAM\n")?.line == 1)
        #expect(error("40000000-ffffffffffffffff : System RAM\n")?.line == 1)
        #expect(
            error("40000000-1ffffffffffffffff : System RAM\n")?.problem == "an address of more than 64 bits")
    }

    @Test func addressesCutShortAreRefused() {
        #expect(error("000000-bfffffff : System RAM\n")?.problem == "an address of fewer than eight digits")
        #expect(error("40000000-bfff : System RAM\n")?.line == 1)
    }

    @Test func cutLastLineIsLeftOutWithARemark() throws {
        let iomem = try parse("40000000-bfffffff : System RAM\n  40210000-4185f")
        #expect(iomem.entries.count == 1)
        #expect(iomem.remarks.count == 1)
        #expect(try parse("40000000-bfffffff : System RAM\nc0000000-ffffffff : System R").remarks.count == 1)
    }

    @Test func overlappingSiblingsBecomeARemark() throws {
        let iomem = try parse("40000000-7fffffff : System RAM\n60000000-9fffffff : System RAM\n")
        #expect(iomem.entries.count == 2)
        #expect(iomem.remarks.count == 1)
    }

    @Test func listingPastedTwiceCountsOnce() throws {
        #expect(try parse(Self.plain + Self.plain).entries.count == 11)
    }

    @Test func filesWithoutResourcesAreRefused() {
        #expect(error("")?.kind == .badData)
        #expect(error("hello\n")?.kind == .badData)
        #expect(
            failure { () throws(InputError) in
                try Iomem.parse(Snapshot.File(path: "proc/iomem", bytes: [0x1f, 0x8b, 8, 0]))
            }?.problem == "the file is still packed with gzip")
    }

    @Test func damagedInputNeverTraps() {
        var noise = Noise(seed: 1)
        for _ in 0..<400 {
            let bytes = noise.damage(Self.plain)
            _ = failure { () throws(InputError) in
                try Iomem.parse(Snapshot.File(path: "proc/iomem", bytes: bytes))
            }
        }
    }
}
