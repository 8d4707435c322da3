import Snapshot
import TestPacking
import Testing

@Suite struct DecompressorTests {
    private let text = Array("CONFIG_ARM64=y\n".utf8)

    @Test(arguments: Packer.allCases)
    func `packed bytes are unpacked, and the path stays`(packer: Packer) throws {
        let file = Snapshot.File(path: "proc/config.gz", bytes: packed(text, packer))
        let result = try Decompressor.unpackIfCompressed(file, limit: 100)
        #expect(result == Snapshot.File(path: "proc/config.gz", bytes: text))
    }

    @Test(arguments: Packer.allCases)
    func `nothing may be packed`(packer: Packer) throws {
        let file = Snapshot.File(path: "x", bytes: packed([], packer))
        #expect(try Decompressor.unpackIfCompressed(file, limit: 100).bytes == [])
    }

    @Test func `plain bytes are returned as they are`() throws {
        let file = Snapshot.File(path: "proc/config", bytes: text)
        #expect(try Decompressor.unpackIfCompressed(file, limit: 100) == file)
    }

    @Test func `the limit is exact`() throws {
        let file = Snapshot.File(path: "x", bytes: packed(text, .gzip))
        #expect(try Decompressor.unpackIfCompressed(file, limit: text.count).bytes == text)
        let error = failure { () throws(InputError) in
            try Decompressor.unpackIfCompressed(file, limit: text.count - 1)
        }
        #expect(error?.message == "x: unpacks to more than 14 bytes")
    }

    @Test func `cut gzip data is refused at every length`() {
        let whole = packed(text, .gzip)
        for length in 2..<whole.count {
            let file = Snapshot.File(path: "x", bytes: Array(whole[..<length]))
            let error = failure { () throws(InputError) in
                try Decompressor.unpackIfCompressed(file, limit: 100)
            }
            #expect(error?.kind == .badData, "length \(length)")
        }
    }
}
