import Arm64
import LinearMap
import TLB
import Testing

struct MissCurveTests {
    private func curve(_ addresses: [UInt64], _ mostEntries: Int) throws -> MissCurve {
        let level = TLBLevel(name: "any", shape: try CacheShape(entries: 1, ways: 1))
        var distances = try StackDistances(level, try TranslationMap(page: 4096), mostEntries: mostEntries)
        distances.run(addresses)
        return distances.curve
    }

    @Test(arguments: [1, 2, 17, 300]) func everySizeEqualsItsOwnSimulation(_ mostEntries: Int) throws {
        for pattern in Accesses.allCases {
            let addresses = pattern.addresses(8000, memory: 1 << 21)
            let curve = try curve(addresses, mostEntries)
            #expect(curve.accesses == 8000)
            #expect(curve.misses.count == mostEntries + 1)
            for entries in Set([1, 2, 3, 5, 16, 17, 64, 150, 299, 300]).filter({ $0 <= mostEntries }) {
                let shape = try hierarchy("L1:\(entries):\(entries)")
                var simulator = Simulator(shape, try TranslationMap(page: 4096))
                simulator.run(addresses)
                #expect(curve.misses(entries: entries) == simulator.counts.walks)
                #expect(curve.misses[entries] == simulator.counts.walks)
            }
            #expect(curve.misses(entries: mostEntries + 1) == nil)
            #expect(curve.misses(entries: 0) == 8000)
        }
    }

    @Test func accessesThatNothingTranslatesAreSetAside() throws {
        let level = TLBLevel(name: "any", shape: try CacheShape(entries: 1, ways: 1))
        let map = TranslationMap(layout: MixedSizeTests.layout)
        var distances = try StackDistances(level, map, mostEntries: 64)
        let addresses = MixedSizeTests.addresses(6000, seed: 2)
        distances.run(addresses)
        var simulator = Simulator(try hierarchy("L1:40:40"), map)
        simulator.run(addresses)
        #expect(distances.skipped == simulator.counts.outside + simulator.counts.invalid)
        #expect(distances.curve.accesses == simulator.counts.accesses)
        #expect(distances.curve.misses(entries: 40) == simulator.counts.walks)
    }

    @Test func setsAreEstimatedFromDistances() throws {
        let addresses = Accesses.uniform.addresses(30_000, memory: 2000 * 4096)
        let curve = try curve(addresses, 4096)
        var simulator = Simulator(try hierarchy("L1:1024:4"), try TranslationMap(page: 4096))
        simulator.run(addresses)
        let estimate = curve.estimatedMisses(sets: 256, ways: 4)
        // The pages are spread over the sets evenly, not at random as the estimate takes them to be.
        #expect(abs(estimate / Double(simulator.counts.walks) - 1) < 0.05)
        // One set is no estimate.
        let whole = Double(try #require(curve.misses(entries: 64)))
        #expect(abs(curve.estimatedMisses(sets: 1, ways: 64) - whole) < 0.5)
        #expect(SetAssociativeEstimate.missLikelihood(between: 3, sets: 256, ways: 4) == 0)
        #expect(SetAssociativeEstimate.missLikelihood(between: 1 << 40, sets: 256, ways: 4) > 0.999)
    }

    @Test func sizesBeyondTheLimitAreRefused() throws {
        let level = TLBLevel(name: "any", shape: try CacheShape(entries: 1, ways: 1))
        let map = try TranslationMap(page: 4096)
        #expect(throws: TLBShapeError.noEntries(0)) { try StackDistances(level, map, mostEntries: 0) }
        #expect(throws: TLBShapeError.tooManyEntries(1 << 30)) {
            try StackDistances(level, map, mostEntries: 1 << 30)
        }
    }
}
