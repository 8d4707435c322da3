import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("The kernel trusts listed cores, at listed revisions, from 6.18 on")
struct BlockSplittingTests {
    /// Version, MIDR, whether the map starts with blocks under full alias protection.
    static let cases: [(KernelVersion, UInt32, Prediction.Mapping)] = [
        (v(6, 17, 13), 0x410f_d842, .pages), (v(6, 18), 0x410f_d842, .blocks),  // Neoverse V3 r0p2
        (v(6, 18), 0x410f_d841, .pages), (v(6, 18), 0x410f_d84f, .blocks), (v(6, 18), 0x411f_d842, .pages),
        (v(6, 18), 0x410f_d832, .blocks), (v(6, 18), 0x410f_d831, .pages),  // V3AE
        (v(6, 18), 0x410f_d823, .blocks), (v(6, 18), 0x410f_d822, .pages),  // Cortex-X4
        (v(6, 18), 0xc00f_ac30, .blocks), (v(6, 18), 0xc01f_ac4f, .blocks), (v(6, 18), 0xc00f_ac50, .pages),
        (v(6, 18), 0x4e0f_0100, .blocks), (v(6, 18), 0x414f_d0c1, .pages), (v(6, 18), 0x410f_d4f0, .pages),
        (v(7, 2, 12), 0x410f_d8e0, .pages), (v(7, 3), 0x410f_d8e0, .blocks),  // Neoverse N3
        // C1-Ultra
        (v(7, 3), 0x410f_d8c1, .pages), (v(7, 3), 0x411f_d8c1, .blocks), (v(7, 3), 0x412f_d8c0, .blocks),
        (v(7, 3), 0x411f_d900, .pages), (v(7, 3), 0x411f_d901, .blocks),  // C1-Premium
    ]

    @Test("the list, and the revisions in it", arguments: cases)
    func list(version: KernelVersion, midr: UInt32, expected: Prediction.Mapping) {
        #expect(Make.mapping(Make.host(version, midr: [midr, midr])) == expected)
    }

    @Test(
        "7.3 accepts a captured FEAT_BBM level 3, and no lower one; 7.2 does not look",
        arguments: [0, 1, 2, 3])
    func level(level: Int) {
        for version in [v(7, 2), v(7, 3)] {
            var host = Make.host(version)
            host.cpus[0].bbmLevel = Sourced(level, Make.evidence())
            let expected: Prediction.Mapping = version >= v(7, 3) && level == 3 ? .blocks : .pages
            #expect(Make.mapping(host) == expected)
        }
    }

    @Test("a core of unknown level leaves the answer open on 7.3, unless the whole log is silent")
    func openLevel() {
        var host = Make.host(v(7, 3), midr: [0x410f_d850])  // Cortex-X925
        #expect(!Predictor.predict(host).isMappingCertain)
        host.log.isFromStart = true
        #expect(Predictor.predict(host).isMappingCertain)
        host.log.features["BBM Level 3"] = Make.evidence()
        #expect(Make.mapping(host) == .blocks)
    }

    @Test("a secondary CPU that lacks the feature has the map rewritten as pages, the text alias kept")
    func repaint() {
        let prediction = Predictor.predict(Make.host(v(6, 18), midr: [0x410f_d842, 0x414f_d0c1]))
        #expect(prediction.mapping == .pages)
        #expect(prediction.reasons.contains { $0.rule.id == "secondary-repaint" })
        let large = prediction.layout.segments.filter { $0.leaf != Leaf(size: 4096) }
        // The block that holds _text and _stext is split as a whole.
        #expect(large.map(\.range) == [AddressRange(0x4040_0000, 0x4180_0000)!])
        #expect(large.map(\.kind) == [.kernelText])
    }

    @Test("a boot CPU that lacks the feature means pages from the start")
    func bootCPU() {
        let prediction = Predictor.predict(Make.host(v(6, 18), midr: [0x414f_d0c1, 0x410f_d842]))
        #expect(prediction.mapping == .pages && !prediction.reasons.contains { $0.verdict == .repaint })
    }

    @Test("from 7.2 the repaint leaves the alias blocks but breaks a contiguous group that reaches out")
    func repaintOverlapped() {
        var host = Make.host(v(7, 2), midr: [0x410f_d842, 0x414f_d0c1])
        host.image?.code = Make.range(0x4200_0000, 0x4680_0000)
        host.image?.stext = Sourced(0x4201_0000, Make.evidence())
        host.image?.initEnd = Sourced(0x46c0_0000, Make.evidence())
        host.image?.bssStop = Sourced(0x4700_1000, Make.evidence())
        let large = Predictor.predict(host).layout.segments.filter { $0.leaf != Leaf(size: 4096) }
        let mib: UInt64 = 1 << 20
        #expect(
            large.map { [$0.range.start, $0.range.end, $0.leaf.contiguous ? 1 : 0] } == [
                [0x4200_0000 + 2 * mib, 0x4400_0000, 0], [0x4400_0000, 0x4600_0000, 1],
                [0x4600_0000, 0x4680_0000, 0],
            ])
    }

    @Test("debug_pagealloc forces pages on any CPU")
    func debugPagealloc() {
        let config = ["DEBUG_PAGEALLOC": "y"]
        let host = Make.host(v(7, 3), "debug_pagealloc=on", config: config, midr: [0x410f_d842])
        #expect(Make.mapping(host) == .pages)
    }

    @Test("markers in kallsyms outrank the version number")
    func markers() {
        var host = Make.host(v(6, 12, 60), midr: [0x410f_d842])
        #expect(Make.mapping(host) == .pages)
        host.symbols.addresses["split_kernel_leaf_mapping"] = Sourced(1, Make.evidence())
        #expect(Make.mapping(host) == .blocks)
    }
}
