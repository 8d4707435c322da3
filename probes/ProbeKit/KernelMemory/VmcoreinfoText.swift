/// Looks values up in the text of a VMCOREINFO note: `KEY=value` lines (Documentation/admin-guide/kdump/vmcoreinfo.rst).
struct VmcoreinfoText {
    let text: [UInt8]

    /// What stands behind `key=`, to the end of the line; of a key that stands twice the last counts.
    func value(_ key: StaticString) -> ArraySlice<UInt8>? {
        var found: ArraySlice<UInt8>?
        for line in text.split(separator: 0x0a) where Self.isValue(line, of: key) {
            found = line.dropFirst(key.utf8CodeUnitCount + 1)
        }
        return found
    }

    private static func isValue(_ line: ArraySlice<UInt8>, of key: StaticString) -> Bool {
        let count = key.utf8CodeUnitCount
        guard line.count > count, line[line.startIndex + count] == 0x3d else { return false }
        return key.withUTF8Buffer { name in
            for index in 0..<count where line[line.startIndex + index] != name[index] { return false }
            return true
        }
    }

    /// A number: decimal, negative decimal, or hexadecimal with `0x`, in 64 bits that wrap; nil if the key is
    /// absent or its value no such number.
    func number(_ key: StaticString) -> UInt64? {
        guard let value = value(key) else { return nil }
        if value.starts(with: [0x30, 0x78]) { return Self.digits(value.dropFirst(2), base: 16) }
        guard value.first == 0x2d else { return Self.digits(value, base: 10) }
        guard let magnitude = Self.digits(value.dropFirst(), base: 10), magnitude <= 1 << 63 else {
            return nil
        }
        return 0 &- magnitude
    }

    /// An address: hexadecimal without `0x`.
    func address(_ key: StaticString) -> UInt64? {
        value(key).flatMap { Self.digits($0, base: 16) }
    }

    private static func digits(_ text: ArraySlice<UInt8>, base: UInt64) -> UInt64? {
        guard !text.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in text {
            let digit: UInt64
            switch byte {
            case 0x30...0x39: digit = UInt64(byte - 0x30)
            case 0x61...0x66: digit = UInt64(byte - 0x57)
            case 0x41...0x46: digit = UInt64(byte - 0x37)
            default: return nil
            }
            let (product, isLarge) = value.multipliedReportingOverflow(by: base)
            let (sum, isOver) = product.addingReportingOverflow(digit)
            guard digit < base, !isLarge, !isOver else { return nil }
            value = sum
        }
        return value
    }
}
