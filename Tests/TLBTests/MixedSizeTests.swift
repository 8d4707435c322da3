import Arm64
import LinearMap
import TLB
import Testing

/// Layouts with leaves of every size, against the reference.
struct MixedSizeTests {
    static let gib: UInt64 = 1 << 30

    /// One after the other: pages, contiguous pages, blocks, contiguous blocks, 1 GiB leaves, a hole, invalid
    /// pages, and pages again.
    static let segments: [Segment] = [
        segment(2 * gib, 64 << 20, Leaf(size: 4096)),
        segment(2 * gib + (64 << 20), 64 << 20, Leaf(size: 4096, contiguous: true)),
        segment(2 * gib + (128 << 20), 128 << 20, Leaf(size: 2 << 20)),
        segment(2 * gib + (256 << 20), 768 << 20, Leaf(size: 2 << 20, contiguous: true)),
        segment(3 * gib, 3 * gib, Leaf(size: gib)),
        segment(7 * gib, 2 << 20, Leaf(size: 4096), valid: false),
        segment(7 * gib + (2 << 20), gib - (2 << 20), Leaf(size: 4096)),
    ]

    static func segment(_ start: UInt64, _ size: UInt64, _ leaf: Leaf, valid: Bool = true) -> Segment {
        Segment(range: AddressRange(start, start + size)!, leaf: leaf, valid: valid)
    }

    static let layout = Layout(segments: segments, tables: TableCount(), granule: .k4)

    /// Accesses that stay in one kind of leaf for a while, and some that go anywhere.
    static func addresses(_ count: Int, seed: UInt64) -> [UInt64] {
        var random = SplitMix64(seed: seed)
        var result: [UInt64] = []
        while result.count < count {
            let segment = segments[Int(random.next(upperBound: UInt64(segments.count)))]
            let start = segment.range.start + random.next(upperBound: segment.range.size)
            switch random.next(upperBound: 4 as UInt64) {
            case 0: result += (0..<40).map { start &+ $0 * 64 }
            case 1: result += (0..<40).map { start &+ $0 / 2 * 64 + $0 % 2 * 0x3000 }
            case 2: result += (0..<10).map { _ in 2 * gib + random.next(upperBound: 7 * gib) }
            default: result += (0..<40).map { _ in start &+ random.next(upperBound: 32 << 20) }
            }
        }
        return result
    }

    static let l1Sizes: [NativeSizes] = [
        .any, .sizes([4096, 16384, 65536, 2 << 20, 512 << 20]), .sizes([4096]),
        .sizes([4096, 65536, 1 << 20]),
    ]

    @Test(arguments: l1Sizes, [false, true])
    func countsEqualTheReferenceForAllLeavesAtOnce(_ sizes: NativeSizes, coalesces: Bool) throws {
        for (ways, policy) in [(48, .lru), (4, .lru), (16, .treePLRU), (3, .random(seed: 7))]
            as [(Int, Replacement)]
        {
            let first = TLBLevel(
                name: "L1", shape: try CacheShape(entries: 48, ways: ways, replacement: policy),
                nativeSizes: sizes, coalescesContiguous: coalesces)
            let second = TLBLevel(
                name: "L2", shape: try CacheShape(entries: 1280, ways: 5), coalescesContiguous: true)
            let shape = Hierarchy(
                levels: [first, second],
                walkCache: WalkCacheShape(levels: [
                    .init(tableLevel: 2, shape: try CacheShape(entries: 16, ways: 16)),
                    .init(tableLevel: 1, shape: try CacheShape(entries: 4, ways: 2)),
                ]))
            try compare(shape)
        }
    }

    @Test func walksReadEveryTableWithoutWalkCaches() throws {
        try compare(try hierarchy("L1:20:20"))
    }

    @Test func upperTablesAreSharedByVirtualAddress() throws {
        let shape = Hierarchy(
            levels: try hierarchy("L1:4:4").levels,
            walkCache: WalkCacheShape(levels: [
                .init(tableLevel: 0, shape: try CacheShape(entries: 1, ways: 1)),
                .init(tableLevel: 1, shape: try CacheShape(entries: 32, ways: 32)),
            ]))
        try compare(shape, offset: 0xffff_0000_0000_0000 &+ (508 << 30))
    }

    private func compare(_ shape: Hierarchy, offset: UInt64 = 0) throws {
        let addresses = Self.addresses(9000, seed: 11)
        var simulator = Simulator(shape, TranslationMap(layout: Self.layout, virtualOffset: offset))
        simulator.run(addresses)
        var reference = Reference(shape, segments: Self.segments, offset: offset)
        reference.run(addresses)
        #expect(simulator.counts == reference.counts)
        #expect(simulator.counts.outside > 0 && simulator.counts.invalid > 0 && simulator.counts.walks > 0)
    }

    @Test func everyAddressFindsItsLeaf() throws {
        let map = TranslationMap(layout: Self.layout)
        let edges = Self.segments.flatMap { segment -> [UInt64] in
            let range = segment.range
            return [range.start &- 1, range.start, range.start + range.size / 2, range.end - 1, range.end]
        }
        for address in edges + Self.addresses(2000, seed: 3) + [0, .max] {
            let segment = Self.segments.first { $0.range.contains(address) }
            let found = map.translation(at: address)
            #expect(found?.size == segment?.leaf.size)
            #expect(found?.reach == segment?.leaf.reach(.k4))
            #expect(found?.valid == segment?.valid)
        }
        #expect(
            TranslationMap(layout: Layout(segments: [], tables: TableCount(), granule: .k4)).translation(
                at: 0) == nil)
    }
}
