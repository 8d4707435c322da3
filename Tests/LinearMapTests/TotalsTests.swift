import Arm64
import HostFacts
import Snapshot
import Testing

@testable import LinearMap

@Suite("Totals are held against the prediction, and judged for what they can tell")
struct TotalsTests {
    private func meminfo(_ host: Host, _ lines: [(String, UInt64)]) throws -> Verification.Comparison {
        let text = "MemTotal: 1 kB\n" + lines.map { "DirectMap\($0.0):\t\($0.1 >> 10) kB\n" }.joined()
        var host = host
        host.directMap = try Meminfo.parse(Snapshot.File(path: "proc/meminfo", bytes: Array(text.utf8)))
            .directMap
        return try #require(Verification(Predictor.predict(host)).comparisons.first)
    }

    private func lines(_ host: Host) -> [(String, UInt64)] {
        let layout = Predictor.predict(host).layout
        let names: [UInt64: String] = [
            4096: "4K", 65536: "64K", 2 << 20: "2M", 32 << 20: "32M", 1 << 30: "1G",
        ]
        var bytes: [UInt64: UInt64] = [:]
        for run in layout.segments { bytes[run.leaf.reach(layout.granule), default: 0] += run.range.size }
        return names.sorted { $0.key < $1.key }.map { ($0.value, bytes[$0.key] ?? 0) }
    }

    @Test("contiguous groups stand in lines of their own")
    func same() throws {
        let host = Make.host(v(7, 2), "rodata=noalias")
        let comparison = try meminfo(host, lines(host))
        #expect(comparison.isDecisive && comparison.agrees && comparison.likely == nil)
        #expect(comparison.bytesCompared == 3 << 30 && comparison.bytesDiffering == 0)
        #expect(comparison.totals.map(\.reach) == [4096, 65536, 2 << 20, 32 << 20, 1 << 30])
        #expect(comparison.differences.isEmpty && comparison.observation.coverage.isEmpty)
    }

    @Test("a map in blocks is no map in pages")
    func disagrees() throws {
        let blocks = Make.host(v(6, 12), "rodata=on")
        let comparison = try meminfo(Make.host(v(6, 12)), lines(blocks))
        #expect(comparison.likely == .unexplained && !comparison.agrees)
        #expect(comparison.bytesDiffering > 2 << 30)
    }

    @Test("finer totals on a kernel that splits are splits; coarser ones are not")
    func splits() throws {
        let host = Make.host(v(6, 18), midr: [0x410f_d842])
        var split = lines(host)
        func move(_ bytes: UInt64, from: Int, to: Int) {
            split[from].1 -= bytes
            split[to].1 += bytes
        }
        move(1 << 30, from: 4, to: 3)
        #expect(try meminfo(host, split).likely == .runTimeSplit)
        move(1 << 30, from: 3, to: 4)
        move(512 << 20, from: 3, to: 4)
        #expect(try meminfo(host, split).likely == .unexplained)
    }

    @Test("how the image's alias is counted is not known")
    func alias() throws {
        let host = Make.host(v(6, 12), "rodata=on")
        var other = lines(host)
        other[2].1 -= 8 << 20
        #expect(try meminfo(host, other).likely == .unknownFact)
    }

    /// 256 GiB of memory, of which the page allocator was given all but `reserved`.
    private func memTotal(_ line: String, reserved: UInt64, config: [String: String] = [:]) throws
        -> Verification.Comparison
    {
        let all = ["HUGETLB_PAGE_OPTIMIZE_VMEMMAP": "n"].merging(config) { $1 }
        var host = Make.host(v(6, 12), line, config: all)
        host.memory?.boot = [Make.range(0x4000_0000, 0x40_4000_0000)]
        let structs: UInt64 = (256 << 30) / 4096 * 64
        host.pageStructBytes = Sourced(64, Make.evidence())
        host.memTotal = Sourced((256 << 30) - structs - reserved, Make.evidence())
        return try #require(Verification(Predictor.predict(host)).comparisons.first)
    }

    @Test("MemTotal can disprove a map in pages, whose tables take 2 MiB a GiB")
    func pages() throws {
        let there = try memTotal("", reserved: 800 << 20)
        #expect(!there.isDecisive && there.agrees && there.bytesDiffering == 0)
        let gone = try memTotal("", reserved: 200 << 20)
        #expect(gone.isDecisive && gone.likely == .unexplained && !gone.agrees)
        #expect(gone.note?.contains("rather in blocks") == true)
        // Struct pages that were given back to huge pages could explain it.
        let optimised = try memTotal("", reserved: 200 << 20, config: ["HUGETLB_PAGE_OPTIMIZE_VMEMMAP": "y"])
        #expect(!optimised.isDecisive)
    }

    @Test("MemTotal never speaks against blocks, nor when memory is there that no list names")
    func blocks() throws {
        #expect(try !memTotal("rodata=on", reserved: 800 << 20).isDecisive)
        #expect(try !memTotal("rodata=on", reserved: 0).isDecisive)
        var host = Make.host(v(6, 12))
        host.memTotal = Sourced(300 << 30, Make.evidence())
        let verification = Verification(Predictor.predict(host))
        #expect(verification.agrees && !verification.isDecided)
    }
}
