public import Snapshot

/// `/proc/meminfo`: `Name:   12345 kB` lines.
///
/// DirectMap lines exist on arm64 only in kernels that carry the pending patch; they have a tab
/// behind the colon and a capital K (`DirectMap4K:\t`), unlike x86's `DirectMap4k:`.
public struct Meminfo: Hashable, Sendable {
    /// How much of the linear map has leaves of one size.
    public struct DirectMap: Hashable, Sendable {
        /// Bytes one leaf (or contiguous group) covers: 4096 for `DirectMap4K`.
        public let leaf: UInt64
        /// Bytes so mapped, and the line.
        public let bytes: Sourced<UInt64>
    }

    /// The file.
    public let file: String
    /// `MemTotal` in bytes.
    public let memTotal: Sourced<UInt64>?
    /// DirectMap lines, smallest leaf first.
    public let directMap: [DirectMap]
    /// The DirectMap lines are x86's (a small k).
    public let isX86: Bool

    /// Reads `file`. Lines of other forms are ignored.
    ///
    /// - Throws: `.badData` if there is neither MemTotal nor a DirectMap line, or one of them is not
    ///   a number of kilobytes below 2^64 bytes.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> Meminfo {
        try file.refuseForeignBytes()
        var total: Sourced<UInt64>?
        var map: [DirectMap] = []
        var isX86 = false
        for line in file.lines {
            var cursor = Cursor(line.bytes)
            cursor.skipBlanks()
            if cursor.skip("MemTotal:") {
                let value = try kilobytes(&cursor, line)
                total = total ?? Sourced(value, line.evidence)
            } else if cursor.skip("DirectMap") {
                guard let (leaf, isSmall) = leaf(&cursor) else {
                    throw line.error("not a leaf size", expected: "DirectMap4K, DirectMap2M …")
                }
                isX86 = isX86 || isSmall
                map.append(DirectMap(leaf: leaf, bytes: Sourced(try kilobytes(&cursor, line), line.evidence)))
            }
        }
        guard total != nil || !map.isEmpty else {
            throw InputError(
                .badData, file: file.path, "no MemTotal line", expected: "the text of /proc/meminfo")
        }
        return Meminfo(
            file: file.path, memTotal: total, directMap: map.sorted { $0.leaf < $1.leaf }, isX86: isX86)
    }

    private static func kilobytes(_ cursor: inout Cursor, _ line: Line) throws(InputError) -> UInt64 {
        cursor.skipBlanks()
        guard let value = cursor.decimal(), value < 1 << 54 else {
            throw line.error("not a number of kilobytes", expected: "NAME: NUMBER kB")
        }
        cursor.skipBlanks()
        guard cursor.rest.equals("kB") else { throw line.error("no unit", expected: "NAME: NUMBER kB") }
        return value << 10
    }

    /// "4K:", "2M:", "1G:"; x86 writes "4k:".
    private static func leaf(_ cursor: inout Cursor) -> (leaf: UInt64, isSmall: Bool)? {
        guard let number = cursor.decimal(), number > 0, number < 1024 else { return nil }
        let shifts: [(UInt8, UInt64)] = [(0x4b, 10), (0x6b, 10), (0x4d, 20), (0x47, 30)]
        for (unit, shift) in shifts where cursor.skip(unit) {
            return cursor.skip(0x3a) ? (number << shift, unit == 0x6b) : nil
        }
        return nil
    }
}
