extension Unicode.Scalar {
    /// Whether the scalar could drive a terminal or turn the reading direction around: control
    /// characters (escape sequences begin with one), line and paragraph separators, direction marks.
    /// Text from a snapshot never reaches the user with one of these.
    public var isUnsafeToPrint: Bool {
        value < 0x20 || (0x7f...0x9f).contains(value) || (0x200e...0x200f).contains(value)
            || (0x2028...0x202e).contains(value) || (0x2066...0x2069).contains(value)
    }
}

extension String {
    /// The text with everything unsafe to print replaced: blanks for tabs, `replacement` for the rest.
    public func madePrintable(_ replacement: Unicode.Scalar) -> String {
        guard unicodeScalars.contains(where: { $0.isUnsafeToPrint }) else { return self }
        var safe = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            safe.append(scalar == "\t" ? " " : scalar.isUnsafeToPrint ? replacement : scalar)
        }
        return String(safe)
    }
}
