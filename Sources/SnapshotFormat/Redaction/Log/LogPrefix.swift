/// What stands before the messages of a log: quotes of mails, levels, times, callers, and the host's name.
enum LogPrefix {
    /// The prefix with names taken out, the message behind it, and whether there was one.
    static func split(_ line: ArraySlice<UInt8>) -> (
        prefix: [UInt8], message: ArraySlice<UInt8>, isMarked: Bool
    ) {
        var prefix: [UInt8] = []
        var rest = line
        var isMarked = false
        while true {
            let noise = rest.prefix { $0.isBlank || $0 == 0x3e }
            // A log's own lines are not indented: the blanks belong to the message.
            prefix += noise
            rest = rest.dropFirst(noise.count)
            if let length = level(rest) ?? facility(rest) ?? isoDate(rest) ?? bracket(rest)
                ?? cutBracket(rest, isMarked)
            {
                prefix += rest.prefix(length)
                rest = rest.dropFirst(length)
            } else if let (text, length) = syslog(rest) ?? (isMarked ? processor(rest) : nil) {
                prefix += text
                rest = rest.dropFirst(length)
            } else {
                return (prefix, rest, isMarked)
            }
            isMarked = true
        }
    }

    /// Where the next time stamp begins, of a line whose break was lost: "…=initrd[    0.000000] Dentry …".
    static func secondStamp(_ message: ArraySlice<UInt8>) -> Int? {
        var search = message.dropFirst()
        while let open = search.firstIndex(of: 0x5b) {
            if let length = bracket(search[open...]), length >= 11,
                isSeconds(search[(open + 1)...].prefix(length - 2))
            {
                return open
            }
            search = search[(open + 1)...]
        }
        return nil
    }

    /// "<6>"
    private static func level(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.first == 0x3c else { return nil }
        let digits = text.dropFirst().prefix { $0.isDigit }
        guard !digits.isEmpty, text.dropFirst(digits.count + 1).first == 0x3e else { return nil }
        return digits.count + 2
    }

    /// "kern  :info  : "
    private static func facility(_ text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.after("kern"), let colon = first.firstIndex(where: { $0 != 0x20 }),
            first[colon] == 0x3a
        else { return nil }
        let level = first[(colon + 1)...].drop { $0 == 0x20 }
        let letters = level.prefix { $0.isLetter }
        let behind = level[letters.endIndex...].drop { $0 == 0x20 }
        guard letters.count > 2, letters.count < 8, behind.first == 0x3a else { return nil }
        return behind.startIndex + 1 - text.startIndex
    }

    /// "2024-03-03T12:00:00,123456+00:00"
    private static func isoDate(_ text: ArraySlice<UInt8>) -> Int? {
        let word = text.firstWord
        guard word.count >= 19, word.count <= 40, word.dropFirst(4).first == 0x2d,
            word.dropFirst(10).first == 0x54,
            word.allSatisfy({ $0.isDigit || "-T:.,+Z".utf8.contains($0) })
        else { return nil }
        return word.count
    }

    /// "[    0.000000]", "[    T0]", "[Sun Mar  3 12:00:00 2024]", "[    1.0 <    0.1>]"
    private static func bracket(_ text: ArraySlice<UInt8>) -> Int? {
        guard text.first == 0x5b, let close = text.prefix(64).firstIndex(of: 0x5d) else { return nil }
        let inside = text[(text.startIndex + 1)..<close].trimmed()
        guard isSeconds(inside) || isCaller(inside) || isClock(inside) else { return nil }
        return close + 1 - text.startIndex
    }

    private static func isSeconds(_ text: ArraySlice<UInt8>) -> Bool {
        let inside = text.trimmed()
        let whole = inside.prefix { $0.isDigit }
        let behind = inside[whole.endIndex...]
        guard !whole.isEmpty, behind.first == 0x2e, behind.dropFirst().first?.isDigit == true else {
            return false
        }
        return behind.dropFirst().allSatisfy {
            $0.isDigit || $0.isBlank || $0 == 0x2e || $0 == 0x3c || $0 == 0x3e
        }
    }

