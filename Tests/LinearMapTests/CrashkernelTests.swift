import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("crashkernel= forces pages, carves its region out, or does nothing, by version")
struct CrashkernelTests {
    /// Version, command line, with DMA zones, outcome.
    static let cases: [(KernelVersion, String, Bool, Crashkernel.Effect)] = [
        (v(4, 19), "crashkernel=256M", true, .carveOut), (v(5, 10, 21), "crashkernel=256M", true, .carveOut),
        (v(5, 10, 22), "crashkernel=256M", true, .none), (v(5, 10, 46), "crashkernel=256M", true, .none),
        (v(5, 10, 47), "crashkernel=256M", false, .pages), (v(5, 10, 109), "crashkernel=0M", true, .pages),
        (v(5, 10, 110), "crashkernel=256M", false, .carveOut),
        (v(5, 10, 110), "crashkernel=256M", true, .pages),
        (v(5, 15, 32), "crashkernel=256M", false, .pages),
        (v(5, 15, 33), "crashkernel=256M", false, .carveOut),
        (v(5, 16, 18), "crashkernel=256M", false, .pages),
        (v(5, 16, 19), "crashkernel=256M", false, .carveOut),
        (v(5, 17, 1), "crashkernel=256M", false, .pages), (v(5, 17, 2), "crashkernel=256M", false, .carveOut),
        (v(6, 1, 176), "crashkernel=256M", true, .pages),
        (v(6, 1, 176), "crashkernel=256M", false, .carveOut),
        (v(6, 3), "crashkernel=1G,high", true, .pages), (v(6, 4), "crashkernel=256M", true, .none),
        (v(7, 3), "crashkernel=256M", false, .none),
        // Only the token counts, and it must be a parameter of that name.
        (v(6, 1), "crashkernel", true, .pages), (v(6, 1), "crashkernel=nonsense", true, .pages),
        (v(6, 1), "x.crashkernel=256M", true, .none), (v(6, 1), "-- crashkernel=256M", true, .none),
        (v(6, 1), "", true, .none),
    ]

    @Test("the effect", arguments: cases)
    func effect(version: KernelVersion, line: String, zones: Bool, expected: Crashkernel.Effect) {
        let config = zones ? [:] : ["ZONE_DMA": "n", "ZONE_DMA32": "n"]
        let setting = Crashkernel.setting(Make.host(version, line, config: config))
        #expect(Crashkernel.effect(setting.value, version: version, reserved: true) == expected)
    }

    @Test("a failed reservation carves nothing out, but the token still forces pages")
    func failedReservation() {
        let state = Crashkernel.State(present: true, dmaZones: false)
        #expect(Crashkernel.effect(state, version: v(6, 1), reserved: false) == .none)
        let zones = Crashkernel.State(present: true)
        #expect(Crashkernel.effect(zones, version: v(6, 1), reserved: false) == .pages)
    }

    @Test("the carved region is in pages and its neighbours are cut at its edges")
    func carveOut() {
        var host = Make.host(
            v(6, 1, 176), "rodata=on crashkernel=256M", config: ["ZONE_DMA": "n", "ZONE_DMA32": "n"])
        host.crash.ranges = [Make.range(0x9000_0000, 0xa000_0000)]
        let segments = Predictor.predict(host).layout.segments
        let region = segments.filter { $0.kind == .crashkernel }
        #expect(region.map(\.range) == [AddressRange(0x9000_0000, 0xa000_0000)!])
        #expect(region.map(\.leaf) == [Leaf(size: 4096)])
        #expect(!segments.contains { $0.leaf.size == 1 << 30 && $0.range.overlaps(region[0].range) })
    }

    @Test("a region that was shrunk since keeps its pages")
    func shrunk() {
        var host = Make.host(
            v(6, 1, 176), "rodata=on crashkernel=256M", config: ["ZONE_DMA": "n", "ZONE_DMA32": "n"])
        host.crash.atBoot = [Make.range(0x9000_0000, 0xa000_0000)]
        host.crash.ranges = [Make.range(0x9000_0000, 0x9400_0000)]
        let region = Predictor.predict(host).layout.segments.filter { $0.kind == .crashkernel }
        #expect(region.map(\.range) == [AddressRange(0x9000_0000, 0xa000_0000)!])
    }
}
