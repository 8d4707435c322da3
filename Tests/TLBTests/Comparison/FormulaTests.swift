import Arm64
import LinearMap
import Testing

@testable import TLB

@Suite struct FormulaTests {
    private func answers(
        _ workload: String, _ spec: String, _ layout: LayoutCase, bytes: UInt64, accesses: UInt64 = 1_000_000
    ) throws -> [Double] {
        let memory = try #require(WorkloadMemory(bytes: bytes))
        return Formulas.answers(
            try WorkloadMix(parsing: workload), try TLBSpec.parse(spec), layout, memory, accesses: accesses
        ).map(\.missRatio)
    }

    @Test func `uniform over 8192 blocks misses 48 entries 0.99414 of the time`() throws {
        let found = try answers(
            "uniform", "L1:48:48,L2:1280:5", try LayoutCase(page: 2 << 20), bytes: 16 << 30)
        #expect(abs(found[0] - (1 - 48.0 / 8192)) < 1e-9)
        #expect(abs(found[1] - 0.84375) < 1e-9)
    }

    @Test func `sequential lines miss 15.625 times per thousand on 4K pages`() throws {
        let found = try answers("sequential", "L1:48:48", try LayoutCase(page: 4096), bytes: 64 << 30)
        #expect(abs(found[0] - 0.015625) < 1e-9)
    }

    @Test func `what fits does not miss`() throws {
        #expect(try answers("uniform", "L1:48:48", try LayoutCase(page: 2 << 20), bytes: 96 << 20) == [0])
    }

    @Test func `the workloads without a formula have none, and mixes neither`() throws {
        for workload in ["copy", "slab", "network", "page-cache", "uniform:1,zipf:1"] {
            #expect(try answers(workload, "L1:48:48", try LayoutCase(page: 4096), bytes: 1 << 30) == [])
        }
    }

    @Test(arguments: ["uniform", "zipf", "sequential"])
    func `formula and simulation agree where the level is fully associative`(workload: String) throws {
        let layout = Make.layoutCase(64 << 20, Leaf(size: 4096))
        let memory = try #require(WorkloadMemory(bytes: 64 << 20))
        let mix = try WorkloadMix(parsing: workload)
        var source = Workload(mix, memory: memory, seed: 3, accesses: 300_000)
        let hierarchy = try TLBSpec.parse("L1:512:512")
        var comparison = Comparison([layout], hierarchy, core: nil)
        try comparison.run(&source)
        let simulated = comparison.results(memory: memory)[0].missRatio(level: 0)
        let formula = try #require(
            Formulas.answers(mix, hierarchy, layout, memory, accesses: 300_000).first?.missRatio)
        #expect(abs(simulated - formula) < 0.01, "simulated \(simulated), formula \(formula)")
    }

    @Test(arguments: [512, 128], [16_384, 60_000, 65_536, 1] as [UInt64])
    func `sequential passes count exactly, held or not`(entries: Int, accesses: UInt64) throws {
        let layout = Make.layoutCase(1 << 20, Leaf(size: 4096))
        let memory = try #require(WorkloadMemory(bytes: 1 << 20))
        let mix = WorkloadMix(.sequential)
        let hierarchy = try TLBSpec.parse("L1:\(entries):\(entries)")
        var source = Workload(mix, memory: memory, seed: 1, accesses: accesses)
        var comparison = Comparison([layout], hierarchy, core: nil)
        try comparison.run(&source)
        let misses = comparison.results(memory: memory)[0].counts.walks
        let formula = Formulas.answers(mix, hierarchy, layout, memory, accesses: accesses)[0].missRatio
        #expect(abs(formula * Double(accesses) - Double(misses)) < 0.001)
    }

    @Test func `leaves of several sizes are weighed by what they cover`() throws {
        // 64 MiB in pages, and 1 GiB in one block that hardly ever leaves.
        let segments = [
            Segment(range: Make.range(0, 64 << 20), leaf: Leaf(size: 4096)),
            Segment(range: Make.range(1 << 30, 2 << 30), leaf: Leaf(size: 1 << 30)),
        ]
        let layout = Layout(segments: segments, tables: TableCount(), granule: .k4)
        let memory = try #require(WorkloadMemory(layout))
        let found = Formulas.answers(
            WorkloadMix(.uniform), try TLBSpec.parse("L1:48:48"),
            LayoutCase(.asIs, layout, offset: 0, vaBits: 48), memory, accesses: 1)
        let inPages = 64.0 / 1088
        #expect(abs(found[0].missRatio - inPages * (1 - 47.0 / 16384)) < 0.001)
    }

    @Test func `entries are counted no further than asked`() throws {
        let memory = try #require(WorkloadMemory(bytes: 1 << 30))
        let level = TLBLevel(name: "L1", shape: try CacheShape(entries: 48, ways: 48))
        let classes = EntryClasses(try LayoutCase(page: 4096), level, memory)
        #expect(classes.entries == 262_144 && classes.bytes == 1 << 30)
        #expect(EntryClasses(try LayoutCase(page: 4096), level, memory, limit: 8192).entries == 2)
    }
}
