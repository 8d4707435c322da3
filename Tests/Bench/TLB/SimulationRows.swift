import Arm64
import LinearMap
import TLB

/// Uniform accesses from memory, over and over.
private struct Repeated: AccessSource {
    let addresses: [UInt64]
    var rounds: Int

    mutating func next(_ buffer: inout [UInt64]) throws(TraceError) -> Int {
        guard rounds > 0 else { return 0 }
        rounds -= 1
        let count = min(buffer.count, addresses.count)
        buffer.replaceSubrange(0..<count, with: addresses[..<count])
        return count
    }
}

/// 1000 runs of 16 MiB: blocks, pages and contiguous blocks in turn, with a hole after each.
private func manyRuns() -> [Segment] {
    (0..<1000).compactMap { index -> Segment? in
        let start = 0x8000_0000 + UInt64(index) * (32 << 20)
        let leaf = [Leaf(size: 2 << 20), Leaf(size: 4096), Leaf(size: 4096, contiguous: true)][index % 3]
        return AddressRange(start, start + (16 << 20)).map { Segment(range: $0, leaf: leaf) }
    }
}

/// What layouts, threads and sweeps cost, against one page size on one thread. Processor time, but for threads.
func simulationRows() throws {
    var random = SplitMix64(seed: 3)
    let segments = manyRuns()
    let addresses = (0..<65536).map { _ -> UInt64 in
        segments[Int(random.next() % 1000)].range.start + random.next() % (16 << 20)
    }
    let hierarchy = try TLBSpec.parse("L1:48:48,L2:1280:5")
    let layout = Layout(segments: segments, tables: TableCount(), granule: .k4)
    let pages = try TranslationMap(page: 4096)
    func time(
        _ map: TranslationMap, simulations: Int, threads: Int, _ clock: () -> Double = processorSeconds
    ) throws -> Double {
        let start = clock()
        var ensemble = Ensemble(
            [Simulator](repeating: Simulator(hierarchy, map), count: simulations), threads: threads)
        var source = Repeated(addresses: addresses, rounds: 64)
        try ensemble.run(&source)
        return clock() - start
    }
    func best(_ body: () throws -> Double) rethrows -> Double {
        try (0..<5).map { _ in try body() }.min() ?? 0
    }
    let plain = try best { try time(pages, simulations: 1, threads: 1) }
    let mixed = try best { try time(TranslationMap(layout: layout), simulations: 1, threads: 1) }
    row(
        "uniform over a layout of 1000 runs, against one page size", rounded(mixed / plain), "about 3 or less"
    )
    let four = try best { try time(pages, simulations: 4, threads: 1, seconds) }
    let shared = try best { try time(pages, simulations: 4, threads: 2, seconds) }
    row(
        "four simulations on two threads, against one", rounded(shared / four), "near 0.5 with two idle cores"
    )
    let sweep = try best {
        var distances = try StackDistances(hierarchy.levels[0], pages, mostEntries: 4096)
        let start = processorSeconds()
        var source = Repeated(addresses: addresses, rounds: 16)
        try distances.run(&source)
        return processorSeconds() - start
    }
    row(
        "all sizes to 4096 in one pass, against one simulation", rounded(sweep * 4 / plain),
        "about 40 or less")
}
