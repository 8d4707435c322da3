import Arm64
import LinearMap
import Testing

/// A small deterministic generator (SplitMix64), so that a failing case can be run again by its seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

@Suite("The layout equals a page-by-page construction")
struct LayoutPropertyTests {
    /// Random ranges with edges that like to sit on, or one page beside, leaf boundaries.
    private func randomRange(_ granule: Granule, _ random: inout Seeded, span: UInt64) -> AddressRange {
        let grids = [granule.pageSize, granule.contPteSize, granule.pmdSize, granule.contPmdSize]
        func edge() -> UInt64 {
            let grid = grids.randomElement(using: &random)!
            let steps = span / grid
            var value = (steps == 0 ? 0 : UInt64.random(in: 0...steps, using: &random)) * grid
            if Bool.random(using: &random) { value += granule.pageSize }
            return min(value, span)
        }
        while true {
            let a = edge(), b = edge()
            if let range = AddressRange(min(a, b), max(a, b)) { return range }
        }
    }

    private func span(_ granule: Granule) -> UInt64 {
        switch granule {
        case .k4: 2 << 30
        case .k16: 3 << 30
        case .k64: 34 << 30
        }
    }

    private func expectEqual(
        _ builder: LayoutBuilder, _ slow: BruteForceMap, _ seed: UInt64, _ calls: [MapCall]
    ) {
        var fast = builder.segments[...]
        for (start, leaf) in slow.leaves {
            while let first = fast.first, first.range.end <= start { fast = fast.dropFirst() }
            guard let segment = fast.first, segment.range.contains(start) else {
                Issue.record("seed \(seed): nothing mapped at \(String(start, radix: 16)): \(calls)")
                return
            }
            if segment.leaf != leaf {
                Issue.record(
                    "seed \(seed): \(String(start, radix: 16)) is \(segment.leaf), not \(leaf): \(calls)")
                return
            }
        }
        let bytes = slow.leaves.reduce(0) { $0 + $1.leaf.size }
        #expect(builder.segments.reduce(0) { $0 + $1.range.size } == bytes, "seed \(seed): \(calls)")
        let tables = TableCount(
            segments: builder.segments, granule: builder.granule, offset: builder.offset, vaBits: 48)
        #expect(tables.level2 == slow.tableCounts.level2 || builder.granule == .k64, "seed \(seed): \(calls)")
        #expect(tables.level3 == slow.tableCounts.level3, "seed \(seed): \(calls)")
    }

    @Test("separate calls, all leaf flags", arguments: Granule.allCases, [0, 1] as [UInt64])
    func separateCalls(granule: Granule, shifted: UInt64) {
        for seed in UInt64(1)...60 {
            var random = Seeded(state: seed &* 977 &+ granule.rawValue &+ shifted)
            let offset = shifted * (granule == .k64 ? 512 << 20 : 1 << 30)
            var free = AddressSet([AddressRange(0, span(granule))!])
            var calls: [MapCall] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let range = randomRange(granule, &random, span: span(granule))
                // The page flags make the slow map slow: keep those ranges short.
                let leaves: MapCall.Leaves =
                    range.size > granule.pmdSize * 3
                    ? .all : [.all, .blocksOnly, .pages].randomElement(using: &random)!
                guard free.contains(range) else { continue }
                free = free.subtracting(range)
                calls.append(MapCall(range, leaves))
            }
            check(granule, offset, calls, seed)
        }
    }

    @Test("small ranges mapped first and whole banks over them", arguments: Granule.allCases)
    func overlappingCalls(granule: Granule) {
        for seed in UInt64(1)...60 {
            var random = Seeded(state: seed &* 31 &+ granule.rawValue)
            let bank = randomRange(granule, &random, span: span(granule))
            var calls: [MapCall] = []
            var free = AddressSet([bank])
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let inner = randomRange(granule, &random, span: bank.size)
                let size = min(inner.size, granule.pmdSize * UInt64.random(in: 1...4, using: &random))
                guard let range = AddressRange(bank.start + inner.start, bank.start + inner.start + size),
                    free.contains(range)
                else { continue }
                free = free.subtracting(range)
                calls.append(MapCall(range, [.all, .pages].randomElement(using: &random)!))
            }
            calls.append(MapCall(bank, .all))
            check(granule, 0, calls, seed)
        }
    }

    private func check(_ granule: Granule, _ offset: UInt64, _ calls: [MapCall], _ seed: UInt64) {
        var builder = LayoutBuilder(granule: granule, offset: offset)
        let slow = BruteForceMap(granule: granule, offset: offset)
        for call in calls {
            builder.map(call)
            slow.map(call)
        }
        expectEqual(builder, slow, seed, calls)
    }
}
