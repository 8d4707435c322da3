import Arm64
import Testing

@testable import LinearMap

@Suite("The time to build the map is what was measured, within a quarter")
struct MapBuildTimeTests {
    /// Machine, MIDR, GiB, and milliseconds of base, no-cont-remap, batch-barriers, no-alloc-remap: the table of
    /// the v3 posting of 12 April 2024, on 4 KiB pages.
    static let figures: [(String, UInt32, UInt64, [Double])] = [
        ("Apple M2 VM", 0x611f_0320, 16, [168, 78, 11, 10]),
        ("Altra VM", 0x413f_d0c1, 64, [2198, 435, 161, 104]),
        ("Altra VM", 0x413f_d0c1, 256, [8644, 1723, 656, 438]),
        ("Altra metal", 0x413f_d0c1, 512, [17447, 3779, 1654, 1223]),
    ]

    private func pages(_ gibibytes: UInt64) -> MapBuildTime {
        let tables = gibibytes * 512 + gibibytes
        return MapBuildTime(tables: tables, entries: gibibytes * 262_144 + tables, granule: .k4)
    }

    @Test("the published figures", arguments: figures)
    func published(machine: String, midr: UInt32, gibibytes: UInt64, expected: [Double]) throws {
        let cost = try #require(MapBuildCost.of(MIDR(midr)))
        for (method, measured) in zip(MapBuildTime.Method.allCases, expected) {
            let model = pages(gibibytes).milliseconds(method, cost)
            #expect(
                abs(model - measured) / measured < 0.25,
                "\(machine) \(method): \(model), measured \(measured)")
        }
    }

    @Test("the eMAG of the reply to v1: 2213 ms before, 1283 ms with one mapping a table")
    func emag() throws {
        let cost = try #require(MapBuildCost.of(MIDR(0x503f_0002)))
        #expect(abs(pages(256).milliseconds(.base, cost) - 2213) / 2213 < 0.25)
        #expect(abs(pages(256).milliseconds(.noContRemap, cost) - 1283) / 1283 < 0.25)
    }

    @Test("a core that nobody measured has no milliseconds, only a ratio")
    func unmeasured() {
        #expect(MapBuildCost.of(MIDR(0x410f_d4f0)) == nil)
        let ratio = pages(256).ratio(.base, to: pages(256), .noAllocRemap)
        #expect(ratio.lowerBound > 5 && ratio.upperBound < 25)
    }

    @Test("6.10 has the last step")
    func versions() {
        #expect(MapBuildTime.Method(v(6, 9, 12)) == .base)
        #expect(MapBuildTime.Method(v(6, 10)) == .noAllocRemap)
    }
}
