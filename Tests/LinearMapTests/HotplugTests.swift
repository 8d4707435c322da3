import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("Memory added later is mapped by its own calls")
struct HotplugTests {
    private func host(_ version: KernelVersion, _ line: String, _ driver: HotPluggedMemory.Driver) -> Host {
        var host = Make.host(version, line)
        host.memory?.hotPlugged = [
            HotPluggedMemory(range: Make.range(0x1_0000_0000, 0x1_8000_0000), driver: driver)
        ]
        host.memory?.blockSize = Sourced(128 << 20, Make.evidence())
        return host
    }

    private func leaves(_ host: Host) -> Set<Leaf> {
        Set(Predictor.predict(host).layout.segments.filter { $0.kind == .hotplug }.map(\.leaf))
    }

    private let group = Leaf(size: 2 << 20, contiguous: true)
    private let gigabyte = Leaf(size: 1 << 30)
    private let page = Leaf(size: 4096)

    @Test("a DIMM is one call and may hold 1 GiB leaves")
    func dimm() { #expect(leaves(host(v(6, 12), "rodata=on", .dimm)) == [gigabyte]) }

    @Test("virtio-mem is added block by block, whatever /proc/iomem joins")
    func virtioMem() { #expect(leaves(host(v(6, 12), "rodata=on", .virtioMem)) == [group]) }

    @Test("memmap_on_memory adds a DIMM block by block")
    func memmapOnMemory() {
        #expect(leaves(host(v(6, 12), "rodata=on memory_hotplug.memmap_on_memory=1", .dimm)) == [group])
        #expect(leaves(host(v(6, 12), "rodata=on memory_hotplug.memmap_on_memory=force", .dimm)) == [group])
        #expect(leaves(host(v(6, 1), "rodata=off memory_hotplug.memmap_on_memory=1", .dimm)) == [gigabyte])
    }

    @Test("crashkernel= forces pages at boot, not here")
    func crashkernel() {
        let host = host(v(6, 1, 176), "rodata=on crashkernel=256M", .dimm)
        #expect(Make.mapping(host) == .pages && leaves(host) == [gigabyte])
    }

    @Test("full alias protection forces pages here too")
    func rodata() { #expect(leaves(host(v(6, 12), "", .dimm)) == [page]) }

    @Test("from 6.18 every CPU must qualify, not only the boot CPU")
    func capability() {
        var all = host(v(6, 18), "", .dimm)
        all.cpus = Make.host(v(6, 18), midr: [0x410f_d842, 0x410f_d842]).cpus
        #expect(leaves(all) == [gigabyte])
        all.cpus = Make.host(v(6, 18), midr: [0x410f_d842, 0x414f_d0c1]).cpus
        #expect(leaves(all) == [page])
    }

    @Test("an unknown driver's pieces are said to be unknown")
    func unknownDriver() {
        let prediction = Predictor.predict(host(v(6, 12), "rodata=on", .other("hv_balloon")))
        #expect(prediction.unknowns.contains { $0.what == "hot-plug-calls" && $0.effectBytes == 2 << 30 })
    }
}
