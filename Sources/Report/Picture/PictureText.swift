import Arm64

/// Text as pictures need it: safe in XML, and short enough for its place.
enum PictureText {
    /// `text` for XML: markup escaped, and characters that XML forbids or that reorder a line replaced.
    static func escaped(_ text: String) -> String {
        var result = ""
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = isMark(scalar) ? marks + 1 : 0
            // Accents piled on one letter would climb into the lines above.
            if marks > 2 { continue }
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(isHarmless(scalar) ? scalar : "\u{fffd}")
            }
        }
        return result
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: false
        }
    }

    /// How wide `text` is at `size`, in pixels: a guess on the wide side, as the fonts are not known.
    static func width(_ text: String, size: Int) -> Int {
        let sum = text.unicodeScalars.reduce(0) { $0 + Self.hundredths($1) }
        return (sum * size + 99) / 100
    }

    private static func hundredths(_ scalar: Unicode.Scalar) -> Int {
        guard scalar.isASCII else { return "·–…×≥≤".unicodeScalars.contains(scalar) ? 70 : 105 }
        switch scalar {
        case "i", "j", "l", "I", "f", "t", "r", ".", ",", ":", ";", "'", "|", " ", "(", ")", "[", "]", "-":
            return 40
        case "m", "w", "M", "W", "@", "%": return 98
        case "A"..."Z", "&", "=", "+", "<", ">", "#", "~": return 80
        default: return 63
        }
    }

    /// `text`, cut with an ellipsis so that it fits `limit` pixels.
    static func fitted(_ text: String, size: Int, limit: Int) -> String {
        // A hostile name may be megabytes long: no picture shows more than this.
        let head = String(text.prefix(400))
        if head.unicodeScalars.count <= 2000, width(head, size: size) <= limit,
            head.utf8.count == text.utf8.count
        {
            return head
        }
        var result = ""
        var used = width("…", size: size) * 100
        for scalar in head.unicodeScalars {
            used += hundredths(scalar) * size
            if used > limit * 100 { break }
            result.unicodeScalars.append(scalar)
        }
        return result + "…"
    }

    /// "37.5%", "<0.1%", ">99.9%": a share that is not all and not nothing never reads as such.
    static func percent(_ part: UInt64, of whole: UInt64) -> String {
        guard whole > 0, part > 0 else { return "0%" }
        guard part < whole else { return "100%" }
        let (quotient, rest) = whole.dividingFullWidth(part.multipliedFullWidth(by: 1000))
        let perMille = quotient + (rest >= whole - rest ? 1 : 0)
        if perMille == 0 { return "<0.1%" }
        if perMille == 1000 { return ">99.9%" }
        return "\(perMille / 10).\(perMille % 10)%"
    }

    /// "4K", "64K", "2M", "1G": a power of two in few characters.
    static func short(_ bytes: UInt64) -> String {
        let units = ["", "K", "M", "G", "T", "P"]
        var unit = 0
        var value = bytes
        while value >= 1024, value % 1024 == 0, unit + 1 < units.count {
            value /= 1024
            unit += 1
        }
        return "\(value)\(units[unit])"
    }

    /// "0x40000000–0x80000000".
    static func span(_ range: AddressRange) -> String {
        "\(ByteCount.hex(range.start))–\(ByteCount.hex(range.end))"
    }

    /// "1 range", "3 ranges".
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
