/// The kernel's own ways to read numbers from text, mirrored exactly: they decide what an option
/// on the command line really means. Sources: lib/cmdline.c and lib/kstrtox.c of 5.10, 6.1, 6.12, 7.2
/// and 7.3; they differ only in what happens past 2^64 (`saturating`) and in which words are booleans.
public enum KernelNumber {
    /// `simple_strtoull(text, &end, 0)`: decimal, `0x` hexadecimal or `0` octal.
    ///
    /// A number that needs more than 64 bits wraps up to 6.12 and becomes 2^64 − 1 in 7.2 and later
    /// (`saturating`). Returns the value and how many bytes were consumed (0 if there was no digit).
    public static func unsigned(
        _ text: some Collection<UInt8>, saturating: Bool = false
    ) -> (value: UInt64, length: Int) {
        let (base, prefix) = radix(of: text)
        var value: UInt64 = 0
        var consumed = prefix
        var hasOverflown = false
        for byte in text.dropFirst(prefix) {
            let next = digit(byte)
            guard next < base else { break }
            let (product, isLarge) = value.multipliedReportingOverflow(by: base)
            let (sum, isOver) = product.addingReportingOverflow(next)
            hasOverflown = hasOverflown || isLarge || isOver
            value = sum
            consumed += 1
        }
        return (saturating && hasOverflown ? .max : value, consumed)
    }

    /// The base of a number, and the length of the mark that tells it.
    private static func radix(of text: some Collection<UInt8>) -> (base: UInt64, prefix: Int) {
        var head = text.prefix(3).makeIterator()
        guard head.next() == 0x30 else { return (10, 0) }
        guard let mark = head.next(), mark | 0x20 == 0x78, let first = head.next(), digit(first) < 16 else {
            return (8, 0)
        }
        return (16, 2)
    }

    /// `memparse()`: a number with one optional suffix letter K, M, G, T, P or E (powers of 1024).
    ///
    /// Up to 6.12 the suffix is consumed even without a number, and a product past 2^64 wraps; in 7.2
    /// and later (`saturating`) neither. Returns the value and how many bytes were consumed.
    public static func memparse(
        _ text: some Collection<UInt8>, saturating: Bool = false
    ) -> (value: UInt64, length: Int) {
        let (value, length) = unsigned(text, saturating: saturating)
        guard let letter = text.dropFirst(length).first, let shift = shift(of: letter) else {
            return (value, length)
        }
        if saturating, length == 0 { return (0, 0) }
        let product = value << shift
        return (saturating && product >> shift != value ? .max : product, length + 1)
    }

    private static func shift(of letter: UInt8) -> UInt64? {
        switch letter {
        case 0x4b, 0x6b: 10
        case 0x4d, 0x6d: 20
        case 0x47, 0x67: 30
        case 0x54, 0x74: 40
        case 0x50, 0x70: 50
        case 0x45, 0x65: 60
        default: nil
        }
    }

    /// `get_option()`: an optional minus and a C-style integer, cut to 32 bits; what follows is ignored.
    ///
    /// Returns nil where the kernel returns 0 ("no integer in string").
    public static func option(_ text: some Collection<UInt8>) -> Int64? {
        guard let first = text.first else { return nil }
        let isNegative = first == 0x2d
        let (value, length) = unsigned(text.dropFirst(isNegative ? 1 : 0))
        guard length > 0 else { return nil }
        return Int64(Int32(truncatingIfNeeded: isNegative ? 0 &- value : value))
    }

    /// `kstrtobool()`: y, 1 and on are true, n, 0 and off are false, by the first letters, either case;
    /// nil for anything else. `t` and `f` count from 5.19 on (`acceptsTrueFalse`), `e` and `d` (enable,
    /// disable) in 7.2 and later, not in 6.12 (`acceptsEnableDisable`).
    public static func bool(
        _ text: some Collection<UInt8>, acceptsTrueFalse: Bool, acceptsEnableDisable: Bool = false
    ) -> Bool? {
        guard let first = text.first else { return nil }
        switch first {
        case 0x79, 0x59, 0x31: return true
        case 0x6e, 0x4e, 0x30: return false
        case 0x74, 0x54: return acceptsTrueFalse ? true : nil
        case 0x66, 0x46: return acceptsTrueFalse ? false : nil
        case 0x65, 0x45: return acceptsEnableDisable ? true : nil
        case 0x64, 0x44: return acceptsEnableDisable ? false : nil
        case 0x6f, 0x4f:
            switch text.dropFirst().first {
            case 0x6e, 0x4e: return true
            case 0x66, 0x46: return false
            default: return nil
            }
        default: return nil
        }
    }

    private static func digit(_ byte: UInt8) -> UInt64 {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x61 + 10)
        case 0x41...0x46: UInt64(byte - 0x41 + 10)
        default: 99
        }
    }
}
