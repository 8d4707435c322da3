/// A text trace: one address a line, decimal or with 0x hexadecimal. Blank lines, and what follows a `#`, do not
/// count. Lines end with a line feed, which a carriage return may precede.
public struct TextTrace<Bytes: TraceBytes>: AccessSource {
    /// Most characters of a line.
    public static var longestLine: Int { 4096 }

    private var bytes: Bytes
    private var chunk: [UInt8]
    private var position = 0
    private var end = 0
    private var line = 0
    private var found = false
    /// What went wrong behind the addresses that were given.
    private var failure: TraceError?

    /// A trace read from `bytes`.
    public init(_ bytes: Bytes) {
        self.bytes = bytes
        chunk = Array(repeating: 0, count: 1 << 16)
    }

    /// The next addresses. Throws `.atLine` for a line that is no address, after all before it were given, and
    /// `.empty` for a trace without any.
    public mutating func next(_ buffer: inout [UInt64]) throws(TraceError) -> Int {
        var count = 0
        while count < buffer.count, failure == nil {
            do throws(TraceError) {
                guard let address = try nextAddress() else { break }
                buffer[count] = address
                count += 1
            } catch {
                failure = error
            }
        }
        if count == 0, let failure { throw failure }
        if count > 0 { found = true }
        guard found else { throw .empty }
        return count
    }

    /// The address on the next line that has one; nil behind the last.
    private mutating func nextAddress() throws(TraceError) -> UInt64? {
        while let text = try nextLine() {
            if let address = try address(text) { return address }
        }
        return nil
    }

    /// The next line's place in `chunk`, without its end; nil behind the last.
    private mutating func nextLine() throws(TraceError) -> Range<Int>? {
        var searched = position
        while true {
            if let feed = chunk[searched..<end].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = feed + 1 }
                line += 1
                return position..<feed
            }
            guard end - position <= Self.longestLine else {
                throw .atLine(
                    line + 1, problem: "the line is too long",
                    expected: "one address, at most \(Self.longestLine) characters")
            }
            searched = end - position
            guard try refill() else {
                guard position < end else { return nil }
                defer { position = end }
                line += 1
                return position..<end
            }
        }
    }

    /// Moves what is left to the beginning of `chunk` and reads on behind it; false at the end.
    private mutating func refill() throws(TraceError) -> Bool {
        // Taken out, because the span must not share an access to self with the source.
        var chunk: [UInt8] = []
        swap(&chunk, &self.chunk)
        let rest = Array(chunk[position..<end])
        chunk.replaceSubrange(0..<rest.count, with: rest)
        var span = chunk.mutableSpan
        var raw = span.mutableBytes
        let count = try bytes.read(into: &raw, from: rest.count)
        swap(&chunk, &self.chunk)
        position = 0
        end = rest.count + count
        return count > 0
    }

    /// The address on a line; nil if there is none.
    private func address(_ range: Range<Int>) throws(TraceError) -> UInt64? {
        var text = chunk[range].prefix { $0 != UInt8(ascii: "#") }
        while let last = text.last, Self.isBlank(last) { text = text.dropLast() }
        while let first = text.first, Self.isBlank(first) { text = text.dropFirst() }
        guard let first = text.first else { return nil }
        let isHex =
            first == UInt8(ascii: "0") && text.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
        guard let value = Self.number(isHex ? text.dropFirst(2) : text, radix: isHex ? 16 : 10) else {
            throw .atLine(
                line, problem: "no address of 64 bits",
                expected: "a decimal number, or a hexadecimal one after 0x")
        }
        return value
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

    private static func number(_ digits: ArraySlice<UInt8>, radix: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            let digit: UInt8 =
                switch byte {
                case 0x30...0x39: byte - 0x30
                case 0x41...0x46: byte - 0x41 + 10
                case 0x61...0x66: byte - 0x61 + 10
                default: .max
                }
            guard digit < radix else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: radix)
            let (sum, overflow) = product.addingReportingOverflow(UInt64(digit))
            guard !tooLarge, !overflow else { return nil }
            value = sum
        }
        return value
    }
}
