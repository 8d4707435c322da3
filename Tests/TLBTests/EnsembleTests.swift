import TLB
import Testing

/// Addresses from memory.
struct ListedAccesses: AccessSource {
    var addresses: ArraySlice<UInt64>
    var failure: TraceError?

    mutating func next(_ buffer: inout [UInt64]) throws(TraceError) -> Int {
        let part = addresses.prefix(buffer.count)
        if part.isEmpty, let failure { throw failure }
        for (index, address) in part.enumerated() { buffer[index] = address }
        addresses = addresses.dropFirst(part.count)
        return part.count
    }
}

struct EnsembleTests {
    let addresses = Accesses.hot.addresses(150_000)

    private func simulators() throws -> [Simulator] {
        try ["L1:64:4,L2:1024:4", "L1:48:48,L2:1280:5", "L1:4:4", "L1:8:2:plru", "L1:3:3:random"].map {
            Simulator(try hierarchy($0), try TranslationMap(page: 4096))
        }
    }

    @Test(arguments: [1, 2, 3, 9]) func threadsDoNotChangeAnyCount(_ threads: Int) throws {
        var ensemble = Ensemble(try simulators(), threads: threads)
        var source = ListedAccesses(addresses: addresses[...])
        var reported: [UInt64] = []
        try ensemble.run(&source) { reported.append($0) }
        var alone = try simulators()
        for index in alone.indices { alone[index].run(addresses) }
        #expect(ensemble.sinks.map(\.counts) == alone.map(\.counts))
        #expect(reported == [65_536, 131_072, 150_000])
    }

    @Test func aFailureLeavesWhatCameBefore() throws {
        var ensemble = Ensemble(try simulators(), threads: 2)
        var source = ListedAccesses(addresses: addresses[...], failure: .empty)
        #expect(throws: TraceError.self) { try ensemble.run(&source) }
        #expect(ensemble.sinks.allSatisfy { $0.counts.accesses == 150_000 })
    }

    @Test func noSinksJustReadTheSource() throws {
        var ensemble = Ensemble<Simulator>([])
        var source = ListedAccesses(addresses: addresses[...])
        try ensemble.run(&source)
        #expect(source.addresses.isEmpty)
    }

    @Test func sizesAreSweptForSeveralPageSizesAtOnce() throws {
        let level = TLBLevel(name: "any", shape: try CacheShape(entries: 1, ways: 1))
        let sweeps = try [4096, 65536].map {
            try StackDistances(level, try TranslationMap(page: $0), mostEntries: 128)
        }
        var ensemble = Ensemble(sweeps, threads: 2)
        var source = ListedAccesses(addresses: addresses[...])
        try ensemble.run(&source)
        for (index, page) in ([4096, 65536] as [UInt64]).enumerated() {
            var simulator = Simulator(try hierarchy("L1:48:48"), try TranslationMap(page: page))
            simulator.run(addresses)
            #expect(ensemble.sinks[index].curve.misses(entries: 48) == simulator.counts.walks)
        }
    }
}