    private static func isCaller(_ text: ArraySlice<UInt8>) -> Bool {
        guard let letter = text.first, letter == 0x54 || letter == 0x43, text.count > 1 else { return false }
        return text.dropFirst().allSatisfy { $0.isDigit }
    }

    /// A clock's time, and words of a date beside it.
    private static func isClock(_ text: ArraySlice<UInt8>) -> Bool {
        var colons = 0
        for word in text.split(separator: 0x20) {
            let isNumber = word.allSatisfy { $0.isDigit || ":.,+-/".utf8.contains($0) }
            guard isNumber || dateWords.contains(where: { word.equals($0) }) || isoDate(word) != nil else {
                return false
            }
            for byte in word where byte == 0x3a { colons += 1 }
        }
        return colons >= 2
    }

    private static let dateWords: [StaticString] = [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
        "Aug", "Sep", "Oct", "Nov", "Dec", "AM", "PM", "UTC", "GMT", "Z",
    ]

    /// "000000] ": the rest of a bracket whose beginning was cut.
    private static func cutBracket(_ text: ArraySlice<UInt8>, _ isMarked: Bool) -> Int? {
        guard !isMarked, let close = text.prefix(20).firstIndex(of: 0x5d), close > text.startIndex,
            text[..<close].allSatisfy({ $0.isDigit || $0 == 0x2e || $0 == 0x20 })
        else { return nil }
        return close + 1 - text.startIndex
    }

    /// "Mar  3 12:00:00 host kernel: ", "host kernel: ", and what is left of a cut one: "rnel: ". The date
    /// stays, the host becomes "host".
    private static func syslog(_ text: ArraySlice<UInt8>) -> (text: [UInt8], length: Int)? {
        for start: StaticString in ["kernel: ", "ernel: ", "rnel: ", "nel: ", "el: "]
        where text.hasPrefix(start) {
            return (start.bytes, start.utf8CodeUnitCount)
        }
        guard let end = text.prefix(120).index(of: " kernel: ") else { return nil }
        let before = text[..<end]
        guard before.split(separator: 0x20).count <= 5, !before.contains(0x5d), !before.contains(0x28) else {
            return nil
        }
        return (date(before) + StaticString("host kernel: ").bytes, end + 9 - text.startIndex)
    }

    /// The date that `text` begins with, and a blank.
    static func date(_ text: ArraySlice<UInt8>) -> [UInt8] {
        if let length = isoDate(text) { return Array(text.prefix(length)) + [0x20] }
        let words = text.split(separator: 0x20)
        guard words.count >= 3, words[0].count == 3, words[0].allSatisfy({ $0.isLetter }),
            words[1].allSatisfy({ $0.isDigit }), isClock(words[2])
        else { return [] }
        return Array(text[..<words[2].endIndex]) + [0x20]
    }

    /// What phone makers put behind the time: "(0)[1:swapper/0]", "c0      0 ". The program's name becomes x.
    private static func processor(_ text: ArraySlice<UInt8>) -> (text: [UInt8], length: Int)? {
        let start = text.drop { $0 == 0x2d || $0 == 0x2e }
        guard start.first == 0x28, let close = start.prefix(8).firstIndex(of: 0x29),
            start[(close + 1)...].first == 0x5b, let colon = start[close...].prefix(12).firstIndex(of: 0x3a),
            let end = start[colon...].prefix(24).firstIndex(of: 0x5d),
            start[..<colon].allSatisfy({ $0.isDigit || $0 == 0x28 || $0 == 0x29 || $0 == 0x5b })
        else { return nil }
        return (Array(text[...colon]) + [0x78, 0x5d], end + 1 - text.startIndex)
    }
}
