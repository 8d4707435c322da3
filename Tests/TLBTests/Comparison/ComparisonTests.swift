import Arm64
import LinearMap
import TLB
import Testing

@Suite struct ComparisonTests {
    private func run(
        _ layouts: [LayoutCase], _ workload: String, core: String = "Neoverse N1", bytes: UInt64,
        accesses: UInt64
    ) throws -> [LayoutResult] {
        let profile = try CoreProfiles.named(core)
        let memory = try #require(WorkloadMemory(bytes: bytes))
        var source = Workload(
            try WorkloadMix(parsing: workload), memory: memory, seed: 1, accesses: accesses)
        var comparison = Comparison(layouts, try profile.hierarchy(), core: profile)
        try comparison.run(&source)
        return comparison.results(memory: memory)
    }

    @Test func `every map sees the same accesses, as if it were alone`() throws {
        let cases = [
            Make.layoutCase(1 << 30, Leaf(size: 4096)),
            Make.layoutCase(1 << 30, Leaf(size: 4096, contiguous: true), kind: .pages),
            Make.layoutCase(1 << 30, Leaf(size: 2 << 20), kind: .blocks),
        ]
        let together = try run(cases, "zipf:1,copy:2", bytes: 1 << 30, accesses: 600_000)
        for (index, layout) in cases.enumerated() {
            let alone = try run([layout], "zipf:1,copy:2", bytes: 1 << 30, accesses: 600_000)
            #expect(alone[0].counts == together[index].counts)
            #expect(alone[0].counts.accesses == 600_000)
        }
    }

    @Test func `accesses outside a map are counted and skipped`() throws {
        let small = Make.layoutCase(4 << 20, Leaf(size: 4096))
        let result = try run([small], "sequential", bytes: 8 << 20, accesses: 1 << 17)[0]
        #expect(result.counts.accesses == 1 << 16 && result.counts.outside == 1 << 16)
    }

    @Test func `progress is told after each chunk`() throws {
        let profile = try CoreProfiles.named("N1")
        let memory = try #require(WorkloadMemory(bytes: 1 << 20))
        var source = Workload(WorkloadMix(.sequential), memory: memory, seed: 1, accesses: 600_000)
        var told: [UInt64] = []
        var comparison = Comparison(
            [Make.layoutCase(1 << 20, Leaf(size: 4096))], try profile.hierarchy(), core: profile)
        try comparison.run(&source) { told.append($0) }
        #expect(told.last == 600_000 && told.count > 1 && told == told.sorted())
    }

    @Test func `a geometry has counts and no cycles`() throws {
        let memory = try #require(WorkloadMemory(bytes: 1 << 20))
        var source = Workload(WorkloadMix(.sequential), memory: memory, seed: 1, accesses: 64)
        var comparison = Comparison(
            [try LayoutCase(page: 4096)], try TLBSpec.parse("L1:4:4"), core: nil)
        try comparison.run(&source)
        let result = comparison.results(memory: memory)[0]
        #expect(result.counts.walks == 1)
        guard case .failure = result.cycles else {
            Issue.record("cycles without a core")
            return
        }
    }
}
