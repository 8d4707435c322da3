import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite struct PageTableDumpTests {
    static let new = """
        ---[ Linear Mapping start ]---
        0xfff0000000000000-0xfff0000000200000           2M PMD       RW NX     AF        BLK UXN    MEM/NORMAL-TAGGED
        0xfff0000000200000-0xfff0000000400000           2M PMD       ro NX     AF        BLK UXN    MEM/NORMAL
        0xfff0000000400000-0xfff00000005f0000        1984K PTE       ro NX     AF    CON     UXN    MEM/NORMAL
        0xfff00000005f0000-0xfff0000000600000          64K PTE F     RW NX     AF NG CON     UXN    MEM/NORMAL-TAGGED
        0xfff0000000600000-0xfff0000000800000           2M PMD F     RW NX     AF NG         UXN    MEM/NORMAL-TAGGED
        0xfff0000000800000-0xfff0000002000000          24M PMD
        0xfff0000002000000-0xfff0000004000000          32M PMD       RW NX     AF    CON BLK UXN    MEM/NORMAL-TAGGED
        0xfff0000004000000-0xfff0000040000000         960M PMD
        0xfff0000040000000-0xfff0000080000000           1G PUD       RW NX     AF        BLK UXN    MEM/NORMAL-TAGGED
        0xfff0000080000000-0xffff800000000000  4294443008M PGD
        ---[ Linear Mapping end ]---
        ---[ Modules start ]---
        0xffff800000000000-0xffff800000001000           4K PTE       ro x      AF            UXN    MEM/NORMAL
        ---[ Modules end ]---

        """

    func parse(_ text: String, _ granule: Granule? = nil) throws -> PageTableDump {
        try PageTableDump.parse(file("kernel_page_tables", text), granule: granule)
    }

    func shape(_ dump: PageTableDump) -> [String] {
        dump.runs.map { run in
            "\(String(run.range.start, radix: 16))+\(String(run.range.size, radix: 16)) \(run.leaf.size)"
                + (run.leaf.contiguous ? " cont" : "") + (run.isValid ? "" : " invalid")
                + (run.isReadOnly ? " ro" : "")
        }
    }

    static let newShape = [
        "fff0000000000000+200000 2097152", "fff0000000200000+200000 2097152 ro",
        "fff0000000400000+1f0000 4096 cont ro",
        "fff00000005f0000+10000 4096 cont invalid", "fff0000000600000+200000 2097152 invalid",
        "fff0000002000000+2000000 2097152 cont", "fff0000040000000+40000000 1073741824",
    ]

    @Test func readsTheLinearMapAndNothingElse() throws {
        let text = Self.new.replacing("4294443008M", with: "8386558G").replacing("8386558G", with: size)
        let dump = try parse(text)
        #expect(dump.granule == .k4)
        #expect(shape(dump) == Self.newShape)
        #expect(dump.gaps.isEmpty)
        #expect(dump.printsHoles)
        #expect(dump.remarks.isEmpty)
        #expect(dump.runs[0].line == 2)
        #expect(dump.evidence(for: dump.runs[0]).text == "0xfff0000000000000-0xfff0000000200000")
    }

    /// 0xfff0000080000000-0xffff800000000000 in the kernel's units.
    let size = "\((0xffff_8000_0000_0000 - 0xfff0_0000_8000_0000 as UInt64) >> 30)G"

    var fixed: String { Self.new.replacing("4294443008M", with: size) }

    @Test func boxesWrapsAndCarriageReturnsDoNotMatter() throws {
        let boxed = fixed.split(separator: "\n").map { "| \($0) |\r" }.joined(separator: "\n")
        #expect(shape(try parse(boxed)) == Self.newShape)
        let wrapped = fixed.replacing(" UXN ", with: "\n UXN ").replacing("M PMD  ", with: "M\nPMD  ")
        #expect(shape(try parse(wrapped)) == Self.newShape)
    }

    @Test func listingsUpTo511BeginWithoutAMarker() throws {
        let dump = try parse(
            """
            0x0000000000000000-0xffff540000000000    16777044T PGD
            0xffff540000000000-0xffff54dd00000000         884G PMD
            0xffff54dd00000000-0xffff54dd00200000           2M PTE       RW NX SHD AF NG CON     UXN    MEM/NORMAL-TAGGED
            0xffff54dd00200000-0xffff54dd20000000         510M PTE       ro NX SHD AF NG         UXN    MEM/NORMAL
            0xffff54dd20000000-0xffff54dd80000000        1536M PMD       RW NX SHD AF NG     BLK UXN    MEM/NORMAL-TAGGED
            ---[ Linear Mapping end ]---
            ---[ BPF start ]---
            0xffff800000000000-0xffff800008000000         128M PTE
            """ + "\n")
        #expect(dump.granule == .k64)
        #expect(dump.runs.map(\.leaf.size) == [65536, 65536, 512 << 20])
    }

    @Test func listingsUpTo53EndInTheLinearMap() throws {
        let dump = try parse(
            """
            ---[ Modules start ]---
            0xffff000000080000-0xffff000000081000           4K PTE       ro x  SHD AF            UXN MEM/NORMAL
            ---[ Modules end ]---
            ---[ Linear Mapping ]---
            0xffff800000000000-0xffff800000080000         512K PTE       RW NX SHD AF    CON     UXN MEM/NORMAL
            0xffff800040000000-0xffff800080000000           1G PUD       RW NX SHD AF        BLK UXN MEM/NORMAL
            """ + "\n")
        #expect(shape(dump) == ["ffff800000000000+80000 4096 cont", "ffff800040000000+40000000 1073741824"])
        #expect(!dump.printsHoles)
        #expect(dump.gaps.isEmpty)
    }

    @Test func blocksPrintedAtFoldedLevelsHaveTheirTrueSize() throws {
        let text = """
            ---[ Linear Mapping start ]---
            0xffffffc000000000-0xffffffc040000000           1G PGD       RW NX SHD AF        BLK UXN    MEM/NORMAL
            ---[ Linear Mapping end ]---

            """
        #expect(try parse(text, .k4).runs.first?.leaf.size == 1 << 30)
        #expect(try parse(text, .k4).runs.first?.level == 1)
        #expect(try parse(text, .k64).runs.first?.leaf.size == 512 << 20)
        #expect(try parse(text, .k64).runs.first?.level == 2)
    }

    @Test func tableRowsAreNoLeaves() throws {
        let text = fixed.replacing(
            "---[ Linear Mapping start ]---\n",
            with: "---[ Linear Mapping start ]---\n"
                + "0xfff0000000000000-0xfff0000040000000           1G PUD TBL     RW     AF     NXTbl    MEM/NORMAL\n"
        )
        #expect(shape(try parse(text)) == Self.newShape)
    }

    @Test func deletedAndDamagedLinesLeaveGaps() throws {
        let lines = fixed.split(separator: "\n").map(String.init)
        let deleted = (lines[..<3] + lines[4...]).joined(separator: "\n")
        #expect(try parse(deleted).gaps == [AddressRange(0xfff0_0000_0040_0000, 0xfff0_0000_005f_0000)])
        let damaged = try parse(fixed.replacing("        1984K PTE", with: "        1983K PTE"))
        #expect(damaged.gaps.count == 1)
        #expect(damaged.remarks.count == 2)
        #expect(damaged.runs.count == 6)
    }

    @Test func secondDumpIsNotMixedIn() throws {
        let unmarked = fixed.replacing("---[ Linear Mapping end ]---\n", with: "")
        let lines = fixed.split(separator: "\n").dropFirst().joined(separator: "\n")
        let twice = try parse(
            unmarked.split(separator: "\n").prefix(11).joined(separator: "\n") + "\n" + lines + "\n")
        #expect(shape(twice) == Self.newShape)
        #expect(twice.remarks.map(\.text) == ["another dump follows; the first counts"])
        #expect(shape(try parse(fixed + fixed)) == Self.newShape)
    }

    @Test func neighboursThatAreAlikeAreMerged() throws {
        let dump = try parse(
            """
            ---[ Linear Mapping start ]---
            0xffff000000000000-0xffff000000001000           4K PTE       RW NX SHD AF            UXN    MEM/NORMAL
            0xffff000000001000-0xffff000000002000           4K PTE       RW NX SHD AF            UXN    MEM/NORMAL-TAGGED
            0xffff000000002000-0xffff000000003000           4K PTE
            0xffff000000003000-0xffff000000004000           4K PTE       RW NX SHD AF            UXN    MEM/NORMAL
            """ + "\n")
        #expect(dump.runs.map(\.range.size) == [0x2000, 0x1000])
    }

    @Test func aPieceOfADumpIsReadWithThePagesItAllows() throws {
        let pieces: [(rows: [String], granule: Granule)] = [
            // Round page rows fit 64K pages, the 4M of blocks does not.
            (["0x000000-0x200000 2M PTE", "0x200000-0x600000 4M PMD BLK"], .k4),
            // No page row: nothing speaks for more than 4K.
            (["0x000000-0x4000000 64M PMD BLK"], .k4),
            // A contiguous group of 64K exists with 4K pages only.
            (["0x000000-0x10000 64K PTE CON"], .k4),
            (["0x000000-0x4000 16K PTE", "0x4000000-0x8000000 64M PMD BLK"], .k16),
            (["0x000000-0x10000 64K PTE", "0x20000000-0x40000000 512M PMD BLK"], .k64),
            (["0x000000-0x10000 64K PTE", "0x40000000-0x80000000 1G PUD BLK"], .k4),
        ]
        for (rows, granule) in pieces {
            let lines = rows.map { row in
                let words = row.split(separator: " ")
                let ends = words[0].split(separator: "-").map { UInt64($0.dropFirst(2), radix: 16) ?? 0 }
                let start = String(0xffff_0000_0000_0000 + ends[0], radix: 16)
                let end = String(0xffff_0000_0000_0000 + ends[1], radix: 16)
                let marks = words.dropFirst(3).joined(separator: " ")
                return "0x\(start)-0x\(end) \(words[1]) \(words[2]) RW NX SHD AF \(marks) UXN MEM/NORMAL"
            }
            let text = "---[ Linear Mapping start ]---\n" + lines.joined(separator: "\n") + "\n"
            #expect(try parse(text).granule == granule, "\(rows)")
        }
    }

    /// A series of patches posted in August 2025 shows a guest of 12 GiB whose CPUs may split blocks.
    @Test func aDumpFromAMailIsRead() throws {
        let mail = """
            >> ---[ Linear Mapping start ]---
            >> 0xffff000000000000-0xffff000000200000           2M PMD       RW NX SHD
            >> AF        BLK UXN    MEM/NORMAL-TAGGED
            >> 0xffff000000200000-0xffff000000210000          64K PTE       RW NX SHD AF
            >> CON     UXN    MEM/NORMAL-TAGGED
            >> 0xffff000000210000-0xffff000000400000        1984K PTE       ro NX SHD
            >> AF            UXN    MEM/NORMAL
            >> 0xffff000000400000-0xffff000002400000          32M PMD       ro NX SHD
            >> AF        BLK UXN    MEM/NORMAL
            >> 0xffff000002400000-0xffff000300000000    12544M PMD
            >> 0xffff000300000000-0xffff008000000000         500G PUD
            >> ---[ Linear Mapping end ]---
            >>
            """.replacing("12544M", with: "\((0x3_0000_0000 - 0x240_0000) >> 20)M")
        let dump = try parse(mail)
        #expect(dump.granule == .k4)
        #expect(
            shape(dump) == [
                "ffff000000000000+200000 2097152", "ffff000000200000+10000 4096 cont",
                "ffff000000210000+1f0000 4096 ro", "ffff000000400000+2000000 2097152 ro",
            ])
        #expect(dump.gaps.isEmpty)
    }

    @Test func hostileListingsAreRefused() {
        let head = "---[ Linear Mapping start ]---\n"
        for text in [
            "", "hello\n", head, head + "0xffff000000001000-0xffff000000000000 4K PTE RW\n",
            head + "0xffff000000000000-0x10000000000000000 4K PTE RW\n",
            head + "0xffff000000000000-0xffff000000001000 99999999999999999999K PTE RW\n",
            head + "0xffff000000000000-0x0000000000000000 256T PTE RW\n",
            head + "0xffff000000001000-0xffff000000002000 4K PMD RW\n",
        ] {
            #expect(failure { () throws(InputError) in try PageTableDump.parse(file("k", text)) } != nil)
        }
    }

    @Test func damagedInputNeverTraps() {
        var noise = Noise(seed: 3)
        for _ in 0..<300 {
            let bytes = noise.damage(fixed)
            _ = failure { () throws(InputError) in
                try PageTableDump.parse(Snapshot.File(path: "k", bytes: bytes))
            }
        }
    }
}
