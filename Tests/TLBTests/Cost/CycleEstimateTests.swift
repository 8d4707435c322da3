import Arm64
import LinearMap
import Testing

@testable import TLB

@Suite struct CycleEstimateTests {
    /// 1000 accesses that all miss the first level; `walks` of them walk and read one entry each.
    private func counts(walks: UInt64, level: Int = 3) -> Counts {
        Counts(
            accesses: 1000,
            levels: [
                .init(name: "L1", accesses: 1000, misses: 1000),
                .init(name: "L2", accesses: 1000, misses: walks),
            ], walks: walks, walkReads: [.init(tableLevel: level, reads: walks)], outside: 0, invalid: 0)
    }

    private func core(_ name: String) throws -> CoreProfile { try CoreProfiles.named(name) }

    /// Tables for `memory` in pages: 1/512 of it.
    private func footprint(_ memory: UInt64) -> TableFootprint {
        TableFootprint(memory: memory, page: 4096, granule: .k4)
    }

    @Test func `a hit of the second level costs what was published`() throws {
        let estimate = try CycleEstimate(
            counts(walks: 0), on: core("N1"), footprint: footprint(1 << 30), sameLine: 0)
        #expect(estimate.perAccess == 5...5)
    }

    @Test func `walks over small tables are served by the nearest cache`() throws {
        // 64 MiB in pages take 128 KiB of entries: they fit the 1 MiB, and half of it.
        let estimate = try CycleEstimate(
            counts(walks: 1000), on: core("N1"), footprint: footprint(64 << 20), sameLine: 0)
        // 11 cycles with four walks at once, to 13.5 with one.
        #expect(estimate.perAccess == 11.0 / 4...13.5)
    }

    @Test func `walks over large tables go to memory`() throws {
        // 1 TiB in pages take 2 GiB of entries; the caches serve 1/2048 and 1/64 of them.
        let estimate = try CycleEstimate(
            counts(walks: 1000), on: core("N1"), footprint: footprint(1 << 40), sameLine: 0)
        let low = (11.0 / 2048 + 72 * (1.0 / 64 - 1.0 / 2048) + 202.5 * 63 / 64) / 4
        #expect(abs(estimate.perAccess.lowerBound - low) < 0.001)
        #expect(estimate.perAccess.upperBound > 230 && estimate.perAccess.upperBound < 238.75)
    }

    @Test func `reads in the same line are served by the nearest cache`() throws {
        let near = try CycleEstimate(
            counts(walks: 1000), on: core("N1"), footprint: footprint(1 << 40), sameLine: 1)
        #expect(near.perAccess == 11.0 / 4...13.5)
    }

    @Test func `a larger footprint never costs less`() throws {
        var last = 0.0
        for shift in 28...44 {
            let estimate = try CycleEstimate(
                counts(walks: 500), on: core("N2"), footprint: footprint(1 << UInt64(shift)), sameLine: 0.2)
            #expect(estimate.perAccess.lowerBound >= last && estimate.ofHits.upperBound > 0)
            last = estimate.perAccess.lowerBound
        }
    }

    @Test(arguments: ["Cortex-A72", "Neoverse V3", "ThunderX2", "Neoverse N3"])
    func `without published latencies there are no cycles`(name: String) throws {
        #expect(throws: CycleEstimate.Unknown.self) {
            try CycleEstimate(counts(walks: 10), on: core(name), footprint: footprint(1 << 30), sameLine: 0)
        }
    }

    @Test func `a latency that is missing matters only where it is needed`() throws {
        // V1 has no latency of its L3 and memory: 256 MiB have 512 KiB of entries, which half of its L2 holds.
        let small = try CycleEstimate(
            counts(walks: 10), on: core("V1"), footprint: footprint(256 << 20), sameLine: 0)
        #expect(small.perAccess.upperBound > 0)
        #expect(throws: CycleEstimate.Unknown.self) {
            try CycleEstimate(counts(walks: 10), on: core("V1"), footprint: footprint(1 << 30), sameLine: 0)
        }
    }

    @Test func `the footprint counts eight bytes an entry at every level`() {
        let pages = TableFootprint(memory: 1 << 30, page: 4096, granule: .k4)
        #expect(pages.bytes == [3: 2 << 20, 2: 4096, 1: 8, 0: 8])
        let blocks = TableFootprint(memory: 1 << 30, page: 2 << 20, granule: .k4)
        #expect(blocks.bytes == [2: 4096, 1: 8, 0: 8])
        let large = TableFootprint(memory: 64 << 30, page: 1 << 30, granule: .k4)
        #expect(large.bytes == [1: 512, 0: 8])
    }

    @Test func `only the entries of the memory in use count`() throws {
        let layout = Make.layout([Make.range(0, 1 << 30)], Leaf(size: 4096))
        let memory = try #require(WorkloadMemory(layout, footprint: 64 << 20))
        #expect(TableFootprint(layout, memory: memory).bytes[3] == 128 << 10)
        #expect(TableFootprint(layout).bytes[3] == 2 << 20)
    }

    @Test func `neighbouring entries share a line eight at a time`() throws {
        let map = Make.layoutCase(1 << 30, Leaf(size: 4096)).map
        var locality = LineLocality()
        let lines = (0..<UInt64(64 * 4096)).map { $0 * 64 }
        locality.observe(lines.span, map)
        #expect(abs(locality.sameLine - 0.875) < 0.001)
        var far = LineLocality()
        let steps: [UInt64] = [0, 1 << 20, 2 << 20, 0]
        far.observe(steps.span, map)
        #expect(far.sameLine == 0)
        var wide = LineLocality(entriesPerLine: 32)
        wide.observe(lines.span, map)
        #expect(abs(wide.sameLine - 31.0 / 32) < 0.001)
    }
}
