extension StaticString {
    /// The text's UTF-8.
    var bytes: [UInt8] { withUTF8Buffer { Array($0) } }
}

/// Hexadecimal digits, lower case.
enum Hexadecimal {
    /// The last `count` digits of `value`, with leading zeros.
    static func digits(_ value: UInt64, count: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0x30, count: count)
        var rest = value
        for index in stride(from: count - 1, through: 0, by: -1) {
            let digit = UInt8(rest & 15)
            result[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
            rest >>= 4
        }
        return result
    }

    /// `value` in as few digits as it takes.
    static func digits(_ value: UInt64) -> [UInt8] {
        digits(value, count: max(1, (67 - value.leadingZeroBitCount) / 4))
    }

    /// The number that `bytes` are, all of them hexadecimal digits, at most 16; nil for anything else.
    static func value(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        guard !bytes.isEmpty, bytes.count <= 16 else { return nil }
        var value: UInt64 = 0
        for byte in bytes {
            guard let digit = byte.hexadecimalValue else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }
}

extension UInt8 {
    /// Space, tab and the other ASCII blanks, and NUL.
    var isBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0d) || self == 0 }
    /// 0 to 9.
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// A to Z, a to z.
    var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7a }
    /// A letter, a digit or an underscore.
    var isWordByte: Bool { isDigit || isLetter || self == 0x5f }
    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x61...0x66: self - 0x57
        case 0x41...0x46: self - 0x37
        default: nil
        }
    }
}

extension ArraySlice where Element == UInt8 {
    /// Whether the bytes begin with those of `text`.
    func hasPrefix(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { needle in
            count >= needle.count && elementsAt(startIndex, equal: needle)
        }
    }

    /// Whether the bytes are those of `text`.
    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && hasPrefix(text) }

    /// Whether the bytes end with those of `text`.
    func hasSuffix(_ text: StaticString) -> Bool { suffix(text.utf8CodeUnitCount).equals(text) }

    /// Where `text`, which is not empty, first begins.
    func index(of text: StaticString) -> Int? {
        text.withUTF8Buffer { needle in
            guard count >= needle.count else { return nil }
            for start in startIndex...(endIndex - needle.count) where self[start] == needle[0] {
                if elementsAt(start, equal: needle) { return start }
            }
            return nil
        }
    }

    /// Whether `text` occurs anywhere.
    func contains(_ text: StaticString) -> Bool { index(of: text) != nil }

    /// Where the bytes behind `text`, if they begin with it, begin.
    func after(_ text: StaticString) -> ArraySlice<UInt8>? {
        hasPrefix(text) ? dropFirst(text.utf8CodeUnitCount) : nil
    }

    /// Without blanks and NULs at both ends.
    func trimmed() -> ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first.isBlank { slice = slice.dropFirst() }
        while let last = slice.last, last.isBlank { slice = slice.dropLast() }
        return slice
    }

    /// The bytes up to the first blank, without it.
    var firstWord: ArraySlice<UInt8> { prefix { !$0.isBlank } }

    private func elementsAt(_ start: Int, equal needle: UnsafeBufferPointer<UInt8>) -> Bool {
        for offset in 0..<needle.count where self[start + offset] != needle[offset] { return false }
        return true
    }
}

/// The lines of a file, taken apart and put together.
enum Lines {
    /// The lines of `bytes`, each without its newline. A file that ends in one has an empty last line.
    static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    }

    /// `bytes` with each line replaced by what `body` makes of it. What stands before a newline is handed
    /// over without a carriage return, and gets it back.
    static func map(_ bytes: [UInt8], _ body: (ArraySlice<UInt8>) -> [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        // Line by line, not through `split`: the slices of a configuration take more room than its text.
        var start = 0
        while true {
            let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
            let line = bytes[start..<end]
            if !line.isEmpty {
                let hasReturn = line.last == 0x0d
                result += body(hasReturn ? line.dropLast() : line)
                if hasReturn { result.append(0x0d) }
            }
            guard end < bytes.count else { break }
            result.append(0x0a)
            start = end + 1
        }
        return result
    }
}
