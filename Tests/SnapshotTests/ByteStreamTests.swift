import Snapshot
import TestPacking
import Testing

/// Streams of any bytes, unpacked where they are packed.
@Suite struct ByteStreamTests {
    private func read(_ bytes: [UInt8]) throws -> [UInt8] {
        let stream = try ByteStream.open(bytes: bytes, name: "trace")
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 10)
        while true {
            var span = buffer.mutableSpan
            var raw = span.mutableBytes
            let count = try stream.read(into: &raw, from: 3)
            guard count > 0 else { return all }
            #expect(count <= 7)
            all += buffer[3..<3 + count]
        }
    }

    @Test(arguments: Packer.allCases)
    func `packed bytes come out as they were`(packer: Packer) throws {
        let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        #expect(try read(packed(bytes, packer)) == bytes)
        #expect(try read(bytes) == bytes)
    }

    @Test func `bytes that merely begin like a packed file are left as they are`() throws {
        // Two little-endian addresses that end in 0x8b1f and 0x9d1f: the magics of gzip and compress.
        for head in [[0x1f, 0x8b, 0x02, 0x40], [0x1f, 0x9d, 0x02, 0x40]] as [[UInt8]] {
            let bytes = head + [UInt8](repeating: 0, count: 12)
            #expect(try read(bytes) == bytes)
        }
    }

    @Test func `damaged packing is told, not passed over`() throws {
        let broken = Array(packed([UInt8](repeating: 1, count: 5000), .gzip).dropLast(4))
        #expect(throws: InputError.self) { try read(broken) }
        #expect(throws: InputError.self) {
            try read([0x04, 0x22, 0x4d, 0x18] + [UInt8](repeating: 0, count: 20))
        }
    }

    @Test func `the beginning can be looked at, and everything read within a limit`() throws {
        let stream = try ByteStream.open(bytes: Array("hello".utf8), name: "greeting")
        #expect(try stream.peek(2) == Array("he".utf8))
        #expect(try stream.readAll(limit: 5) == Array("hello".utf8))
        let long = try ByteStream.open(bytes: Array("hello".utf8), name: "greeting")
        #expect(throws: InputError.self) { try long.readAll(limit: 4) }
    }

    @Test func `what is not there has its status`() {
        do throws(InputError) {
            _ = try ByteStream.open("/nothing/here")
            Issue.record("opened")
        } catch {
            #expect(error.kind == .noInput)
        }
    }
}
