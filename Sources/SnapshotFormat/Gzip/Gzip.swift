/// Packed files (RFC 1952) without a library: the probe has none.
enum Gzip {
    /// What is accepted when unpacked: the largest table dumps come near it.
    static let limit = 1 << 30

    /// The contents of the first member; nil if it is damaged or no gzip.
    static func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
        guard let start = endOfHeader(bytes) else { return nil }
        var inflater = Inflater(bytes, at: start)
        guard let contents = inflater.inflate(limit: limit) else { return nil }
        let end = inflater.position
        guard end + 8 <= bytes.count else { return nil }
        let sum = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[end + $1]) << UInt32(8 * $1) }
        return sum == checksum(contents) ? contents : nil
    }

    /// `contents` as a gzip file of stored blocks: the same bytes always give the same file.
    static func stored(_ contents: [UInt8]) -> [UInt8] {
        // Deflate, no name, no time, unknown system.
        var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        result.reserveCapacity(contents.count + contents.count / 1000 + 32)
        var start = 0
        repeat {
            let end = min(start + 65535, contents.count)
            let count = UInt16(end - start)
            result.append(end == contents.count ? 1 : 0)
            for half in [count, ~count] { result += [UInt8(half & 255), UInt8(half >> 8)] }
            result += contents[start..<end]
            start = end
        } while start < contents.count
        for word in [checksum(contents), UInt32(truncatingIfNeeded: contents.count)] {
            for shift in [UInt32(0), 8, 16, 24] { result.append(UInt8(word >> shift & 255)) }
        }
        return result
    }

    /// Where the packed data begins.
    private static func endOfHeader(_ bytes: [UInt8]) -> Int? {
        guard bytes.count > 18, bytes[0] == 0x1f, bytes[1] == 0x8b, bytes[2] == 8 else { return nil }
        let flags = bytes[3]
        var position = 10
        if flags & 4 != 0 { position += 2 + Int(bytes[10]) + Int(bytes[11]) << 8 }
        for flag in [UInt8(8), 16] where flags & flag != 0 {
            guard position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else { return nil }
            position = end + 1
        }
        if flags & 2 != 0 { position += 2 }
        return position < bytes.count ? position : nil
    }

    /// CRC-32 as gzip and Ethernet have it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = .max
        for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 255)] ^ (sum >> 8) }
        return ~sum
    }

    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 {
            let isOdd = value & 1 == 1
            value >>= 1
            if isOdd { value ^= 0xedb8_8320 }
        }
        return value
    }
}
