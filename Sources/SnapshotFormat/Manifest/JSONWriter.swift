/// Writes JSON (RFC 8259) as bytes: members in the order they come, one object of an array to a line.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether a value stands before the next one on the same level.
    private var needsComma = false

    /// Opens an object or array: `{` or `[`.
    mutating func open(_ bracket: StaticString) {
        separate()
        bytes += bracket.bytes
        needsComma = false
    }

    /// Closes it: `}` or `]`.
    mutating func close(_ bracket: StaticString) {
        bytes += bracket.bytes
        needsComma = true
    }

    /// Begins a new line, so that a manifest can be read and compared line by line.
    mutating func breakLine() {
        if needsComma { bytes.append(0x2c) }
        needsComma = false
        bytes.append(0x0a)
    }

    /// The name of the next value.
    mutating func key(_ name: StaticString) {
        separate()
        bytes += [0x22] + name.bytes + [0x22, 0x3a]
        needsComma = false
    }

    /// A whole number.
    mutating func value(_ number: Int) {
        separate()
        bytes += Array(String(number).utf8)
        needsComma = true
    }

    /// `true` or `false`.
    mutating func value(_ isTrue: Bool) {
        separate()
        bytes += isTrue ? StaticString("true").bytes : StaticString("false").bytes
        needsComma = true
    }

    /// A string. Control characters, among them those of Latin-1 and the line separators, are escaped.
    mutating func value(_ text: String) {
        separate()
        bytes.append(0x22)
        for scalar in text.unicodeScalars { append(scalar) }
        bytes.append(0x22)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2c) }
        needsComma = false
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x22: bytes += [0x5c, 0x22]
        case 0x5c: bytes += [0x5c, 0x5c]
        case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029: escape(scalar.value)
        default: for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { bytes.append(unit) }
        }
    }

    /// `\u` and four digits: only scalars of 16 bits come here.
    private mutating func escape(_ value: UInt32) {
        bytes += [0x5c, 0x75]
        bytes += Hexadecimal.digits(UInt64(value), count: 4)
    }
}
