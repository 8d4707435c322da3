/// Sizes as users write them.
enum SizeText {
    /// "4096", "4K", "64K", "2M", "1G", "2T": bytes, in binary units; nil for anything else, and for 2^63 and more.
    static func bytes(_ text: String) -> UInt64? {
        let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
        guard let last = text.uppercased().last else { return nil }
        let unit = units[last]
        let digits = unit == nil ? text[...] : text.dropLast()
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = UInt64(digits)
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        return overflow || bytes >= 1 << 63 ? nil : bytes
    }
}
