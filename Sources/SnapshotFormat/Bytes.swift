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
}
