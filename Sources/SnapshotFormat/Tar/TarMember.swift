/// One member's header on its way into bytes.
struct TarMember {
    private var name: [UInt8]
    private var prefix: [UInt8] = []
    private var target: [UInt8] = []
    private var size = 0
    private var mode = 0o600
    private var type = UInt8(ascii: "0")
    /// What ustar's fields cannot hold, as records of a pax header.
    private var records: [UInt8] = []

    init(path: String, kind: TarFormat.Kind) {
        name = Array(path.utf8)
        switch kind {
        case .file(let bytes): size = max(0, bytes)
        case .directory:
            mode = 0o700
            type = UInt8(ascii: "5")
            if name.last != 0x2f { name.append(0x2f) }
        case .link(let text):
            mode = 0o777
            type = UInt8(ascii: "2")
            target = Array(text.utf8)
        }
        fit()
    }

    private init(records: [UInt8]) {
        name = Array("pax".utf8)
        size = records.count
        type = UInt8(ascii: "x")
    }

    /// Splits a long path as ustar wants it, and makes records of what does not fit.
    private mutating func fit() {
        if name.count > 100, !split() {
            addRecord("path", name)
            name = Array(name.prefix(100))
        }
        if target.count > 100 {
            addRecord("linkpath", target)
            target = Array(target.prefix(100))
        }
        if size > 0o77_777_777_777 {
            addRecord("size", Self.decimal(size))
            size = 0
        }
    }

    /// Divides the path at a slash into at most 155 and at most 100 bytes; false if that is impossible.
    private mutating func split() -> Bool {
        // The slash itself is not stored. A directory's closing one cannot divide: the name would be empty.
        var slash = min(155, name.count - 2)
        while slash > 0, name[slash] != 0x2f { slash -= 1 }
        guard slash > 0, name.count - slash - 1 <= 100 else { return false }
        prefix = Array(name[..<slash])
        name = Array(name[(slash + 1)...])
        return true
    }

    /// "LENGTH KEY=VALUE\n", where LENGTH counts itself too.
    private mutating func addRecord(_ key: StaticString, _ value: [UInt8]) {
        let body = [0x20] + key.bytes + [0x3d] + value + [0x0a]
        var length = body.count + 1
        while Self.decimal(length).count + body.count != length { length += 1 }
        records += Self.decimal(length) + body
    }

    /// The pax header and its records; nothing if ustar holds everything.
    func extendedHeader() -> [UInt8] {
        guard !records.isEmpty else { return [] }
        return TarMember(records: records).block() + records
            + TarFormat.padding(afterBytes: records.count)
    }

    /// The ustar header block.
    func block() -> [UInt8] {
        var block = [UInt8](repeating: 0, count: TarFormat.blockSize)
        Self.put(name, into: &block, at: 0)
        Self.put(Self.octal(mode, digits: 7), into: &block, at: 100)
        Self.put(Self.octal(0, digits: 7), into: &block, at: 108)
        Self.put(Self.octal(0, digits: 7), into: &block, at: 116)
        Self.put(Self.octal(size, digits: 11), into: &block, at: 124)
        Self.put(Self.octal(0, digits: 11), into: &block, at: 136)
        block[156] = type
        Self.put(target, into: &block, at: 157)
        Self.put(Array("ustar\u{0}00".utf8), into: &block, at: 257)
        Self.put(Self.octal(0, digits: 7), into: &block, at: 329)
        Self.put(Self.octal(0, digits: 7), into: &block, at: 337)
        Self.put(prefix, into: &block, at: 345)
        // The checksum is taken with its own field full of blanks.
        var sum = 8 * 0x20
        for byte in block { sum += Int(byte) }
        Self.put(Self.octal(sum, digits: 6) + [0, 0x20], into: &block, at: 148)
        return block
    }

    private static func put(_ bytes: [UInt8], into block: inout [UInt8], at offset: Int) {
        for index in bytes.indices { block[offset + index] = bytes[index] }
    }

    private static func octal(_ number: Int, digits: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0x30, count: digits)
        var rest = number
        var index = digits - 1
        while rest > 0, index >= 0 {
            result[index] = 0x30 + UInt8(rest & 7)
            rest >>= 3
            index -= 1
        }
        return result
    }

    private static func decimal(_ number: Int) -> [UInt8] { Array(String(number).utf8) }
}
