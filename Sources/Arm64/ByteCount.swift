/// Sizes in bytes as people read them.
public enum ByteCount {
    /// "2 GiB", "1.5 GiB", "64 KiB", "17 B": binary units, at most three significant digits after exactness
    /// is lost; exact multiples are printed without a fraction.
    public static func text(_ bytes: UInt64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var unit = 0
        var size: UInt64 = 1
        while unit + 1 < units.count, bytes / size >= 1024 {
            size <<= 10
            unit += 1
        }
        let whole = bytes / size
        let rest = bytes % size
        guard rest > 0 else { return "\(whole) \(units[unit])" }
        // Two decimals below ten, one below a hundred, none above.
        let scale: UInt64 = whole < 10 ? 100 : whole < 100 ? 10 : 1
        let fraction = (rest / (size / 1024) * scale + 512) / 1024
        if fraction == 0 || scale == 1 { return "\(whole + (scale == 1 ? fraction : 0)) \(units[unit])" }
        if fraction == scale { return "\(whole + 1) \(units[unit])" }
        let digits = scale == 100 ? (fraction < 10 ? "0\(fraction)" : "\(fraction)") : "\(fraction)"
        let trimmed = digits.last == "0" ? String(digits.dropLast()) : digits
        return "\(whole).\(trimmed) \(units[unit])"
    }

    /// "0x40000000": an address, in hexadecimal.
    public static func hex(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }
}
