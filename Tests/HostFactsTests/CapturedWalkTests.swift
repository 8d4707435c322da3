import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite("linmap/linear-map, the probe's walk") struct CapturedWalkTests {
    static let header = """
        # linmap-walk 1
        granule 4096
        va-bits 48
        levels 4
        tables 1 1 2 7
        unread 1
        mismatched 0
        milliseconds 154

        """
    static let runs = """
        0x0000000040000000-0x0000000040010000 4096 contiguous valid rw
        0x0000000040010000-0x0000000040011000 4096 - invalid rw
        0x0000000040011000-0x0000000040200000 4096 - valid ro
        0x0000000040200000-0x0000000040400000 - unread
        0x0000000040400000-0x0000000040600000 2097152 - valid rw
        0x0000000080000000-0x00000000c0000000 1073741824 - valid rw
        # end

        """

    static func parse(_ text: String) throws(InputError) -> CapturedWalk {
        try CapturedWalk.parse(file("linmap/linear-map", text))
    }

    @Test func readsHeaderRunsAndWhatWasNotRead() throws {
        let walk = try Self.parse(Self.header + Self.runs)
        #expect(walk.granule.value == .k4 && walk.granule.evidence.line == 2)
        #expect(walk.vaBits.value == 48)
        #expect(walk.levels == 4 && walk.tables == [1, 1, 2, 7] && walk.milliseconds == 154)
        #expect(walk.runs.count == 5)
        #expect(walk.runs[0].leaf == Leaf(size: 4096, contiguous: true))
        #expect(!walk.runs[1].isValid && walk.runs[2].isReadOnly)
        #expect(walk.runs[4].range == AddressRange(0x8000_0000, 0xc000_0000))
        #expect(walk.runs[4].line == 14)
        #expect(walk.unread.map(\.value) == [AddressRange(0x4020_0000, 0x4040_0000)])
        #expect(walk.cutOffAt == nil && walk.remarks.isEmpty)
    }

    @Test func joinsNeighboursThatAreAlike() throws {
        let text = "0x1000-0x2000 4096 - valid rw\n0x2000-0x3000 4096 - valid rw\n# end\n"
        #expect(try Self.parse(Self.header + text).runs.map(\.range) == [AddressRange(0x1000, 0x3000)])
    }

    @Test(arguments: [
        "", "0x0000000140000000-0x00000001", "0x0000000140000000-0x0000000140001000 4096 - valid r",
    ])
    func aWalkWithoutItsEndIsCutOff(rest: String) throws {
        let whole = Self.header + Self.runs.replacing("# end\n", with: "")
        let walk = try Self.parse(whole + rest)
        #expect(walk.runs.count == 5)
        #expect(walk.cutOffAt == 0xc000_0000)
        #expect(walk.remarks.count == 1)
    }

    @Test func anEmptyWalkIsCutOffAtTheStart() throws {
        let walk = try Self.parse(Self.header)
        #expect(walk.runs.isEmpty && walk.cutOffAt == 0)
    }

    @Test func odditiesAreToldNotRefused() throws {
        let header = Self.header.replacing("mismatched 0", with: "mismatched 3") + "colour 7\n"
        let walk = try Self.parse(header + "0x11000-0x12000 4096 contiguous valid rw\n# end\n")
        #expect(walk.mismatched == 3)
        #expect(walk.remarks.map(\.text).count == 3)
    }

    /// What is wrong, and the line that is to blame (behind the header's eight).
    static let damaged: [(String, Int)] = [
        ("0x2000-0x1000 4096 - valid rw", 9), ("0x1000-0x1000 4096 - valid rw", 9),
        ("1000-2000 4096 - valid rw", 9), ("0x1000 4096 - valid rw", 9), ("0x1000-0x2000", 9),
        ("0x1000-0x2000 4096 - valid", 9), ("0x1000-0x2000 4096 - valid rw x", 9),
        ("0x1000-0x2000 4096 con valid rw", 9), ("0x1000-0x2000 4096 - maybe rw", 9),
        ("0x1000-0x2000 4096 - valid wo", 9), ("0x1000-0x2000 4K - valid rw", 9),
        ("0x1000-0x2000 8192 - valid rw", 9), ("0x1000-0x2000 - valid rw", 9),
        ("0x1000-0x1800 4096 - valid rw", 9), ("0x1000-0x201000 2097152 - valid rw", 9),
        ("0x40000000-0x80000000 1073741824 contiguous valid rw", 9),
        ("0x10000000000000-0x10000000001000 4096 - valid rw", 9),
        ("0x1000-0x1ffffffffffffffff 4096 - valid rw", 9),
        ("0x2000-0x3000 4096 - valid rw\n0x1000-0x2000 4096 - valid rw", 10),
        ("0x2000-0x4000 4096 - valid rw\n0x3000-0x5000 - unread", 10),
        ("# end\n0x1000-0x2000 4096 - valid rw", 10), ("granule 4096", 9),
        ("tables2 1", 9), ("-", 9), ("Granule 1", 9),
    ]

    @Test(arguments: damaged)
    func damageNamesItsLine(text: String, line: Int) throws {
        let error = try #require(
            failure { () throws(InputError) in try Self.parse(Self.header + text + "\n") })
        #expect(error.kind == .badData)
        #expect(error.line == line, "\(error.message)")
        #expect(!error.message.contains("\n"))
    }

    @Test(
        arguments: [
            ("", 1), ("# linmap-walk 2\n", 1), ("granule 4096\n", 1), ("# linmap-walk 1\ngranule 5\n", 2),
            ("# linmap-walk 1\nva-bits 64\n", 2), ("# linmap-walk 1\n0x0-0x1000 4096 - valid rw\n", 2),
            ("# linmap-walk 1\ngranule 4096\n0x0-0x1000 4096 - valid rw\n", 3),
            ("# linmap-walk 1\nlevels\n", 2), ("# linmap-walk 1\nlevels x\n", 2),
            ("# linmap-walk 1\nlevels 1x\n", 2), ("# linmap-walk 1\nlevels 99999999999999999999\n", 2),
            ("# linmap-walk 1\ntables 1 2 3 4 5 6 7\n", 2), ("# linmap-walk 1\n# end\n", nil),
            ("# linmap-walk 1\ngranule 4096 4096\n", 2),
        ] as [(String, Int?)])
    func aHeaderMustBeWhole(text: String, line: Int?) throws {
        let error = try #require(failure { () throws(InputError) in try Self.parse(text) })
        #expect(error.line == line, "\(error.message)")
    }

    @Test func damagedWalksNeverTrap() {
        var noise = Noise(seed: 3)
        for _ in 0..<3000 {
            let bytes = noise.damage(Self.header + Self.runs)
            let walk = try? CapturedWalk.parse(Snapshot.File(path: "linmap/linear-map", bytes: bytes))
            guard let walk else { continue }
            var end: UInt64 = 0
            for run in walk.runs {
                #expect(run.range.start >= end)
                end = run.range.end
            }
        }
    }

    @Test func aLoneWalkIsKnownByItsLines() {
        let kind = LoneFile.kind(of: Array((Self.header + Self.runs).utf8), name: "x")
        #expect(kind == .linearMap)
    }

    @Test func pagesOfAnotherHostAreRefused() throws {
        let files = [
            file("linmap/linear-map", Self.header + Self.runs),
            file("proc/vmcoreinfo", "PAGESIZE=65536\n"), file("proc/cmdline", "quiet\n"),
        ]
        let error = try #require(
            failure { () throws(InputError) in try Gather.facts(Snapshot(name: "x", files: files)) })
        #expect(error.file == "linmap/linear-map" && error.line == 2)
    }
}
