/// The lines of a stream of bytes, one at a time, in constant memory.
struct TraceLines<Bytes: TraceBytes> {
    /// Longest line that is read; perf's are below 1 KiB unless they carry branch stacks.
    static var longest: Int { 1 << 16 }

    private var bytes: Bytes
    private var buffer = [UInt8](repeating: 0, count: 2 * longest)
    private var start = 0
    private var end = 0
    private var hasEnded = false
    /// 1-based number of the line given last.
    private(set) var number = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    /// The next line without its newline; nil at the end. The bytes are those of the call before, so they are
    /// used at once.
    mutating func next() throws(TraceError) -> ArraySlice<UInt8>? {
        while true {
            if let newline = buffer[start..<end].firstIndex(of: 0x0a) {
                defer { start = newline + 1 }
                number += 1
                return buffer[start..<newline]
            }
            if hasEnded {
                guard start < end else { return nil }
                defer { start = end }
                number += 1
                return buffer[start..<end]
            }
            guard end - start <= Self.longest else {
                throw .atLine(
                    number + 1, problem: "the line is longer than \(Self.longest) bytes", expected: "text")
            }
            try fill()
        }
    }

    private mutating func fill() throws(TraceError) {
        if start > 0 {
            buffer.replaceSubrange(0..<(end - start), with: Array(buffer[start..<end]))
            end -= start
            start = 0
        }
        let count = try Self.read(&bytes, into: &buffer, from: end)
        hasEnded = count == 0
        end += count
    }

    private static func read(
        _ bytes: inout Bytes, into buffer: inout [UInt8], from offset: Int
    ) throws(TraceError) -> Int {
        var span = buffer.mutableSpan
        var raw = span.mutableBytes
        return try bytes.read(into: &raw, from: offset)
    }
}

extension ArraySlice<UInt8> {
    /// The words between blanks and tabs.
    var words: [ArraySlice<UInt8>] { split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d } }

    /// The hexadecimal number these bytes are, `0x` in front or not; nil for anything else.
    var hexadecimal: UInt64? {
        var digits = self
        if digits.count > 2, digits.first == 0x30, digits[digits.startIndex + 1] | 0x20 == 0x78 {
            digits = digits.dropFirst(2)
        }
        guard !digits.isEmpty, digits.count <= 16 else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x61...0x66: digit = byte - 0x57
            case 0x41...0x46: digit = byte - 0x37
            default: return nil
            }
            value = value << 4 | UInt64(digit)
        }
        return value
    }
}
