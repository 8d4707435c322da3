/// The kernel's own ways to read numbers from text, mirrored exactly: they decide what an option
/// on the command line really means. Sources: lib/cmdline.c and lib/kstrtox.c, unchanged in
/// substance from 4.19 to 7.3.
public enum KernelNumber {
    /// `simple_strtoull(text, &end, 0)`: decimal, `0x` hexadecimal or `0` octal, wrapping at 2^64.
    ///
    /// Returns the value and how many bytes were consumed (0 if there was no digit).
    public static func unsigned(_ text: some Collection<UInt8>) -> (value: UInt64, length: Int) {
        var bytes = Array(text.prefix(80))
        var base: UInt64 = 10
        var consumed = 0
        if bytes.count >= 3, bytes[0] == 0x30, bytes[1] | 0x20 == 0x78, digit(bytes[2]) < 16 {
            base = 16
            consumed = 2
            bytes.removeFirst(2)
        } else if bytes.first == 0x30 {
            base = 8
        }
        var value: UInt64 = 0
        for byte in bytes {
            let next = digit(byte)
            guard next < base else { break }
            value = value &* base &+ next
            consumed += 1
        }
        return (value, consumed)
    }

    /// `memparse()`: a number with one optional suffix letter K, M, G, T, P or E (powers of 1024).
    ///
    /// Returns the value and how many bytes were consumed.
    public static func memparse(_ text: some Collection<UInt8>) -> (value: UInt64, length: Int) {
        let (value, length) = unsigned(text)
        let suffix = text.dropFirst(length).first.map { $0 | 0x20 }
        let shifts: [UInt8: UInt64] = [0x6b: 10, 0x6d: 20, 0x67: 30, 0x74: 40, 0x70: 50, 0x65: 60]
        guard let suffix, let shift = shifts[suffix] else { return (value, length) }
        return (value << shift, length + 1)
    }

    /// `get_option()`: an optional minus and a C-style integer; what follows is ignored.
    ///
    /// Returns nil where the kernel returns 0 ("no integer in string").
    public static func option(_ text: some Collection<UInt8>) -> Int64? {
        guard let first = text.first else { return nil }
        let negative = first == 0x2d
        let digits = negative ? text.dropFirst() : text.dropFirst(0)
        let (value, length) = unsigned(digits)
        guard length > 0 else { return nil }
        let narrow = Int64(Int32(truncatingIfNeeded: value))
        return negative ? -narrow : narrow
    }

    /// `kstrtobool()`: y/Y/t/T/1 and on are true, n/N/f/F/0 and off are false, by the first letters;
    /// nil for anything else. `t` and `f` count from 5.19 on (`acceptsTrueFalse`).
    public static func bool(_ text: some Collection<UInt8>, acceptsTrueFalse: Bool) -> Bool? {
        guard let first = text.first else { return nil }
        switch first {
        case 0x79, 0x59, 0x31: return true
        case 0x6e, 0x4e, 0x30: return false
        case 0x74, 0x54: return acceptsTrueFalse ? true : nil
        case 0x66, 0x46: return acceptsTrueFalse ? false : nil
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
