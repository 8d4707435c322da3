import TLB
import Testing

/// The engine against the reference: every count must be equal.
struct ExactCountTests {
    static let specs = [
        "L1:64:4,L2:1024:4", "L1:48:48,L2:1280:5", "L1:40:40,L2:2048:8",
        "L1:1:1", "L1:8:1,L2:64:2", "L1:7:7,L2:307:1", "L1:60:20,L2:1536:12", "L1:33:3,L2:1290:6",
        "L1:44:11,L2:512:16,L3:4096:32", "L1:14:7,L2:130:13", "L1:30:15,L2:221:17", "L1:18:9,L2:60:10",
        "L1:64:4:plru,L2:1024:4:plru", "L1:32:32:plru,L2:1536:8:plru", "L1:16:2:plru,L2:64:64:plru",
        "L1:48:48:random,L2:1280:5:random", "L1:63:3:random,L2:300:100:random", "L1:2:2,L2:4:4:random",
        "L1:4:1:plru,L2:4:1:random",
    ]

    @Test(arguments: specs) func countsEqualTheReferenceWithSmallPages(_ spec: String) throws {
        for pattern in Accesses.allCases {
            try compare(spec, page: 4096, pattern.addresses(6000))
        }
    }

    @Test(arguments: specs.prefix(3), [65536, 2 << 20, 1 << 30] as [UInt64])
    func countsEqualTheReferenceWithLargePages(_ spec: String, page: UInt64) throws {
        for pattern in Accesses.allCases {
            try compare(spec, page: page, pattern.addresses(6000, page: page))
        }
    }

    /// Habits are learned from one batch and used for the next, and must not matter.
    @Test(arguments: specs) func countsEqualTheReferenceWhereThePatternChanges(_ spec: String) throws {
        let parts = Accesses.allCases + Accesses.allCases.reversed()
        try compare(spec, page: 4096, parts.flatMap { $0.addresses(3000, memory: 1 << 24) })
    }

    @Test(arguments: [1, 7, 8, 9, 2047, 2048, 2049])
    func countsDoNotDependOnHowTheAccessesAreHandedOver(_ portion: Int) throws {
        let addresses = Accesses.allCases.flatMap { $0.addresses(1000) }
        let map = try TranslationMap(page: 4096)
        var whole = Simulator(try hierarchy("L1:64:4,L2:1024:4"), map)
        whole.run(addresses)
        var parts = Simulator(whole.hierarchy, map)
        for start in stride(from: 0, to: addresses.count, by: portion) {
            parts.run(Array(addresses[start..<min(start + portion, addresses.count)]))
        }
        #expect(parts.counts == whole.counts)
    }

    @Test func virtualAddressesToTheVeryLastAreTakenAsTheyAre() throws {
        let addresses = Accesses.hot.addresses(4000, base: 0xffff_0000_8000_0000) + [.max, 0, .max]
        try compare("L1:64:4,L2:1024:4", page: 4096, addresses)
        try compare("L1:48:48,L2:1280:5", page: 2 << 20, addresses)
    }

    @Test func everyAccessWalksWithoutAnyLevel() throws {
        var simulator = Simulator(Hierarchy(levels: []), try TranslationMap(page: 2 << 20))
        simulator.run(Accesses.sequential.addresses(5000))
        #expect(simulator.counts.walks == 5000)
        #expect(simulator.counts.walkReads.map(\.reads) == [5000, 5000, 5000, 0])
    }

    private func compare(_ spec: String, page: UInt64, _ addresses: [UInt64]) throws {
        let shape = try hierarchy(spec)
        var simulator = Simulator(shape, try TranslationMap(page: page, granule: .k4))
        simulator.run(addresses)
        var reference = Reference(shape, page: page)
        reference.run(addresses)
        #expect(simulator.counts == reference.counts)
    }
}
