import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("The alias of the kernel image, era by era")
struct AliasTests {
    private func alias(_ host: Host, _ kind: Segment.Kind) -> [Segment] {
        Predictor.predict(host).layout.segments.filter { $0.kind == kind }
    }

    @Test("to 7.1 the text alias keeps blocks even on a page-mapped system, without hint, read-only")
    func toSevenOne() {
        let text = alias(Make.host(v(7, 1)), .kernelText)
        #expect(text.contains { $0.leaf == Leaf(size: 2 << 20) })
        #expect(!text.contains { $0.leaf.contiguous })
        #expect(text.filter { $0.readOnly }.count == text.count)
    }

    @Test("from 7.2 it is in pages with everything else")
    func fromSevenTwo() {
        let text = alias(Make.host(v(7, 2)), .kernelText)
        #expect(Set(text.map(\.leaf)) == [Leaf(size: 4096)])
    }

    @Test("the data alias is memory to 7.1, read-only in 7.2, invalid from 7.3")
    func data() {
        #expect(alias(Make.host(v(7, 1)), .kernelData).isEmpty)
        let seven2 = alias(Make.host(v(7, 2)), .kernelData)
        #expect(!seven2.isEmpty)
        #expect(seven2.filter { $0.readOnly && $0.valid }.count == seven2.count)
        let seven3 = alias(Make.host(v(7, 3)), .kernelData)
        #expect(!seven3.isEmpty)
        #expect(seven3.filter { !$0.valid }.count == seven3.count)
        #expect(seven3.last?.range.end == 0x421f_1000)
    }

    @Test("with rodata=off the kernel protects nothing, the data alias stays valid")
    func rodataOff() {
        let data = alias(Make.host(v(7, 3), "rodata=off"), .kernelData)
        #expect(data.filter { $0.valid && !$0.readOnly }.count == data.count)
    }

    @Test("without __bss_stop the end of the data alias is uncertain, and said to be")
    func noSymbols() {
        var host = Make.host(v(7, 3))
        host.image?.bssStop = nil
        let prediction = Predictor.predict(host)
        #expect(prediction.unknowns.contains { $0.what == "bss-end" })
        #expect(prediction.layout.segments.contains { $0.kind == .kernelData && !$0.certain })
    }
}
