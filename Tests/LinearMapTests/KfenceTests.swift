import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("KFENCE costs the map, or only its pool, by version and interval")
struct KfenceTests {
    private static let on = ["KFENCE": "y", "KFENCE_SAMPLE_INTERVAL": "100"]
    private static let late = ["KFENCE": "y", "KFENCE_SAMPLE_INTERVAL": "0"]

    /// Version, configuration, interval on the command line, outcome with rodata out of the way.
    static let cases: [(KernelVersion, [String: String], String, Prediction.Mapping)] = [
        (v(5, 12, 8), on, "", .blocks), (v(5, 12, 9), on, "", .pages), (v(6, 1, 64), on, "", .pages),
        (v(6, 3), on, "", .pages), (v(6, 3), late, "", .pages), (v(6, 1, 65), on, "", .blocks),
        (v(6, 1, 65), late, "", .pages), (v(6, 4), on, "", .blocks), (v(6, 12), late, "", .pages),
        (v(6, 12), late, "kfence.sample_interval=100", .blocks),
        (v(6, 12), on, "kfence.sample_interval=0", .pages),
        (v(6, 12), [:], "kfence.sample_interval=0", .blocks),
        // get_option(): a leading integer, C-style; what it cannot read changes nothing.
        (v(6, 12), late, "kfence.sample_interval=100ms", .blocks),
        (v(6, 12), late, "kfence.sample_interval=-5", .blocks),
        (v(6, 12), on, "kfence.sample_interval=08", .pages),
        (v(6, 12), on, "kfence.sample_interval=abc", .blocks),
        (v(6, 12), on, "kfence.sample_interval=", .blocks),
        (v(6, 12), on, "kfence.sample_interval=4294967296", .pages),
        (v(6, 12), late, "kfence.sample-interval=0x10", .blocks),
        (v(6, 12), late, "KFENCE.sample_interval=100", .pages),
        (v(6, 12), late, "kfence.sample_interval=100 kfence.sample_interval=x", .blocks),
    ]

    @Test("the whole map or only the pool", arguments: cases)
    func outcome(version: KernelVersion, config: [String: String], line: String, expected: Prediction.Mapping)
    {
        #expect(Make.mapping(Make.host(version, "rodata=off \(line)", config: config)) == expected)
    }

    @Test("the symbol kfence_early_init outranks the version number")
    func marker() {
        var host = Make.host(v(6, 2), "rodata=off", config: Self.on)
        #expect(Make.mapping(host) == .pages)
        host.symbols.addresses["kfence_early_init"] = Sourced(1, Make.evidence())
        #expect(Make.mapping(host) == .blocks)
    }

    @Test("the pool is the highest page-aligned place that nothing else is known to hold")
    func place() {
        var host = Make.host(v(6, 12), "rodata=on", config: Self.on)
        host.memory?.reserved = [
            Make.range(0x8000_0000, 0x9000_0000), Make.range(0xe000_0000, 0xe010_0000),
            Make.range(0xf000_0000, 0xf040_0800),
        ]
        host.memory?.claimed = [Make.range(0xf020_0000, 0xf040_0800)]
        #expect(Predictor.predict(host).kfencePool == AddressRange(0xf000_0000, 0xf020_0000))
    }

    @Test(
        "the pool is two pages for each object and two more",
        arguments: [(Granule.k4, UInt64(2)), (.k16, 8), (.k64, 32)] as [(Granule, UInt64)])
    func size(granule: Granule, mebibytes: UInt64) {
        var host = Make.host(v(6, 12), "rodata=on", config: Self.on)
        host.geometry.granule = Sourced(granule, Make.evidence())
        #expect(Predictor.predict(host).kfencePool?.size == mebibytes << 20)
    }

    @Test("without room for the pool the map is in pages")
    func noRoom() {
        var host = Make.host(
            v(6, 12), "rodata=on", config: Self.on.merging(["KFENCE_NUM_OBJECTS": "65535"]) { $1 })
        host.memory?.boot = [Make.range(0x4000_0000, 0x5000_0000)]
        #expect(Make.mapping(host) == .pages)
    }

    @Test("a vendor's default is used and named where the configuration is missing")
    func distribution() {
        var host = Make.host(v(6, 12, 117), "rodata=on", config: nil)
        host.kernel?.vendor = "debian"
        let prediction = Predictor.predict(host)
        #expect(prediction.mapping == .pages)
        #expect(prediction.unknowns.contains { $0.text.contains("blocks if CONFIG_KFENCE is off") })
    }
}
