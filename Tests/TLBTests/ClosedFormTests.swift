import TLB
import Testing

/// What can be said without simulating, against the simulation.
struct ClosedFormTests {
    @Test func sequentialStepsMissOnceAPage() throws {
        var simulator = Simulator(try hierarchy("L1:48:48,L2:1280:5"), try TranslationMap(page: 4096))
        simulator.run(Accesses.sequential.addresses(64_000, base: 0))
        #expect(simulator.counts.levels[0].misses == 1000)
        #expect(simulator.counts.walks == 1000)
        #expect(ClosedForm.sequential(step: 64, entrySize: 4096) == 0.015625)
        #expect(ClosedForm.sequential(step: 8192, entrySize: 4096) == 1)
    }

    @Test func uniformAccessesMissByTheShareOfPagesNotHeld() throws {
        var simulator = Simulator(try hierarchy("L1:48:48,L2:1280:5"), try TranslationMap(page: 2 << 20))
        var random = SplitMix64(seed: 5)
        // Filled first, so that cold misses do not count.
        simulator.run((0..<50_000).map { _ in random.next(upperBound: 1 << 34) })
        let warm = simulator.counts
        simulator.run((0..<400_000).map { _ in random.next(upperBound: 1 << 34) })
        let misses = simulator.counts.levels[0].misses - warm.levels[0].misses
        #expect(abs(Double(misses) / 400_000 - 0.99414) < 0.0006)
        #expect(abs(ClosedForm.uniform(pages: 8192, entries: 48) - 0.99414) < 0.00001)
        #expect(ClosedForm.uniform(pages: 40, entries: 48) == 0)
        let walks = Double(simulator.counts.walks - warm.walks) / 400_000
        #expect(abs(walks - ClosedForm.uniform(pages: 8192, entries: 1280)) < 0.003)
    }

    @Test func cheAgreesWithTheUniformFormWhereAllPagesAreAlike() {
        let groups = [CheApproximation.Group(pages: 8192, share: 1.0 / 8192)]
        #expect(abs(CheApproximation.missRatio(groups, entries: 48) - 0.99414) < 0.0001)
        #expect(CheApproximation.missRatio(groups, entries: 8192) == 0)
    }

    @Test(arguments: [0.6, 0.8, 1.0, 1.2]) func cheAgreesWithASimulationOfZipf(_ exponent: Double) throws {
        let pages: UInt64 = 4000
        let groups = CheApproximation.zipf(pages: pages, exponent: exponent)
        #expect(abs(groups.reduce(0) { $0 + $1.pages * $1.share } - 1) < 1e-9)
        #expect(groups.reduce(0) { $0 + $1.pages } == 4000)
        // Draws by the cumulated shares.
        var sums: [Double] = []
        var first: [UInt64] = []
        var sum = 0.0, rank: UInt64 = 0
        for group in groups {
            first.append(rank)
            sum += group.pages * group.share
            rank += UInt64(group.pages)
            sums.append(sum)
        }
        var random = SplitMix64(seed: 9)
        let addresses = (0..<150_000).map { _ -> UInt64 in
            let draw = Double(random.next() >> 11) / 9_007_199_254_740_992
            let group = min(sums.firstIndex { $0 > draw } ?? 0, groups.count - 1)
            return (first[group] + random.next(upperBound: UInt64(groups[group].pages))) * 4096
        }
        var simulator = Simulator(try hierarchy("L1:100:100"), try TranslationMap(page: 4096))
        simulator.run(addresses)
        let simulated = Double(simulator.counts.walks) / 150_000
        #expect(abs(simulated - CheApproximation.missRatio(groups, entries: 100)) < 0.01)
    }
}
