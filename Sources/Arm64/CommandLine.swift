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
        for word in Self.words(text.utf8) {
            if word.elementsEqual([0x2d, 0x2d]) { break }
            result.append(Self.parameter(word))
        }
        parameters = result
    }

    /// Every parameter with this key, in order; the last one usually wins.
    public func all(_ key: String) -> [Parameter] { parameters.filter { $0.isNamed(key) } }

    /// The last parameter with this key.
    public func last(_ key: String) -> Parameter? { parameters.last { $0.isNamed(key) } }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }

    private static func words(_ bytes: String.UTF8View) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var current: [UInt8] = []
        var quoted = false
        for byte in bytes {
            if byte == 0x22 { quoted.toggle() }
            if isBlank(byte), !quoted {
                if !current.isEmpty { words.append(current) }
                current = []
            } else {
                current.append(byte)
            }
        }
        if !current.isEmpty { words.append(current) }
        return words
    }

    private static func parameter(_ word: [UInt8]) -> Parameter {
        let text = String(decoding: word, as: UTF8.self)
        var bytes = word[...]
        // next_arg() drops a quote around the whole word, and one around the value.
        if bytes.first == 0x22 {
            bytes = bytes.dropFirst()
            if bytes.last == 0x22 { bytes = bytes.dropLast() }
        }
        guard let equals = bytes.firstIndex(of: 0x3d), equals > bytes.startIndex else {
            return Parameter(key: String(decoding: bytes, as: UTF8.self), value: nil, text: text)
        }
        var value = bytes[(equals + 1)...]
        if value.first == 0x22 {
            value = value.dropFirst()
            if value.last == 0x22 { value = value.dropLast() }
        }
        return Parameter(
            key: String(decoding: bytes[..<equals], as: UTF8.self),
            value: String(decoding: value, as: UTF8.self), text: text)
    }
}
