import Snapshot

/// One message of a kernel log, freed from what stands before it.
struct LogMessage {
    /// The message; leading blanks are gone.
    let text: ArraySlice<UInt8>
    /// The time stamp in microseconds, where it is one of the kernel's ("[    1.234567]").
    let time: UInt64?
    /// Whether anything that marks a log line stood before the message.
    let isMarked: Bool
    /// Whether the line was put together from several.
    let isJoined: Bool
    /// Whether a line follows that lacks the mark, or the time, which this one has: this one may have
    /// been wrapped, in its last word even.
    let mayGoOn: Bool
    /// The line, or the first of those joined.
    let evidence: Evidence
}

/// Turns the bytes of a log, in any of the forms people send, into messages.
///
/// Undone are: mail quotes (`>>>> `), quoted-printable, wraps at about 72 columns, and the prefixes
/// of dmesg (plain, `-T`, `-x`, `-d`, raw), of printk's caller field, of syslog and of journald.
/// Lines of the Xen hypervisor and of other programs are left out.
struct LogLines {
    /// The messages, in order.
    private(set) var messages: [LogMessage] = []
    /// What had to be undone that could have damaged something.
    private(set) var remarks: [Remark] = []
    /// Whether the lines were wrapped by a mail program.
    private(set) var isWrapped = false

    private struct Raw {
        var bytes: ArraySlice<UInt8>
        var line: Int
        var isJoined = false
    }

    init(_ file: Snapshot.File) {
        var raws: [Raw] = file.lines.map { Raw(bytes: Self.withoutQuotes($0.bytes), line: $0.number) }
        if Self.isQuotedPrintable(raws) {
            raws = Self.decoded(raws)
            remarks.append(
                Remark("the log was quoted-printable; decoded", [Evidence(file: file.path, text: "=3D")]))
        }
        isWrapped = Self.isWrapped(raws)
        if isWrapped {
            raws = Self.unwrapped(raws)
            remarks.append(
                Remark(
                    "the log's lines were wrapped; put together",
                    [Evidence(file: file.path, text: "wrapped lines")]))
        }
        let isNarrow = raws.allSatisfy { $0.bytes.count <= 100 }
        messages.reserveCapacity(raws.count)
        var lostBreak: Evidence?
        for (index, raw) in raws.enumerated() where !raw.bytes.isEmpty {
            guard let (text, time, isMarked) = Self.stripped(raw.bytes), !text.isEmpty else { continue }
            let next = index + 1 < raws.count ? raws[index + 1].bytes : []
            let mayGoOn = Self.mayGoOn(raw.bytes, time: time, isMarked: isMarked, next, isNarrow: isNarrow)
            let evidence = Evidence(file: file.path, line: raw.line, text: raw.bytes.printable)
            var part = (text: text, time: time)
            while part.time != nil, let second = Self.secondStamp(in: part.text),
                let rest = Self.stripped(part.text[second...])
            {
                messages.append(
                    LogMessage(
                        text: part.text[..<second].trimmed(), time: part.time, isMarked: isMarked,
                        isJoined: raw.isJoined, mayGoOn: false, evidence: evidence))
                part = (rest.text, rest.time)
                lostBreak = lostBreak ?? evidence
            }
            messages.append(
                LogMessage(
                    text: part.text, time: part.time, isMarked: isMarked, isJoined: raw.isJoined,
                    mayGoOn: mayGoOn, evidence: evidence))
        }
        if let lostBreak { remarks.append(Remark("lost line breaks were put back in the log", [lostBreak])) }
    }

    /// Where a second time stamp begins: "… initrd=initrd[    0.000000] Dentry cache …".
    private static func secondStamp(in text: ArraySlice<UInt8>) -> Int? {
        var search = text.dropFirst()
        while let open = search.firstIndex(of: 0x5b) {
            search = text[(open + 1)...]
            guard let close = search.prefix(16).firstIndex(of: 0x5d), close - open >= 10 else { continue }
            if seconds(text[(open + 1)..<close].trimmed()) != nil { return open }
        }
        return nil
    }

    /// Whether the line was perhaps wrapped: the next one lacks its mark or its time, or, in a log
    /// without marks, the next one's first word would not have fitted.
    private static func mayGoOn(
        _ line: ArraySlice<UInt8>, time: UInt64?, isMarked: Bool, _ next: ArraySlice<UInt8>, isNarrow: Bool
    ) -> Bool {
        guard !next.isEmpty else { return false }
        if isMarked {
            return stripped(next).map { !$0.isMarked || (time != nil && $0.time == nil) } ?? false
        }
        let word = next.split(separator: 0x20, maxSplits: 1).first?.count ?? 0
        return isNarrow && line.count + 1 + word > 70
    }

    // MARK: Mail

    /// Without `>`, `> > ` and the like at the front.
    private static func withoutQuotes(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.first == 0x3e else { return bytes }
        var rest = bytes
        while rest.first == 0x3e {
            rest = rest.dropFirst().first == 0x20 ? rest.dropFirst(2) : rest.dropFirst()
        }
        return rest
    }

