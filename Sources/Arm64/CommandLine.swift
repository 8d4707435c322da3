/// A kernel command line, split as the kernel splits it (`next_arg()` in lib/cmdline.c): blanks
/// separate, double quotes protect blanks, the first `=` divides key from value.
public struct KernelCommandLine: Hashable, Sendable {
    /// One parameter.
    public struct Parameter: Hashable, Sendable {
        /// The part before the first `=`, quotes removed.
        public let key: String
        /// The part after it, quotes removed; nil when there is no `=`.
        public let value: String?
        /// The parameter as it was written.
        public let text: String

        /// Whether the key names `other`: the kernel takes `-` and `_` for each other.
        public func isNamed(_ other: String) -> Bool {
            let left = key.utf8, right = other.utf8
            guard left.count == right.count else { return false }
            return zip(left, right).allSatisfy { Self.folded($0) == Self.folded($1) }
        }

        private static func folded(_ byte: UInt8) -> UInt8 { byte == 0x2d ? 0x5f : byte }
    }

    /// The whole line, without the closing newline.
    public let text: String
    /// The kernel's own parameters, in order. What follows a lone `--` belongs to init.
    public let parameters: [Parameter]

    /// Splits `text`.
    public init(_ text: String) {
        self.text = text
        var result: [Parameter] = []
        var rest = Array(text.utf8.prefix { $0 != 0 })[...]
        while true {
            rest = rest.drop(while: Self.isBlank)
            guard !rest.isEmpty else { break }
            let word = rest.prefix(Self.length(ofWord: rest))
            rest = rest[word.endIndex...]
            let parameter = Self.parameter(word)
            if parameter.value == nil, parameter.key == "--" { break }
            result.append(parameter)
        }
        parameters = result
    }

    /// Every parameter with this key, in order; the last one usually wins.
    public func all(_ key: String) -> [Parameter] { parameters.filter { $0.isNamed(key) } }

    /// The last parameter with this key.
    public func last(_ key: String) -> Parameter? { parameters.last { $0.isNamed(key) } }

    /// The kernel's isspace(): ASCII blanks, and the Latin-1 no-break space, which also is a byte of
    /// some UTF-8 letters.
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 9 && byte <= 13) || byte == 0xa0
    }

    /// The bytes up to the first blank outside quotes.
    private static func length(ofWord bytes: ArraySlice<UInt8>) -> Int {
        var isQuoted = false
        for (offset, byte) in bytes.enumerated() {
            if byte == 0x22 { isQuoted.toggle() }
            if isBlank(byte), !isQuoted { return offset }
        }
        return bytes.count
    }

    /// `next_arg()`: a quote around the whole word goes, and one around the value; of two that close
    /// together at the end only one. An `=` in the first place belongs to the key.
    private static func parameter(_ word: ArraySlice<UInt8>) -> Parameter {
        let text = String(decoding: word, as: UTF8.self)
        let isQuoted = word.first == 0x22
        let bytes = isQuoted ? word.dropFirst() : word
        let equals = bytes.dropFirst().firstIndex(of: 0x3d)
        var key = bytes[..<(equals ?? bytes.endIndex)]
        var value = equals.map { bytes[($0 + 1)...] }
        let valueIsQuoted = value?.first == 0x22
        if valueIsQuoted { value = value?.dropFirst() }
        if isQuoted || valueIsQuoted {
            if value?.last == 0x22 { value = value?.dropLast() }
            if value == nil, key.last == 0x22 { key = key.dropLast() }
        }
        return Parameter(
            key: String(decoding: key, as: UTF8.self),
            value: value.map { String(decoding: $0, as: UTF8.self) }, text: text)
    }
}
