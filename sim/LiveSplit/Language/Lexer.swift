/// A token of a scenario's line.
struct Token: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case word
        case number(Int)
        case symbol
    }
    let kind: Kind
    let text: String
    let position: SourcePosition
    /// Offset of the first byte behind it in its line.
    let end: Int
}

/// Cuts one line into tokens.
enum Lexer {
    private static let doubled: Set<String> = [":=", "->", "&&", "||", "==", "!="]
    private static let single = Set("(),;:=&|!/[]+@".utf8)

    static func tokens(_ line: [UInt8], number: Int) throws(ScenarioError) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while index < line.count {
            let byte = line[index]
            if byte == 0x20 || byte == 0x09 {
                index += 1
                continue
            }
            if byte == UInt8(ascii: "#") { break }
            let position = SourcePosition(line: number, column: index + 1)
            let token = try token(line, from: index, position)
            tokens.append(token)
            index = token.end
        }
        return tokens
    }

    private static func token(
        _ line: [UInt8], from start: Int, _ position: SourcePosition
    ) throws(ScenarioError) -> Token {
        let byte = line[start]
        if isLetter(byte) {
            var end = start + 1
            while end < line.count, continuesWord(line, at: end) { end += 1 }
            return Token(kind: .word, text: text(line[start..<end]), position: position, end: end)
        }
        if isDigit(byte) { return try number(line, from: start, position) }
        if start + 1 < line.count, doubled.contains(text(line[start...start + 1])) {
            return Token(
                kind: .symbol, text: text(line[start...start + 1]), position: position, end: start + 2)
        }
        guard single.contains(byte) else {
            let shown = (0x21...0x7e).contains(byte) ? text(line[start...start]) : "byte \(byte)"
            throw ScenarioError(
                position, "unexpected \(shown)", expected: "a word, a number or one of ( ) , ; : = & | !")
        }
        return Token(kind: .symbol, text: text(line[start...start]), position: position, end: start + 1)
    }

    private static func number(
        _ line: [UInt8], from start: Int, _ position: SourcePosition
    ) throws(ScenarioError) -> Token {
        var end = start
        while end < line.count, isLetter(line[end]) || isDigit(line[end]) { end += 1 }
        let digits = text(line[start..<end])
        let value = digits.hasPrefix("0x") ? Int(digits.dropFirst(2), radix: 16) : Int(digits)
        guard let value, value <= 0xffff_ffff else {
            throw ScenarioError(
                position, "\(digits.prefix(24)) is no number", expected: "a number below 2^32")
        }
        return Token(kind: .number(value), text: digits, position: position, end: end)
    }

    /// A letter or digit, or a hyphen inside a word (`guest-killed`, but not `x->1`).
    private static func continuesWord(_ line: [UInt8], at index: Int) -> Bool {
        if isLetter(line[index]) || isDigit(line[index]) { return true }
        return line[index] == UInt8(ascii: "-") && index + 1 < line.count && isLetter(line[index + 1])
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "_"), UInt8(ascii: "'"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
