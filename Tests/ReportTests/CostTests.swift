import Arm64
import Foundation
import LinearMap
import TLB
import Testing

@testable import Report

/// What `linmap tlb`, `linmap cores` and the report's cost section say.
@Suite struct CostTests {
    private func answer(
        _ workload: String, core: String? = "Neoverse N1", pages: [UInt64] = [4096, 2 << 20],
        sweep: Bool = false
    ) throws -> TLBAnswer {
        let profile = try core.map { name throws in try CoreProfiles.named(name) }
        let hierarchy = try profile?.hierarchy() ?? TLBSpec.parse("L1:64:4,L2:1024:4")
        let memory = try #require(WorkloadMemory(bytes: 64 << 20))
        let mix = try WorkloadMix(parsing: workload)
        var source = Workload(mix, memory: memory, seed: 1, accesses: 20_000)
        var comparison = Comparison(
            try pages.map { try LayoutCase(page: $0) }, hierarchy, core: profile, sweep: sweep)
        try comparison.run(&source)
        var answer = TLBAnswer(
            snapshot: nil, core: profile, coreChoice: "--core", hierarchy: hierarchy,
            accesses: .workload(mix, seed: 1, memory: memory), results: comparison.results(memory: memory))
        answer.sweep = comparison.sweep(others: [48, 1280])
        return answer
    }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `the document holds the counts as they were`() throws {
        let answer = try answer("uniform")
        let document = try json(JSONText.render(TLBDocument(answer)))
        let layouts = try #require(document["layouts"] as? [[String: Any]])
        for (layout, result) in zip(layouts, answer.results) {
            #expect(layout["walks"] as? UInt64 == result.counts.walks)
            #expect(layout["walkReads"] as? UInt64 == result.counts.totalWalkReads)
            let byLevel = try #require(layout["walkReadsByLevel"] as? [[String: Int]])
            #expect(byLevel.reduce(0) { $0 + ($1["reads"] ?? 0) } == Int(result.counts.totalWalkReads))
        }
        #expect(document["accesses"] as? Int == 20_000 && document["sweep"] == nil)
        let latencies = try #require(document["latencies"] as? [[String: Any]])
        #expect(latencies.count == 4)
        #expect(latencies.allSatisfy { ($0["source"] as? String)?.isEmpty == false })
    }

    @Test func `a sweep has the core's own sizes among the powers of two`() throws {
        let document = try json(JSONText.render(TLBDocument(try answer("zipf", sweep: true))))
        let curve = try #require((document["sweep"] as? [[String: Any]])?.first)
        let points = try #require(curve["points"] as? [[String: Double]])
        let entries = points.compactMap { $0["entries"] }
        #expect(entries.contains(48) && entries.contains(1280) && entries == entries.sorted())
        let misses = points.compactMap { $0["missesPerAccess"] }
        #expect(misses == misses.sorted(by: >))
    }

    @Test func `stack distances of a sweep stand beside the simulated last level`() throws {
        let answer = try answer("zipf:1,network:1", core: nil, sweep: true)
        let document = try json(JSONText.render(TLBDocument(answer)))
        for (layout, result) in zip(document["layouts"] as? [[String: Any]] ?? [], answer.results) {
            let formulas = try #require(layout["formulas"] as? [[String: Any]])
            let last = try #require(formulas.last)
            #expect(last["level"] as? String == "L2" && last["origin"] as? String == "stack distances")
            let estimate = try #require(last["missesPerAccess"] as? Double)
            #expect(abs(estimate - result.walkRatio) < 0.01 + 0.05 * result.walkRatio)
        }
        let text = TLBText.render(answer, style: .init(isColored: false))
        #expect(text.contains("by stack distances: sets by Smith's estimate"))
    }

    @Test(arguments: ["uniform", "copy:1,slab:2"])
    func `text stays within a hundred columns`(workload: String) throws {
        for core in ["Neoverse N1", "AmpereOne", "ThunderX2", nil] {
            let text = TLBText.render(
                try answer(workload, core: core, sweep: true), style: .init(isColored: false))
            for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        }
    }

    @Test func `a picture without accesses to draw is still one`() throws {
        var answer = try answer("uniform", sweep: true)
        #expect(TLBPicture.svg(answer).hasSuffix("</svg>\n"))
        answer.results = []
        answer.sweep = []
        #expect(TLBPicture.svg(answer).hasSuffix("</svg>\n"))
        answer.sweep = [SweepCurve(layout: "none", points: [])]
        #expect(TLBPicture.svg(answer).hasSuffix("</svg>\n"))
    }

    @Test func `hostile names reach neither terminal nor XML`() throws {
        var answer = try answer("uniform")
        answer.snapshot = "\u{1b}[31m<evil & co>\n"
        answer.notes = ["\u{1b}]0;title\u{7}"]
        let text = TLBText.render(answer, style: .init(isColored: false))
        #expect(!text.unicodeScalars.contains { $0.isUnsafeToPrint && $0 != "\n" })
        let picture = TLBPicture.svg(answer)
        #expect(!picture.contains("\u{1b}") && !picture.contains("<evil"))
    }

    @Test func `every core is explained within a hundred columns`() {
        for profile in CoreProfiles.all {
            let text = CoresText.explain(profile, style: .init(isColored: false))
            #expect(text.contains(profile.name))
            for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        }
        for line in CoresText.list(CoreProfiles.all).split(separator: "\n") {
            #expect(line.count <= 100, "\(line)")
        }
    }

    @Test(arguments: [
        (0.0, "0"), (999.96, "1000"), (99.94, "99.9"), (15.625, "15.6"), (1, "1.00"), (0.0305, "0.0305"),
        (0.00001, "< 0.0001"), (-0.00001, "> -0.0001"), (1e300, "?"), (.nan, "?"), (-2.5, "-2.50"),
    ])
    func `numbers have three digits`(value: Double, text: String) { #expect(CostNumber.short(value) == text) }

    @Test(arguments: [
        (0.0, "0"), (95.4, "95"), (4.14, "4.1"), (0.456, "0.46"), (0.001, "< 0.01"), (-0.001, "> -0.01"),
        (1e300, "?"),
    ])
    func `estimates have two`(value: Double, text: String) { #expect(CostNumber.rough(value) == text) }

    @Test func `JSON numbers have six digits and are finite`() {
        #expect(CostNumber.rounded(0.123456789) == 0.123457)
        #expect(CostNumber.rounded(123456789) == 123457000)
        #expect(CostNumber.rounded(.nan) == 0 && CostNumber.rounded(.infinity) == 0)
        #expect(CostNumber.rounded(-0.00012345678) == -0.000123457)
        #expect(CostNumber.grouped(1_234_567) == "1,234,567" && CostNumber.grouped(999) == "999")
    }
}
