/// The lines of a VMCOREINFO note, as far as redaction must read them.
struct NoteText {
    private let lines: [ArraySlice<UInt8>]

    init(_ bytes: [UInt8]?) {
        lines = Lines.split(bytes ?? []).map { Self.text(of: $0) }
    }

    /// The line without the binary header that the note begins with.
    static func text(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let text = line.trimmed()
        guard let nul = text.lastIndex(of: 0) else { return text }
        return text[(nul + 1)...]
    }

    /// What stands behind `key`, which ends in "="; the last line counts.
    func value(_ key: StaticString) -> ArraySlice<UInt8>? {
        lines.last { $0.hasPrefix(key) }?.after(key)
    }

    /// `value` as a hexadecimal number, with or without "0x".
    func hexadecimal(_ key: StaticString) -> UInt64? {
        value(key).flatMap { Hexadecimal.value($0.after("0x") ?? $0) }
    }

    /// `value` as the kernel prints numbers: decimal, negative decimal, or "0x" and hexadecimal.
    func number(_ key: StaticString) -> UInt64? { value(key).flatMap { Self.number($0) } }

    static func number(_ text: ArraySlice<UInt8>) -> UInt64? {
        if let digits = text.after("0x") { return Hexadecimal.value(digits) }
        let isNegative = text.first == 0x2d
        let digits = isNegative ? text.dropFirst() : text
        guard !digits.isEmpty, digits.count < 19 else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            guard byte.isDigit else { return nil }
            value = value * 10 + UInt64(byte - 0x30)
        }
        return isNegative ? 0 &- value : value
    }
}
