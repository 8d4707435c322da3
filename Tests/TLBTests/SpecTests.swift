import TLB
import Testing

struct SpecTests {
    @Test func aGeometryIsReadLevelByLevel() throws {
        let levels = try TLBSpec.parse("L1:48:48,L2:1024:4:plru").levels
        #expect(levels.map(\.name) == ["L1", "L2"])
        #expect(levels.map(\.shape.entries) == [48, 1024])
        #expect(levels.map(\.shape.sets) == [1, 256])
        #expect(levels.map(\.shape.replacement) == [.lru, .treePLRU])
        #expect(levels.allSatisfy { $0.nativeSizes == .any && !$0.coalescesContiguous })
        #expect(try TLBSpec.parse("a-b_1:4:2:random").levels[0].shape.replacement == .random(seed: 1))
    }

    @Test(arguments: [
        ("", "column 1: an empty level; expected NAME:ENTRIES:WAYS, such as L1:64:4"),
        ("L1:64:4,", "column 9: an empty level; expected NAME:ENTRIES:WAYS, such as L1:64:4"),
        ("L1:64", "column 1: \"L1:64\" is no level; expected NAME:ENTRIES:WAYS, such as L1:64:4"),
        ("L1:64:0", "column 7: 0 ways; expected 1 or more"),
        ("L1:64:5", "column 7: 5 ways do not divide 64 entries; expected a divisor of 64"),
        ("L1:4:64", "column 6: 64 ways do not divide 4 entries; expected a divisor of 4"),
        ("L1:0:1", "column 4: 0 entries; expected 1 to 1048576"),
        ("L1:64:4,L2:1000000000:4", "column 12: 1000000000 entries are too many; expected 1 to 1048576"),
        (
            "L1:99999999999999999999999:4",
            "column 4: 9223372036854775807 entries are too many; expected 1 to 1048576"
        ),
        ("L1:-4:4", "column 4: \"-4\" is no number of entries; expected a decimal number"),
        ("L1:4:x", "column 6: \"x\" is no number of ways; expected a decimal number"),
        ("L1:48:48:plru", "column 7: tree pseudo-LRU with 48 ways; expected a power of two up to 64"),
        ("L1:4:4:fifo", "column 8: \"fifo\" is no replacement policy; expected lru, plru or random"),
        (":4:4", "column 1: \"\" is no name; expected 1 to 32 letters, digits, - or _"),
        ("L1:4:4,L1:8:8", "column 8: a second level named \"L1\""),
        ("a:1:1,b:1:1,c:1:1,d:1:1,e:1:1,f:1:1,g:1:1,h:1:1,i:1:1", "column 49: more than 8 levels"),
    ])
    func aBrokenGeometryIsRefusedWithItsColumn(_ text: String, message: String) {
        let error = #expect(throws: TLBSpecError.self) { try TLBSpec.parse(text) }
        #expect(error?.message == message)
    }

    @Test(arguments: [0, 1, 2048, 4097, 12288, 1 << 35] as [UInt64])
    func pageSizesOutOfRangeAreRefused(_ page: UInt64) {
        #expect(throws: TLBShapeError.pageSize(page)) { try TranslationMap(page: page) }
        #expect(
            TLBShapeError.pageSize(page).message
                == "page size of \(page) bytes; expected a power of two from 4 KiB to 16 GiB")
    }
}
