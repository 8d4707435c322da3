import Arm64
import Snapshot
import Testing

@testable import HostFacts

@Suite struct MemoryFilesTests {
    @Test func readsDirectMapLinesOfArm64() throws {
        let info = try Meminfo.parse(
            file(
                "proc/meminfo",
                "MemTotal:        2033848 kB\nDirectMap2M:\t 2048000 kB\nDirectMap4K:\t   61440 kB\n"))
        #expect(info.memTotal?.value == 2_033_848 << 10)
        #expect(info.directMap.map(\.leaf) == [4096, 2 << 20])
        #expect(info.directMap.map(\.bytes.value) == [61440 << 10, 2_048_000 << 10])
        #expect(!info.isX86)
    }

    @Test func x86sDirectMapLinesAreRecognised() throws {
        #expect(try Meminfo.parse(file("m", "DirectMap4k:       61440 kB\n")).isX86)
    }

    @Test(arguments: [
        "", "x\n", "MemTotal: x kB\n", "MemTotal: 99999999999999999999 kB\n", "MemTotal: 12\n",
        "DirectMap: 1 kB\n",
    ])
    func badMeminfoIsRefused(text: String) {
        #expect(failure { () throws(InputError) in try Meminfo.parse(file("m", text)) } != nil)
    }

    @Test func readsZones() throws {
        let info = try Zoneinfo.parse(
            file(
                "proc/zoneinfo",
                """
                Node 0, zone      DMA
                  per-node stats
                      nr_free 1
                  pages free     1
                        spanned  524288
                        present  524288
                  start_pfn:           262144
                Node 0, zone   Normal
                  pages free     0
                        spanned  0
                        present  0

                """))
        #expect(info.zones.map(\.name) == ["DMA", "Normal"])
        #expect(info.zones[0].range(.k4) == AddressRange(0x4000_0000, 0xc000_0000))
        #expect(info.zones[1].range(.k4) == nil)
        #expect(info.zones[0].evidence.line == 1)
    }

    @Test func hostileZonesAreRefusedOrHarmless() throws {
        #expect(failure { () throws(InputError) in try Zoneinfo.parse(file("z", "")) } != nil)
        #expect(failure { () throws(InputError) in try Zoneinfo.parse(file("z", "Node x\n")) } != nil)
        let large = "Node 0, zone DMA\nspanned 18446744073709551615\nstart_pfn: 18446744073709551615\n"
        #expect(try Zoneinfo.parse(file("z", large)).zones[0].range(.k64) == nil)
    }
}
