import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("Table memory, before and after")
struct TableMemoryTests {
    private static let M: UInt64 = 1 << 20, G: UInt64 = 1 << 30

    /// A host with `ranges` of memory that asks for pages by full alias protection alone.
    private func host(_ ranges: [(UInt64, UInt64)]) -> HostFacts.Host {
        var host = Make.host(v(6, 17, 13), midr: [0xc00f_ac30])
        var memory = MemoryMap()
        memory.boot = ranges.map { Make.range($0.0, $0.1) }
        host.memory = memory
        return host
    }

    /// Bytes of tables that blocks give back.
    private func givenBack(_ host: HostFacts.Host) -> UInt64 {
        let whatIf = WhatIf(host, [.set(key: "rodata", value: "on")])
        #expect(whatIf.before.mapping == .pages && whatIf.after.mapping == .blocks)
        return whatIf.before.layout.tables.bytes - whatIf.after.layout.tables.bytes
    }

    @Test(
        "256 GB on AmpereOne: 504 to 512 MiB, as MemTotal showed (20241118181711.962576-3-yang@os.amperecomputing.com)"
    )
    func published() {
        // 3 GiB low and the rest high, with 1 to 3 GiB kept by firmware, as servers of this size have it.
        for kept in [Self.G, 2 * Self.G, 3 * Self.G] {
            let bytes = givenBack(
                host([(0x4000_0000, 0x1_0000_0000), (0x80_0000_0000, 0xbf_4000_0000 - kept)]))
            #expect((504 * Self.M...512 * Self.M).contains(bytes), "\(bytes / Self.M) MiB")
        }
    }

    @Test("256 GiB to the last byte: a table for each 2 MiB and each GiB, less what the image's edges keep")
    func arithmetic() {
        let bytes = givenBack(host([(0x4000_0000, 0x41_0000_0000 - 0xc000_0000)]))
        let tables: UInt64 = 256 * 512 + 256
        // Alias of the text: blocks already; its edges and the GiB it lies in: tables still.
        #expect((tables * 4096 - 128 * 1024..<tables * 4096).contains(bytes), "\(bytes)")
    }

    @Test("16K and 64K pages take a quarter and a sixteenth of the leaves, in larger tables")
    func granules() {
        let map = host([(0x4000_0000, 0x41_0000_0000 - 0xc000_0000)])
        let four = WhatIf(map, []).before.layout.tables
        for (granule, size) in [(Granule.k16, UInt64(16 << 10)), (.k64, 64 << 10)] {
            let tables = WhatIf(map, [.pageSize(granule)]).after.layout.tables
            #expect(UInt64(tables.level3) == 256 * Self.G / (size / 8 * size))
            #expect(tables.bytes < four.bytes / (size / 4096) + 8 * size)
        }
    }
}
