/// One line of counters.
struct CounterLine: Hashable, Sendable {
    /// The event, as perf calls it.
    let event: String
    /// The count; nil for `<not counted>` and `<not supported>`.
    let value: Double?

    /// A line of `perf stat -x`: the value, its unit, the event; with `-A`, `-I` or `--per-core` fields before
    /// them. The separator is a comma, a semicolon or a tab.
    init?(separated line: String) {
        let separators: [Character] = [",", ";", "\t"]
        guard let separator = separators.first(where: line.contains) else { return nil }
        let fields = line.split(separator: separator, omittingEmptySubsequences: false)
        // The first event that can be told, else the first value decides where the fields begin.
        let known = fields.indices.first { $0 >= 2 && CounterEvent(perfName: String(fields[$0])) != nil }
        let place = known ?? fields.indices.first { $0 >= 2 && Self.isCount(fields[$0 - 2]) }
        guard let place, Self.isCount(fields[place - 2]) else { return nil }
        event = String(fields[place])
        value = Self.number(fields[place - 2])
    }

    /// A line of `perf stat -j`: one flat object.
    init?(json line: String) {
        guard let event = Self.member("event", of: line), let count = Self.member("counter-value", of: line),
            Self.isCount(count[...])
        else { return nil }
        self.event = event
        value = Self.number(count[...])
    }

    private static func isCount(_ text: Substring) -> Bool {
        number(text) != nil || text.hasPrefix("<not ")
    }

    /// A count: not negative, and not beyond the 64 bits of a counter.
    private static func number(_ text: Substring) -> Double? {
        let digits = text.drop { $0 == " " }
        guard let first = digits.utf8.first, (0x30...0x39).contains(first), let value = Double(digits),
            value < 0x1p64
        else { return nil }
        return value
    }

    /// The string or number behind `"name" :`, in an object without nesting.
    private static func member(_ name: String, of line: String) -> String? {
        let bytes = Array(line.utf8), key = Array("\"\(name)\"".utf8)
        guard var place = bytes.firstRange(of: key)?.upperBound else { return nil }
        func skipBlanks() { while place < bytes.count, bytes[place] == 0x20 { place += 1 } }
        skipBlanks()
        guard place < bytes.count, bytes[place] == 0x3a else { return nil }
        place += 1
        skipBlanks()
        guard place < bytes.count else { return nil }
        let isString = bytes[place] == 0x22
        if isString { place += 1 }
        let value = bytes[place...].prefix { isString ? $0 != 0x22 : $0 != 0x2c && $0 != 0x7d && $0 != 0x20 }
        return String(decoding: value, as: UTF8.self)
    }
}