    /// Lines of up to 76 characters that end in "=", or a coded character.
    private static func isQuotedPrintable(_ raws: [Raw]) -> Bool {
        var breaks = 0
        var hasCode = false
        var isNarrow = true
        for raw in raws {
            if raw.bytes.last == 0x3d, raw.bytes.count >= 40, raw.bytes.count <= 80 { breaks += 1 }
            if raw.bytes.count > 80 { isNarrow = false }
            if !hasCode, raw.bytes.contains("=3D") { hasCode = true }
            if breaks > 0, hasCode { return true }
        }
        return isNarrow && (hasCode || breaks >= 3)
    }

    private static func decoded(_ raws: [Raw]) -> [Raw] {
        var result: [Raw] = []
        var bytes: [UInt8] = []
        var first: Int?
        for raw in raws {
            let isSoft = raw.bytes.last == 0x3d
            bytes += isSoft ? raw.bytes.dropLast() : raw.bytes
            let line = first ?? raw.line
            first = line
            if isSoft { continue }
            // Not "joined": these breaks are undone without any doubt.
            result.append(Raw(bytes: decoded(bytes)[...], line: line))
            bytes = []
            first = nil
        }
        if let first { result.append(Raw(bytes: decoded(bytes)[...], line: first)) }
        return result
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x3d, index + 2 < bytes.count, let high = bytes[index + 1].hexValue,
                let low = bytes[index + 2].hexValue
            {
                result.append(UInt8(high << 4 | low))
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// A kernel log always has lines beyond 100 columns; one without them, in which unmarked lines
    /// follow long marked ones, was wrapped.
    private static func isWrapped(_ raws: [Raw]) -> Bool {
        guard raws.allSatisfy({ $0.bytes.count <= 100 }) else { return false }
        var followers = 0
        var before: (isMarked: Bool, length: Int) = (false, 0)
        for raw in raws {
            let isMarked = stripped(raw.bytes)?.isMarked ?? true
            if !isMarked, before.isMarked, before.length >= 40, !raw.bytes.isEmpty { followers += 1 }
            before = (isMarked, raw.bytes.count)
        }
        return followers > 0
    }

    /// Whether a hyphen directly behind a word ends the bytes: "0x40000000-".
    private static func endsInHyphen(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.last == 0x2d && bytes.dropLast().last?.isBlank == false
    }

    /// Joins each unmarked line to the marked one before it: without a blank behind a hyphen that ends
    /// a word, else with one, as mail programs break at blanks.
    private static func unwrapped(_ raws: [Raw]) -> [Raw] {
        var result: [Raw] = []
        var canJoin = false
        for raw in raws {
            let isMarked = stripped(raw.bytes)?.isMarked ?? true
            if !isMarked, canJoin, !raw.bytes.isEmpty, let last = result.last {
                var bytes = Array(last.bytes)
                if !Self.endsInHyphen(bytes[...]) { bytes.append(0x20) }
                bytes += raw.bytes.trimmed()
                canJoin = bytes.count < 8192
                result[result.count - 1] = Raw(bytes: bytes[...], line: last.line, isJoined: true)
            } else {
                result.append(raw)
                canJoin = isMarked && raw.bytes.count >= 40
            }
        }
        return result
    }

    // MARK: Prefixes

    /// The message behind all prefixes; nil for a line of another program or of the hypervisor.
    static func stripped(_ line: ArraySlice<UInt8>) -> (
        text: ArraySlice<UInt8>, time: UInt64?, isMarked: Bool
    )? {
        var rest = line.trimmed()
        var time: UInt64?
        var isMarked = false
        while true {
            if let next = afterLevel(rest) ?? afterFacility(rest) ?? afterSyslog(rest) ?? afterISODate(rest) {
                rest = next
            } else if let (next, stamp) = afterBracket(rest) {
                rest = next
                time = stamp ?? time
            } else if isMarked, let next = afterCPU(rest) {
                rest = next
            } else if !isMarked, let next = afterCutBracket(rest) {
                rest = next
            } else {
                break
            }
            isMarked = true
            rest = rest.trimmed()
        }
        if rest.hasPrefix("(XEN)") || isForeign(rest) { return nil }
        return (rest, time, isMarked)
    }

    /// "<6>"
    private static func afterLevel(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var cursor = Cursor(bytes)
        guard cursor.skip(0x3c), cursor.integer() != nil, cursor.skip(0x3e) else { return nil }
        return cursor.rest
    }

    /// "kern  :info  : "
    private static func afterFacility(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var cursor = Cursor(bytes)
        guard cursor.skip("kern") else { return nil }
        cursor.skipBlanks()
        guard cursor.skip(0x3a) else { return nil }
        cursor.skipBlanks()
        let letters = cursor.rest.prefix { $0.isWordByte }.count
        guard letters > 2, letters < 8 else { return nil }
        cursor = Cursor(cursor.rest.dropFirst(letters))
        cursor.skipBlanks()
        return cursor.skip(0x3a) ? cursor.rest : nil
    }

    /// "Mar  3 12:00:00 host kernel: ", "host kernel: ", and a prefix cut in mid-word: "ernel: ".
    private static func afterSyslog(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let head = bytes.prefix(120)
        var cursor = Cursor(bytes)
        if cursor.skip("kernel: ") || cursor.skip("ernel: ") || cursor.skip("rnel: ") || cursor.skip("nel: ")
            || cursor.skip("el: ")
        {
            return cursor.rest
        }
        guard let behind = head.index(after: " kernel: ") else { return nil }
        // Not in the middle of a message: only dates, a host and an address may stand before it.
        let before = bytes[bytes.startIndex..<behind].dropLast(9)
        guard before.split(separator: 0x20).count <= 5, !before.contains(0x5d), !before.contains(0x28) else {
            return nil
        }
        return bytes[behind...]
    }

    /// "2024-03-03T12:00:00,123456+00:00 "
    private static func afterISODate(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var cursor = Cursor(bytes)
        guard let year = cursor.integer(), year >= 1970, year < 10000, cursor.skip(0x2d),
            cursor.integer() != nil,
            cursor.skip(0x2d), cursor.integer() != nil, cursor.skip(0x54), let time = cursor.word(),
            time.contains(0x3a)
        else { return nil }
        return cursor.rest
    }

    /// "[    0.000000]", "[    T0]", "[Sun Mar  3 12:00:00 2024]", "[    1.0 <    0.1>]"
    private static func afterBracket(_ bytes: ArraySlice<UInt8>) -> (rest: ArraySlice<UInt8>, time: UInt64?)?
    {
        guard bytes.first == 0x5b, let close = bytes.prefix(64).firstIndex(of: 0x5d) else { return nil }
        let inside = bytes[(bytes.startIndex + 1)..<close].trimmed()
        let rest = bytes[(close + 1)...]
        if let time = seconds(inside) { return (rest, time) }
        if let letter = inside.first, letter == 0x54 || letter == 0x43, inside.count > 1,
            inside.dropFirst().allSatisfy(\.isDigit)
        {
            return (rest, nil)
        }
        // A clock time with other words: dmesg -T, a terminal program's own stamp.
        let colons = inside.filter { $0 == 0x3a }.count
        let isDate = inside.allSatisfy { $0.isWordByte || " :.,+-/".utf8.contains($0) }
        return colons >= 2 && isDate && inside.contains(where: \.isDigit) ? (rest, nil) : nil
    }

    /// What phone makers put behind the time: "(0)[0:swapper]", "-(4)[215:init]", "<0>.(0)[1:swapper/0]"
    /// (MediaTek), "c0      0 " (Samsung).
    private static func afterCPU(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var cursor = Cursor(bytes)
        if cursor.skip("c"), cursor.integer() != nil, cursor.skipBlanks() > 0, cursor.integer() != nil,
            cursor.skip(0x20)
        {
            return cursor.rest
        }
        cursor = Cursor(bytes.drop { $0 == 0x2d || $0 == 0x2e })
        guard cursor.skip(0x28), cursor.integer() != nil, cursor.skip(0x29), cursor.skip(0x5b),
            cursor.integer() != nil, cursor.skip(0x3a),
            let close = cursor.rest.prefix(24).firstIndex(of: 0x5d)
        else { return nil }
        return bytes[(close + 1)...]
    }

    /// A bracket whose beginning was cut: "000000] Linux version …".
    private static func afterCutBracket(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let head = bytes.prefix(20)
        guard let close = head.firstIndex(of: 0x5d), close > head.startIndex,
            head[..<close].allSatisfy({ $0.isDigit || $0 == 0x2e || $0 == 0x20 })
        else { return nil }
        return bytes[(close + 1)...]
    }

    /// "12.345678" → microseconds; a second number in angle brackets is ignored.
    private static func seconds(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        var cursor = Cursor(bytes)
        guard let whole = cursor.decimal(), whole < 1 << 40, cursor.skip(0x2e) else { return nil }
        let digits = cursor.rest.prefix { $0.isDigit }.count
        guard digits >= 1, digits <= 9, let fraction = cursor.decimal() else { return nil }
        cursor.skipBlanks()
        guard cursor.isAtEnd || cursor.peek == 0x3c else { return nil }
        var micros = fraction
        for _ in 0..<max(0, 6 - digits) { micros *= 10 }
        for _ in 0..<max(0, digits - 6) { micros /= 10 }
        return whole * 1_000_000 + micros
    }

    /// A syslog line of another program: "Mar  3 12:00:00 host systemd[1]: …".
    private static func isForeign(_ bytes: ArraySlice<UInt8>) -> Bool {
        let words = bytes.prefix(120).split(separator: 0x20, maxSplits: 5)
        guard words.count >= 5 else { return false }
        let isClock = words[2].count == 8 && words[2].filter { $0 == 0x3a }.count == 2
        return isClock && words[0].count == 3 && words[1].allSatisfy(\.isDigit)
    }
}
