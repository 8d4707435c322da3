/// Takes out of a kernel log everything that is not a known message of the kernel's own (`LogMessages`). Lines
/// keep their places and their times, so that what linmap says of a line still holds.
struct LogRedaction {
    private let addresses: AddressRedaction
    private let identifiers: Identifiers
    /// Whether the line before this one held a command line, on which a mail program may have put a break.
    private var mayGoOn = false

    init(_ addresses: AddressRedaction, _ identifiers: Identifiers) {
        self.addresses = addresses
        self.identifiers = identifiers
    }

    /// The whole log.
    mutating func redact(_ bytes: [UInt8], _ commandLine: inout CommandLineRedaction) -> [UInt8] {
        mayGoOn = false
        var log = self
        return Lines.map(bytes) { log.line($0, &commandLine) }
    }

    /// One line, or several whose breaks were lost.
    private mutating func line(
        _ line: ArraySlice<UInt8>, _ commandLine: inout CommandLineRedaction
    ) -> [UInt8] {
        var result: [UInt8] = []
        var rest = line
        while let second = LogPrefix.secondStamp(rest) {
            result += message(rest[..<second], &commandLine)
            rest = rest[second...]
        }
        return result + message(rest, &commandLine)
    }

    private mutating func message(
        _ line: ArraySlice<UInt8>, _ commandLine: inout CommandLineRedaction
    ) -> [UInt8] {
        let (prefix, message, isMarked) = LogPrefix.split(line)
        guard !message.isEmpty else { return prefix }
        if let treatment = LogMessages.treatment(of: message) {
            if case .commandLine = treatment { mayGoOn = isMarked } else { mayGoOn = false }
            return prefix + text(message, treatment, &commandLine)
        }
        if !isMarked, mayGoOn { return prefix + commandLine.redact(message) }
        mayGoOn = false
        return prefix + Self.placeholder(message, beside: prefix.count, isLong: line.count > 100)
    }

    /// What stands for a message that goes. Lines of other programs stay recognisable as such; a line that was
    /// longer than any mail has stays so.
    private static func placeholder(_ message: ArraySlice<UInt8>, beside prefix: Int, isLong: Bool) -> [UInt8]
    {
        let date = LogPrefix.date(message)
        let text = date + (date.isEmpty ? [] : StaticString("host ").bytes) + StaticString("redacted").bytes
        guard isLong || prefix + text.count > 100 else { return text }
        return text + [UInt8](repeating: 0x2e, count: max(0, 101 - text.count))
    }

    private func text(
        _ message: ArraySlice<UInt8>, _ treatment: LogMessages.Treatment,
        _ commandLine: inout CommandLineRedaction
    ) -> [UInt8] {
        switch treatment {
        case .keep: return addresses.redact(identifiers.masked(message)[...])
        case .banner: return identifiers.masked(BannerRedaction.redact(message)[...])
        case .commandLine(let start):
            return Array(message.prefix(start)) + parameters(message.dropFirst(start), &commandLine)
        }
    }

    /// The parameters that a message quotes, within its quotation marks if it has any.
    private func parameters(
        _ text: ArraySlice<UInt8>, _ commandLine: inout CommandLineRedaction
    ) -> [UInt8] {
        let mark = text.drop { $0 == 0x20 || $0 == 0x3a }.first
        if mark == 0x22 || mark == 0x27, let mark, let open = text.firstIndex(of: mark),
            let close = text.lastIndex(of: mark), open < close
        {
            return Array(text[...open]) + commandLine.redact(text[(open + 1)..<close])
                + Self.ending(text[close...])
        }
        let redacted = commandLine.redact(text)
        // The kernel cuts what it prints at a thousand bytes, and linmap must still see that it may have.
        let isCut = text.count >= 960 && !redacted[...].hasSuffix("…")
        return isCut ? redacted + StaticString(" …").bytes : redacted
    }

    /// What follows a closing quotation mark: the kernel's words, or nothing.
    private static func ending(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let words: StaticString = ", will be passed to user space."
        return text.dropFirst().trimmed().equals(words) ? Array(text) : Array(text.prefix(1))
    }
}
