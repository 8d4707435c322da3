import Arm64
import TLB
import Testing

struct ExactCountTests {
    static let specs = [
        "L1:64:4,L2:1024:4", "L1:48:48,L2:1280:5", "L1:40:40,L2:2048:8", "L1:96:96,L2:2048:8",
        "L1:1:1", "L1:8:1,L2:64:2", "L1:7:7,L2:307:1", "L1:60:20,L2:1536:12", "L1:33:3,L2:1290:6",
        "L1:44:11,L2:512:16,L3:4096:32", "L1:14:7,L2:130:13", "L1:30:15,L2:221:17", "L1:18:9,L2:60:10",
        "L1:64:4:plru,L2:1024:4:plru", "L1:32:32:plru,L2:1536:8:plru", "L1:16:2:plru,L2:64:64:plru",
        "L1:48:48:random,L2:1280:5:random", "L1:63:3:random,L2:300:100:random", "L1:2:2,L2:4:4:random",
    ]

    @Test(arguments: specs, [4096, 65536, 2 << 20] as [UInt64])
    func countsEqualTheReferenceForOnePageSize(_ spec: String, page: UInt64) throws {
        let shape = try hierarchy(spec)
        for pattern in Accesses.allCases {
            let addresses = pattern.addresses(20_000, page: page)
            var simulator = Simulator(shape, try TranslationMap(page: page, granule: .k4))
            simulator.run(addresses)
            var reference = Reference(shape, page: page)
            reference.run(addresses)
            #expect(simulator.counts == reference.counts, "\(pattern)")
        }
    }
}
