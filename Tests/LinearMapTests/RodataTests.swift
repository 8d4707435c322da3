import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("rodata= means what each era's parser made of it")
struct RodataTests {
    private static let pages = Prediction.Mapping.pages
    private static let blocks = Prediction.Mapping.blocks

    /// Version, command line, outcome on a kernel whose default is full.
    static let cases: [(KernelVersion, String, Prediction.Mapping)] = [
        // Before 5.0 the option does not concern the linear map.
        (v(4, 19), "", blocks), (v(4, 19), "rodata=full", blocks),
        // Booleans by first letters; any of them clears full.
        (v(5, 10, 223), "", pages), (v(5, 10, 223), "rodata=on", blocks),
        (v(5, 10, 223), "rodata=off", blocks),
        (v(5, 10, 223), "rodata=yes", blocks), (v(5, 10, 223), "rodata=0", blocks),
        (v(5, 10, 223), "rodata=full", pages), (v(5, 10, 223), "rodata=true", pages),
        (v(5, 10, 223), "rodata=on rodata=full", pages), (v(5, 10, 223), "rodata=full rodata=on", blocks),
        (v(5, 10, 223), "rodata=noalias", blocks),  // "no…" reads as false
        // 5.19.0–5.19.5: full begins with f and reads as false.
        (v(5, 19, 3), "rodata=full", blocks), (v(5, 19, 3), "", pages), (v(5, 19, 6), "rodata=full", pages),
        // on and off no longer clear full; off counts from 6.0.10.
        (v(5, 19, 6), "rodata=on", pages), (v(6, 0, 9), "rodata=off", pages),
        (v(6, 0, 10), "rodata=off", blocks),
        (v(6, 1, 64), "rodata=on", pages), (v(6, 1, 64), "rodata=off", blocks),
        (v(6, 6, 3), "rodata=on", pages),
        (v(6, 1, 64), "rodata=off rodata=full", pages), (v(6, 1, 64), "rodata=1", pages),
        // Repaired.
        (v(6, 1, 65), "rodata=on", blocks), (v(6, 6, 4), "rodata=on", blocks),
        (v(6, 12, 117), "rodata=on", blocks),
        (v(6, 12, 117), "rodata=off", blocks), (v(6, 12, 117), "rodata=noalias", pages),
        (v(6, 12, 117), "rodata=On", pages), (v(6, 12, 117), "rodata=", pages),
        (v(6, 17, 13), "rodata=on", blocks),
        // 6.18: on is the former full, noalias the former on, full is unknown and changes nothing.
        (v(6, 18), "", pages), (v(6, 18), "rodata=on", pages), (v(6, 18), "rodata=noalias", blocks),
        (v(6, 18), "rodata=off", blocks), (v(6, 18), "rodata=full", pages),
        (v(7, 3, 4), "rodata=noalias rodata=full", blocks), (v(7, 3, 4), "rodata=noalias rodata=on", pages),
        // What stands behind a lone -- belongs to init.
        (v(7, 3, 4), "-- rodata=noalias", pages), (v(7, 3, 4), "x.rodata=noalias", pages),
    ]

    @Test("the last word that the parser accepts decides", arguments: cases)
    func outcome(version: KernelVersion, line: String, expected: Prediction.Mapping) {
        #expect(Make.mapping(Make.host(version, line)) == expected)
    }

    @Test("without the option the configuration decides, up to 6.17")
    func defaults() {
        let off = ["RODATA_FULL_DEFAULT_ENABLED": "n"]
        #expect(Make.mapping(Make.host(v(6, 6, 10), config: off)) == .blocks)
        #expect(Make.mapping(Make.host(v(6, 6, 10), "rodata=full", config: off)) == .pages)
        #expect(Make.mapping(Make.host(v(6, 18), config: off)) == .pages)
    }

    @Test("without a configuration the default is assumed, and the answer says what hangs on it")
    func assumed() {
        let prediction = Predictor.predict(Make.host(v(6, 6, 10), config: nil))
        #expect(prediction.mapping == .pages && !prediction.isMappingCertain)
        let unknown = prediction.unknowns.first { $0.what == "rodata" }
        #expect(unknown.map { $0.effectBytes > 2 << 30 } == true)
        #expect(unknown?.text.contains("blocks if CONFIG_RODATA_FULL_DEFAULT_ENABLED is off") == true)
    }
}
