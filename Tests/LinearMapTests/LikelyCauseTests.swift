import Arm64
import HostFacts
import Snapshot
import Testing

@testable import LinearMap

@Suite("Each cause is found where it can be, and nowhere else")
struct LikelyCauseTests {
    /// `host` with the tables that its own prediction shows, changed by `change`.
    private func verify(_ host: Host, _ change: (inout SegmentMap) -> Void) throws -> Verification.Comparison
    {
        var map = SegmentMap(Predictor.predict(host).layout.segments)
        change(&map)
        return try compare(host, map.segments)
    }

    private func compare(_ host: Host, _ segments: [Segment], end: String = "# end\n") throws
        -> Verification.Comparison
    {
        var text = "# linmap-walk 1\ngranule 4096\nva-bits 48\n"
        for run in segments {
            text +=
                "0x\(String(run.range.start, radix: 16))-0x\(String(run.range.end, radix: 16)) \(run.leaf.size) \(run.leaf.contiguous ? "contiguous" : "-") \(run.valid ? "valid" : "invalid") \(run.readOnly ? "ro" : "rw")\n"
        }
        var host = host
        host.walk = try CapturedWalk.parse(
            Snapshot.File(path: "linmap/linear-map", bytes: Array((text + end).utf8)))
        return try #require(Verification(Predictor.predict(host)).comparisons.first)
    }

    private func pages(
        _ map: inout SegmentMap, _ start: UInt64, _ count: UInt64, valid: Bool, readOnly: Bool = false
    ) {
        // A leaf is split as a whole, level by level.
        for (large, finer) in [(UInt64(1 << 30), UInt64(2 << 20)), (2 << 20, 4096)] {
            let first = start.roundedDown(to: large), last = (start + count * 4096).roundedUp(to: large)!
            map.update(AddressRange(first, last)!, create: { _ in nil }) {
                if $0.leaf.size == large { $0.leaf = Leaf(size: finer) }
            }
        }
        map.update(AddressRange(start, start + count * 4096)!, create: { _ in nil }) {
            $0.leaf = Leaf(size: 4096)
            $0.valid = valid
            $0.readOnly = readOnly
        }
    }

    private func causes(_ host: Host, _ change: (inout SegmentMap) -> Void) throws -> Set<Verification.Cause>
    {
        Set(try verify(host, change).bytesByCause.keys)
    }

    @Test("nothing changed, nothing differs")
    func same() throws {
        let comparison = try verify(Make.host(v(6, 12))) { _ in }
        #expect(comparison.differences.isEmpty && comparison.bytesCompared == 3 << 30)
    }

    @Test(
        "secret memory: from 5.14, switched on, configured, and only where pages may be changed",
        arguments: [
            (v(6, 12), "", [:], true), (v(5, 13), "", [:], false), (v(6, 1), "", [:], false),
            (v(6, 1), "secretmem.enable=1", [:], true), (v(6, 12), "secretmem.enable=0", [:], false),
            (v(6, 12), "", ["SECRETMEM": "n"], false), (v(6, 12), "rodata=off", [:], false),
        ] as [(KernelVersion, String, [String: String], Bool)])
    func secret(version: KernelVersion, line: String, config: [String: String], isPossible: Bool) throws {
        let host = Make.host(
            version, line, config: ["SECRETMEM": "y", "MEMORY_HOTPLUG": "y"].merging(config) { $1 })
        let found = try causes(host) { pages(&$0, 0x8000_0000, 512, valid: false) }
        #expect(found == [isPossible ? .secretMemory : .unexplained])
    }

    @Test("the kernel image never holds secret memory")
    func image() throws {
        let host = Make.host(v(6, 12), config: ["SECRETMEM": "y"])
        #expect(try causes(host) { pages(&$0, 0x41d0_0000, 1, valid: false) } == [.unexplained])
    }

    @Test("on a kernel that splits: modules' pages are read-only, their neighbours only finer")
    func modules() throws {
        let host = Make.host(v(6, 18), midr: [0x410f_d842])
        let found = try verify(host) {
            pages(&$0, 0x9000_0000, 4, valid: true, readOnly: true)
            pages(&$0, 0x9000_4000, 12, valid: true)
        }
        #expect(found.bytesByCause == [.moduleText: 0x4000, .runTimeSplit: (1 << 30) - 0x4000])
        #expect(found.bytesFinerByCause == found.bytesByCause)
    }

    @Test("a kernel that does not split is never excused for finer leaves")
    func noSplits() throws {
        let host = Make.host(v(6, 12), "rodata=on")
        #expect(try causes(host) { pages(&$0, 0x9000_0000, 512, valid: true) } == [.unexplained])
    }

