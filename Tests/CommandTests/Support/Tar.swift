import TestPacking

/// Writes ustar archives byte by byte, also such as no sane tool writes.
struct Tar {
    private(set) var bytes: [UInt8] = []

    /// Adds a member. `size` is what the header declares, if not the truth.
    mutating func add(
        _ name: String, _ body: [UInt8] = [], type: Character = "0", link: String = "", size: Int? = nil
    ) {
        bytes += Self.header(name, size: size ?? body.count, type: type, link: link)
        bytes += body
        bytes += [UInt8](repeating: 0, count: (512 - body.count % 512) % 512)
    }

    /// Adds `count` members of no bytes; `pattern` holds a run of seven zeros, which become their numbers.
    mutating func add(_ count: Int, like pattern: String) {
        let header = Self.header(pattern, size: 0)
        let digits = Array(pattern.utf8).firstRange(of: Array("0000000".utf8))!
        let start = bytes.count
        bytes += [UInt8](repeating: 0, count: count * 512)
        // In place: a million headers the plain way take minutes.
        bytes.withUnsafeMutableBytes { room in
            for number in 0..<count {
                let block = UnsafeMutableRawBufferPointer(
                    rebasing: room[(start + number * 512)...].prefix(512))
                block.copyBytes(from: header)
                var rest = number
                var sum = 0
                for place in digits.reversed() {
                    sum += rest % 10
                    block[place] = UInt8(0x30 + rest % 10)
                    rest /= 10
                }
                // The pattern's own sum, and what the digits add.
                var total = header.reduceOctal(148..<154) + sum
                for place in (148..<154).reversed() {
                    block[place] = UInt8(0x30 + total % 8)
                    total /= 8
                }
            }
        }
    }

    /// The archive with its end mark.
    var closed: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    /// The archive with its end mark, packed.
    func packed(_ packer: Packer) -> [UInt8] { TestPacking.packed(closed, packer) }

    private static func header(
        _ name: String, size: Int, type: Character = "0", link: String = ""
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int, _ room: Int) {
            for (index, byte) in text.utf8.prefix(room).enumerated() { block[offset + index] = byte }
        }
        put(name, 0, 100)
        put("0000644\u{0}0000000\u{0}0000000\u{0}", 100, 24)
        if size < 1 << 33 {
            put(octal(size, digits: 11), 124, 12)
        } else {
            // Eleven octal digits do not suffice: base 256, as GNU tar writes it.
            block[124] = 0x80
            for place in 0..<8 { block[135 - place] = UInt8(truncatingIfNeeded: size >> (8 * place)) }
        }
        put("00000000000", 136, 12)
        put("        ", 148, 8)
        put(String(type), 156, 1)
        put(link, 157, 100)
        put("ustar\u{0}00", 257, 8)
        put(octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + "\u{0} ", 148, 8)
        return block
    }

    private static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }
}

extension [UInt8] {
    /// The number in octal digits at `range`.
    fileprivate func reduceOctal(_ range: Range<Int>) -> Int {
        self[range].reduce(0) { $0 * 8 + Int($1 - 0x30) }
    }
}
