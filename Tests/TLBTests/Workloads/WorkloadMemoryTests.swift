import Arm64
import LinearMap
import TLB
import Testing

@Suite struct WorkloadMemoryTests {
    @Test func `only valid memory that the page allocator hands out is used`() {
        func segment(_ start: UInt64, _ kind: Segment.Kind, valid: Bool = true) -> Segment {
            Segment(
                range: Make.range(start, start + 0x1000), leaf: Leaf(size: 4096), valid: valid, kind: kind)
        }
        let layout = Layout(
            segments: [
                segment(0x1000, .ram), segment(0x2000, .kernelText), segment(0x3000, .kfencePool),
                segment(0x4000, .hotplug), segment(0x5000, .ram, valid: false), segment(0x6000, .crashkernel),
            ], tables: TableCount(), granule: .k4)
        #expect(WorkloadMemory(layout)?.ranges.map(\.start) == [0x1000, 0x4000])
    }

    @Test func `a footprint takes the lowest whole pages`() {
        let layout = Make.layout(
            [Make.range(0x10000, 0x14000), Make.range(0x20000, 0x24000)], Leaf(size: 4096))
        let memory = WorkloadMemory(layout, footprint: 0x5fff)
        #expect(memory?.bytes == 0x5000)
        #expect(memory?.ranges == [Make.range(0x10000, 0x14000), Make.range(0x20000, 0x21000)])
        #expect(WorkloadMemory(layout, footprint: 0xfff) == nil)
        #expect(WorkloadMemory(layout, footprint: .max)?.bytes == 0x8000)
    }

    @Test func `nothing is no memory`() {
        #expect(WorkloadMemory(Layout(segments: [], tables: TableCount(), granule: .k4)) == nil)
        #expect(WorkloadMemory(bytes: 4095) == nil)
    }
}
