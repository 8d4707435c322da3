/// Takes names out of a kernel command line, parameter by parameter.
///
/// A parameter that says how the kernel works (`CommandLineKeys.kept`) stays. Of others the value goes, and of
/// those nobody knows the name too: what is left is `redacted-N`, numbered by the order in which different
/// parameters are first met, so that equal ones stay equal and nothing is left to guess from.
struct CommandLineRedaction {
    private var numbers: [[UInt8]: Int] = [:]
    private let identifiers: Identifiers

    init(_ identifiers: Identifiers) { self.identifiers = identifiers }

    /// `line` with its parameters redacted; what stands between them is kept.
    mutating func redact(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = line
        while !rest.isEmpty {
            let blanks = rest.prefix { Self.isBlank($0) }
            result += blanks
            rest = rest.dropFirst(blanks.count)
            let word = rest.prefix(Self.length(ofWord: rest))
            if !word.isEmpty { result += parameter(word) }
            rest = rest.dropFirst(word.count)
        }
        return result
    }

    /// One parameter.
    private mutating func parameter(_ word: ArraySlice<UInt8>) -> [UInt8] {
        if word.equals("--") || word.equals("\\") || word.equals("…") || Self.isRedacted(word) {
            return Array(word)
        }
        let equals = word.dropFirst().firstIndex(of: 0x3d)
        let key = word[..<(equals ?? word.endIndex)]
        // A quote around the whole parameter is no part of the key.
        let name = key.first == 0x22 ? key.dropFirst() : key
        let isKept = CommandLineKeys.isKept(name)
        if isKept, Self.isHarmless(word) { return identifiers.masked(word) }
        let pseudonym = StaticString("redacted-").bytes + Array(String(number(of: word)).utf8)
        if equals != nil, isKept || CommandLineKeys.isPublic(name) { return Array(name) + [0x3d] + pseudonym }
        return pseudonym + Self.crashkernel(in: word)
    }

    /// The kernel looks for "crashkernel=" in the whole line and finds it inside other parameters too.
    private static func crashkernel(in word: ArraySlice<UInt8>) -> [UInt8] {
        guard let start = word.index(of: "crashkernel=") else { return [] }
        return [0x2e] + word[start...].prefix { isPlain($0) || $0 == 0x3d }
    }

    private mutating func number(of word: ArraySlice<UInt8>) -> Int {
        let key = Array(word)
        if let number = numbers[key] { return number }
        let number = numbers.count + 1
        numbers[key] = number
        return number
    }

    /// Whether the parameter is what this redaction makes: "redacted-1", "root=redacted-2",
    /// "redacted-3.crashkernel=1G". What stands there was not found by looking at a host.
    private static func isRedacted(_ word: ArraySlice<UInt8>) -> Bool {
        var text = word
        if !text.hasPrefix("redacted-"), let equals = text.firstIndex(of: 0x3d) {
            guard CommandLineKeys.isKept(text[..<equals]) || CommandLineKeys.isPublic(text[..<equals]) else {
                return false
            }
            text = text[(equals + 1)...]
        }
        guard let digits = text.after("redacted-") else { return false }
        let rest = digits.drop { $0.isDigit }
        guard rest.count < digits.count else { return false }
        guard let option = rest.after(".crashkernel=") else { return rest.isEmpty }
        return option.allSatisfy { isPlain($0) || $0 == 0x3d }
    }

    /// Whether a value can hold nothing but numbers and the words of options.
    private static func isHarmless(_ word: ArraySlice<UInt8>) -> Bool {
        word.count <= 256 && word.allSatisfy { isPlain($0) || $0 == 0x3d || $0 == 0x22 }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte.isWordByte || byte == 0x2c || byte == 0x2d || byte == 0x2e || byte == 0x3a || byte == 0x40
            || byte == 0x2b
    }

    /// The kernel's isspace(), Latin-1's no-break space included (lib/ctype.c).
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 9 && byte <= 13) || byte == 0xa0 || byte == 0
    }

    /// The bytes up to the first blank outside quotes, as next_arg() parts them.
    private static func length(ofWord bytes: ArraySlice<UInt8>) -> Int {
        var isQuoted = false
        for (offset, byte) in bytes.enumerated() {
            if byte == 0x22 { isQuoted.toggle() }
            if isBlank(byte), !isQuoted || byte == 0 { return offset }
        }
        return bytes.count
    }
}
