import Foundation
import LabReader
import Testing

/// A guest's memory of 4 MiB, made by hand.
final class MadeMemory {
    let path = FileManager.default.temporaryDirectory.appending(path: "linmap-lab-\(UUID())").path
    private var words = [UInt64](repeating: 0, count: (4 << 20) / 8)

    func set(_ address: UInt64, _ value: UInt64) { words[Int((address - RAMFile.base) / 8)] = value }

    func file() throws -> RAMFile {
        try words.withUnsafeBytes { Data($0) }.write(to: URL(filePath: path))
        return try RAMFile(path: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("The reader of a guest's tables")
struct TranslationTests {
    @Test("4K pages and 48 bits: pages, a contiguous block, an invalid page, and noise elsewhere")
    func pagesAndBlocks() throws {
        let memory = MadeMemory()
        let (root, one, two, three): (UInt64, UInt64, UInt64, UInt64) = (
            0x4000_1000, 0x4000_2000, 0x4000_3000, 0x4000_4000
        )
        // TTBR1 carries an ASID and CnP; TCR has TG1 = 4K and T1SZ = 16.
        let translation = try Translation(tcr: 2 << 30 | 16 << 16, ttbr1: root | 1 | 7 << 48)
        memory.set(root, one | 3)
        memory.set(one + 8, two | 3)
        memory.set(two, three | 3)
        for page in 0..<512 as Range<UInt64> {
            memory.set(
                three + page * 8, (0x4000_0000 + page << 12) | (page == 9 ? 2 : 3) | (page < 16 ? 0x80 : 0))
        }
        memory.set(two + 8, 0x4020_0000 | 1 | 1 << 52)
        // A page somewhere else: not the linear map.
        memory.set(root + 511 * 8, 0x4000_5000 | 3)
        memory.set(0x4000_5000 + 511 * 8, 0x4000_6000 | 3)
        memory.set(0x4000_6000 + 511 * 8, 0x4020_0000 | 1)
        let tables = try Sweep(translation, memory.file()).linearMap()
        #expect(tables.distance == 0xffff_0000_0000_0000)
        #expect(tables.tables == [1, 1, 1, 1] && tables.tablesByLevel == [0, 1, 1, 1])
        #expect(tables.runs.map(\.size) == [0x9000, 0x1000, 0x6000, 0x1f_0000, 0x20_0000])
        #expect(tables.runs.map(\.valid) == [true, false, true, true, true])
        #expect(tables.runs.map(\.readOnly) == [true, true, true, false, false])
        #expect(tables.runs.map(\.contiguous) == [false, false, false, false, true])
        #expect(tables.runs.last?.leaf == 0x20_0000)
    }

    @Test(
        "the root level follows from page size and address bits",
        arguments: [
            (2, 48, 0), (2, 52, -1), (2, 39, 1), (1, 47, 1), (1, 48, 0), (1, 52, 0), (3, 48, 1), (3, 52, 1),
            (3, 42, 2),
        ] as [(UInt64, UInt64, Int)])
    func roots(_ granule: UInt64, _ bits: UInt64, _ level: Int) throws {
        let translation = try Translation(tcr: granule << 30 | (64 - bits) << 16, ttbr1: 0)
        #expect(translation.rootLevel == level)
        #expect(translation.lowest == 0 &- (1 << bits))
    }

    @Test("addresses of 52 bits are put together from their parts") func longAddresses() throws {
        let pages4K = try Translation(tcr: 2 << 30 | 12 << 16 | 1 << 59, ttbr1: 0)
        #expect(pages4K.output(0x0001_0000_4000_0303, level: 3, table: false) == 0x000d_0000_4000_0000)
        let pages64K = try Translation(tcr: 3 << 30 | 12 << 16 | 6 << 32, ttbr1: 0)
        #expect(pages64K.output(0x0000_0000_4000_a003, level: 3, table: false) == 0x000a_0000_4000_0000)
        #expect(throws: LabError.self) { try Translation(tcr: 0, ttbr1: 0) }
    }

    @Test("tables that lead out of the memory, or hold no linear map, are refused") func noMap() throws {
        let memory = MadeMemory()
        let translation = try Translation(tcr: 2 << 30 | 16 << 16, ttbr1: 0x4000_1000)
        let empty = try Sweep(translation, memory.file())
        #expect(throws: LabError.self) { try empty.linearMap() }
        memory.set(0x4000_1000, 0x9000_0000 | 3)
        let file = try memory.file()
        #expect(throws: LabError.self) { try Sweep(translation, file) }
    }
}
