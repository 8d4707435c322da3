import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("NUMA nodes cut the early allocator's regions once they are known")
struct NodeTests {
    private static let M: UInt64 = 1 << 20

    /// 1 to 2.5 GiB of node 0, 2.5 to 3 GiB of node 1.
    private func host(_ version: KernelVersion, _ crash: String, zones: Bool = true) -> HostFacts.Host {
        var config: [String: String] = [:]
        if !zones { config = ["ZONE_DMA": "n", "ZONE_DMA32": "n"] }
        var host = Make.host(version, "rodata=off crashkernel=\(crash)", config: config)
        var memory = MemoryMap()
        let first = AddressRange(1 << 30, 0xa000_0000)!, second = AddressRange(0xa000_0000, 0xc000_0000)!
        memory.boot = [Make.range(first.start, second.end)]
        memory.nodes = [NodeMemory(node: 0, range: first), NodeMemory(node: 1, range: second)]
        host.memory = memory
        return host
    }

    private func region(_ host: HostFacts.Host) throws -> AddressRange {
        let replay = try #require(ReservationReplay(host))
        return try #require(replay.crash.pieces.first).range
    }

    @Test("a region does not lie across two nodes, unless it was reserved before they were known")
    func straddling() throws {
        // 1 GiB does not fit in node 1. Of node 0 its own description and 24 MiB of memory map are taken.
        #expect(try region(host(v(6, 1, 176), "1G")).end == 0xa000_0000 - 26 * Self.M)
        let early = try region(host(v(6, 1, 176), "1G", zones: false))
        #expect(early.end == 0xc000_0000)
        #expect(try region(host(v(5, 10, 20), "1G")).end == 0xc000_0000)
        // Before 5.11 a fixed place may lie across them; afterwards it may not.
        #expect(try region(host(v(5, 10, 20), "256M@0x98000000")).start == 0x9800_0000)
        #expect(
            ReservationReplay(host(v(5, 15, 30), "256M@0x98000000"))?.crash.failure
                == "cannot allocate crashkernel (size:0x10000000)")
    }

    @Test("each node's memory map lies in the node itself")
    func memoryMaps() throws {
        // Node 1 has 512 MiB, whose memory map takes 8 MiB; the kernel's tables lie above it.
        let region = try region(host(v(6, 12, 50), "256M"))
        #expect(region.end == 0xc000_0000 - 10 * Self.M)
        // 7.0 and later have not made it yet.
        #expect(try self.region(host(v(7, 3), "256M")).end == 0xc000_0000 - 2 * Self.M)
    }

    @Test("no captured kernel had more than one node: that of the three-node machine faked one")
    func captured() {
        for (name, host) in CapturedHosts.all { #expect(host.memory?.nodes == [], "\(name)") }
    }
}