    /// A late pool at `start`: guards, and the object pages of `used`.
    private func pool(_ map: inout SegmentMap, _ start: UInt64, used: [UInt64]) {
        pages(&map, start, 512, valid: false)
        for page in used { pages(&map, start + page * 4096, 1, valid: true) }
    }

    @Test("a KFENCE pool made late is known by its guards")
    func latePool() throws {
        let config = ["KFENCE": "y", "KFENCE_SAMPLE_INTERVAL": "0", "SECRETMEM": "n"]
        let host = Make.host(v(6, 18), config: config, midr: [0x410f_d842])
        let found = try verify(host) { pool(&$0, 0xa000_0000, used: [2, 4, 100, 510]) }
        #expect(found.bytesByCause == [.kfenceLate: 2 << 20, .runTimeSplit: (1 << 30) - (2 << 20)])
        let early = Make.host(v(6, 18), config: ["KFENCE": "n", "SECRETMEM": "n"], midr: [0x410f_d842])
        #expect(try causes(early) { pool(&$0, 0xa000_0000, used: [2, 4]) } == [.runTimeSplit])
        // An object at an odd page is no pool; nor is one without any object.
        #expect(try causes(host) { pool(&$0, 0xa000_0000, used: [2, 5]) } == [.runTimeSplit])
        #expect(try causes(host) { pool(&$0, 0xa000_0000, used: []) } == [.runTimeSplit])
        // In a map of pages only the validity differs.
        let pages = Make.host(v(6, 12), config: config)
        #expect(try causes(pages) { pool(&$0, 0xa000_0000, used: [2, 4]) } == [.kfenceLate])
    }

    @Test("memory that came is whole blocks, outside what the lists name, on a kernel that can add memory")
    func plugged() throws {
        func added(_ host: Host, _ start: UInt64, _ size: UInt64) throws -> Set<Verification.Cause> {
            try causes(host) { map in
                let range = AddressRange(start, start + size)!
                map.update(range, create: { Segment(range: $0, leaf: Leaf(size: 2 << 20)) }, change: { _ in })
            }
        }
        let host = Make.host(v(6, 12), config: ["MEMORY_HOTPLUG": "y"])
        #expect(try added(host, 0x1_0000_0000, 1 << 30) == [.hotPlug])  // behind what is there
        #expect(try added(host, 0x2_0000_0000, 1 << 30) == [.hotPlug])
        #expect(try added(host, 0x2_0000_0000, 2 << 20) == [.unexplained])
        #expect(try added(Make.host(v(6, 12)), 0x2_0000_0000, 1 << 30) == [.unexplained])
        var hole = host
        hole.memory?.noMap = [Make.range(0x2_1000_0000, 0x2_1000_1000)]
        #expect(try added(hole, 0x2_0000_0000, 1 << 30) == [.unexplained])
        var device = host
        device.memory?.device = [Make.range(0x2_0000_0000, 0x2_4000_0000)]
        #expect(try added(device, 0x2_0000_0000, 2 << 20) == [.deviceMemory])
    }

    @Test("what was not read is not compared; what lies behind a cut neither")
    func coverage() throws {
        let host = Make.host(v(6, 12), "rodata=on")
        let whole = Predictor.predict(host).layout.segments
        let first = Array(whole.prefix(3))
        let cut = try compare(host, first, end: "")
        #expect(cut.agrees && cut.observation.isCutOff && cut.differences.isEmpty)
        #expect(cut.bytesCompared == first.reduce(0) { $0 + $1.range.size })
        #expect(cut.leafTotals(Predictor.predict(host)).allSatisfy { $0.predicted == $0.observed })
        let missing = try compare(host, first)
        #expect(!missing.agrees)
        let last = whole[whole.count - 1].range
        let unread = try compare(
            host, Array(whole.dropLast()),
            end: "0x\(String(last.start, radix: 16))-0x\(String(last.end, radix: 16)) - unread\n# end\n")
        #expect(unread.agrees && unread.observation.bytesUnread == last.size)
        #expect(unread.bytesCompared + last.size == Predictor.predict(host).layout.mappedBytes)
    }

    @Test("a walk of another map disagrees")
    func disagrees() throws {
        let blocks = Predictor.predict(Make.host(v(6, 12), "rodata=on")).layout.segments
        let comparison = try compare(Make.host(v(6, 12)), blocks)
        #expect(!comparison.agrees && comparison.bytesByCause[.unexplained, default: 0] > 2 << 30)
    }
}
