import ProbeKit
import Testing

/// A file of given bytes; reads give `piece` bytes at most.
final class BytesFile: SystemCalls {
    var bytes: [UInt8]
    var piece = Int.max
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    override func read(
        _ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) -> Int {
        guard offset < UInt64(bytes.count) else { return 0 }
        let part = bytes[Int(offset)...].prefix(min(buffer.count, piece))
        buffer.copyBytes(from: part)
        return part.count
    }
    override func stopped() -> Int32 { 0 }
}

@Suite struct MarkerTests {
    static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static func image(_ size: Int, _ parts: [(Int, [UInt8])]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0x55, count: size)
        bytes.replaceSubrange(
            0..<64, with: [UInt8](repeating: 0, count: 56) + little(0x644d_5241) + little(0))
        for (place, part) in parts { bytes.replaceSubrange(place..<place + part.count, with: part) }
        return bytes
    }

    static func core(_ model: UInt32, _ first: UInt32, _ last: UInt32) -> [UInt8] {
        little(model) + little(first) + little(last)
    }

    static func text(_ file: SystemCalls) throws -> [String] {
        let text = try KernelMarkers.text(file, image: 3, name: "boot/vmlinuz-6.18.0", stop: { false })
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test(arguments: [1, 7, 63, 64, 100, 4096, Int.max]) func `Markers are found wherever pieces meet`(
        _ piece: Int
    ) throws {
        for place in [64, 65536 - 20, 65536 - 8, 65536 - 4, 65536, 131072 - 12]
        where piece > 50 || place == 64 {
            let cores =
                Self.core(0x410f_d820, 3, 15) + Self.core(0x410f_d840, 2, 15) + [1, 0, 0, 0]
                + Self.core(0xc00f_ac30, 0, 255)
            let size = piece > 50 ? 140_000 : 600
            let file = BytesFile(
                Self.image(
                    size,
                    [
                        (place, cores), (place + 100, [0] + Array("noalias".utf8) + [0]),
                        (size - 13, [0] + Array("BBM Level 3".utf8) + [0]),
                    ]))
            file.piece = piece
            #expect(
                try Self.text(file) == [
                    "# from boot/vmlinuz-6.18.0", "string noalias", "string BBM Level 3",
                    "midr 0x410fd820 0x03 0x0f 0",
                    "midr 0x410fd840 0x02 0x0f 0", "midr 0xc00fac30 0x00 0xff 1",
                ])
        }
    }

    @Test func `What only looks like a marker is none`() throws {
        let file = BytesFile(
            Self.image(
                4096,
                [
                    (100, [0] + Array("noaliases".utf8) + [0]), (200, Array("xnoalias".utf8) + [0]),
                    (300, Self.core(0x410f_d820, 16, 15)), (400, Self.core(0x410f_d820, 0, 256)),
                    (500, Self.core(0x410f_d821, 0, 1)), (602, Self.core(0x410f_d820, 0, 1)),
                    (700, Self.core(0x000f_d820, 0, 1)), (4090, [0] + Array("noali".utf8)),
                ]))
        #expect(try Self.text(file) == ["# from boot/vmlinuz-6.18.0"])
    }

    @Test func `Compressed and foreign files are not searched`() {
        func failure(_ bytes: [UInt8]) -> Failure? {
            KernelMemoryTests.failure { _ = try Self.text(BytesFile(bytes)) }
        }
        let zeros = [UInt8](repeating: 0, count: 64)
        #expect(failure([0x1f, 0x8b] + zeros) == .notSupported)
        #expect(failure([0x4d, 0x5a, 0, 0] + Array("zimg".utf8) + zeros) == .notSupported)
        #expect(failure(zeros) == .notSupported)
        #expect(failure([0x4d]) == .inputOutput)
    }

    @Test func `The running kernel's image is searched, or nothing is said`() throws {
        let host = KernelMemoryTests.host()
        var words = [UInt64](repeating: 0, count: 512)
        words[4] = 0x0073_6169_6c61_6f6e
        words[511] = 0x0000_0003_410f_d820
        host.pages[host.imagePhysical + 0xf000] = words
        host.pages[host.imagePhysical + 0x10000] = [15] + [UInt64](repeating: 0, count: 511)
        let memory = try KernelMemory(host, kcore: 3)
        let geometry = try Geometry(vmcoreinfo: memory.vmcoreinfo)
        let text = try KernelMarkers.text(memory, geometry, stop: { false })
        #expect(
            String(decoding: text, as: UTF8.self)
                == "# from kcore\nstring noalias\nmidr 0x410fd820 0x03 0x0f 0\n")
        #expect(
            KernelMemoryTests.failure { _ = try KernelMarkers.text(memory, geometry, stop: { true }) }
                == .timedOut)
    }
}
