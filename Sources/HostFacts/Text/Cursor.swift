/// Reads a line from left to right; every step either succeeds and moves, or fails and stays.
struct Cursor {
    /// What is left.
    private(set) var rest: ArraySlice<UInt8>

    /// Starts at the front of `bytes`.
    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Nothing is left.
    var isAtEnd: Bool { rest.isEmpty }

    /// The next byte, without moving.
    var peek: UInt8? { rest.first }

    /// Skips blanks; returns how many columns they took (a tab goes to the next multiple of eight).
    @discardableResult
    mutating func skipBlanks() -> Int {
        var columns = 0
        while let byte = rest.first, byte.isBlank {
            columns = byte == 0x09 ? (columns / 8 + 1) * 8 : columns + 1
            rest = rest.dropFirst()
        }
        return columns
    }

    /// Skips `text` if it is next.
    mutating func skip(_ text: StaticString) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.utf8CodeUnitCount)
        return true
    }

    /// Skips one `byte` if it is next.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// A run of hexadecimal digits without `0x`; nil if there is none or it exceeds 64 bits.
    mutating func hex() -> UInt64? { hexDigits()?.value }

    /// As `hex()`, with the number of digits.
    mutating func hexDigits() -> (value: UInt64, count: Int)? {
        var value: UInt64 = 0
        var index = rest.startIndex
        while index < rest.endIndex, let digit = rest[index].hexValue {
            guard value >> 60 == 0 else { return nil }
            value = value << 4 | digit
            index += 1
        }
        let count = index - rest.startIndex
        guard count > 0 else { return nil }
        rest = rest[index...]
        return (value, count)
    }

    /// A hexadecimal number that must begin with `0x`.
    mutating func prefixedHex() -> UInt64? {
        let saved = rest
        if skip("0x") || skip("0X"), let value = hex() { return value }
        rest = saved
        return nil
    }

    /// A run of decimal digits; nil if there is none or it exceeds 64 bits.
    mutating func decimal() -> UInt64? {
        var value: UInt64 = 0
        var index = rest.startIndex
        while index < rest.endIndex, rest[index].isDigit {
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(UInt64(rest[index] - 0x30))
            guard !tooLarge, !overflow else { return nil }
            value = sum
            index += 1
        }
        guard index > rest.startIndex else { return nil }
        rest = rest[index...]
        return value
    }

    /// A decimal number that fits an Int.
    mutating func integer() -> Int? {
        let saved = rest
        guard let value = decimal() else { return nil }
        guard let number = Int(exactly: value) else {
            rest = saved
            return nil
        }
        return number
    }

    /// The bytes up to the next blank or the end; nil if there are none.
    mutating func word() -> ArraySlice<UInt8>? {
        let end = rest.firstIndex { $0.isBlank } ?? rest.endIndex
        guard end > rest.startIndex else { return nil }
        defer { rest = rest[end...] }
        return rest[rest.startIndex..<end]
    }
}
