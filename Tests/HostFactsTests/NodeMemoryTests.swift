import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite struct NodeMemoryTests {
    private static let iomem = """
        40000000-9fffffff : System RAM
        a0000000-bfffffff : System RAM
        100000000-13fffffff : System RAM

        """

    private func nodes(_ files: [Snapshot.File]) throws -> [NodeMemory] {
        try #require(try Gather.facts(Snapshot(name: "x", files: files)).memory).nodes
    }

    private func memory(_ node: Int, _ start: UInt64, _ end: UInt64) -> NodeMemory {
        NodeMemory(node: node, range: AddressRange(start, end)!)
    }

    @Test func theAllocatorsListNamesNodes() throws {
        let list = """
               0: 0x0000000040000000..0x000000009fffffff    0 NONE
               1: 0x00000000a0000000..0x00000000bfffffff    1 NONE

            """
        let found = try nodes([file("sys/kernel/debug/memblock/memory", list)])
        #expect(found == [memory(0, 0x4000_0000, 0xa000_0000), memory(1, 0xa000_0000, 0xc000_0000)])
    }

    @Test func oneNodeIsNoNode() throws {
        let list = "   0: 0x0000000040000000..0x00000000bfffffff    0 NONE\n"
        #expect(try nodes([file("sys/kernel/debug/memblock/memory", list)]).isEmpty)
        #expect(try nodes([file("proc/iomem", "40000000-bfffffff : System RAM\n")]).isEmpty)
    }

    @Test func theLogNamesNodes() throws {
        let log = """
            [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x414fd0c1]
            [    0.000000] Early memory node ranges
            [    0.000000]   node   0: [mem 0x0000000040000000-0x000000009fffffff]
            [    0.000000]   node   1: [mem 0x00000000a0000000-0x00000000bfffffff]
            [    0.000000]   node   1: [mem 0x0000000100000000-0x000000013fffffff]

            """
        let found = try nodes([file("proc/iomem", Self.iomem), file("dmesg", log)])
        #expect(
            found == [
                memory(0, 0x4000_0000, 0xa000_0000), memory(1, 0xa000_0000, 0xc000_0000),
                memory(1, 0x1_0000_0000, 0x1_4000_0000),
            ])
    }

    @Test func linesThatTouchAreOfTwoNodes() throws {
        let lines = NodeMemory.nodes(
            log: nil, listed: nil,
            iomem: [
                AddressRange(0x4000_0000, 0xa000_0000)!, AddressRange(0xa000_0000, 0xc000_0000)!,
                AddressRange(0x1_0000_0000, 0x1_4000_0000)!,
            ].map { Sourced($0, Evidence(file: "proc/iomem", text: "")) })
        #expect(lines.map(\.node) == [0, 1, 1])
    }
}
