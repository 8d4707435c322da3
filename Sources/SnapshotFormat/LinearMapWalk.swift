/// The text of `linmap/linear-map`, format `linmap-walk 1`: what a walk of the kernel's tables found.
///
/// Made piece by piece: `header`, each run as it is found, and `end`. The walk may count as it goes, so the
/// header is written last and put in front.
public struct LinearMapWalk: Hashable, Sendable {
    /// Leaves that follow each other in both address spaces and are alike; or a table that was not read.
    public struct Run: Hashable, Sendable {
        /// Physical address of the first byte.
        public var start: UInt64
        /// Physical address behind the last byte.
        public var end: UInt64
        /// Bytes that one entry maps; nil for memory whose table was seen and not read.
        public var leaf: UInt64?
        /// Whether the contiguous hint is set.
        public var isContiguous: Bool
        /// Whether the entries are valid. Invalid ones still hold an address (KFENCE, secret memory).
        public var isValid: Bool
        /// Whether the kernel may not write.
        public var isReadOnly: Bool

        /// A run of leaves of `leaf` bytes each.
        public init(
            start: UInt64, end: UInt64, leaf: UInt64, isContiguous: Bool, isValid: Bool, isReadOnly: Bool
        ) {
            self.start = start
            self.end = end
            self.leaf = leaf
            self.isContiguous = isContiguous
            self.isValid = isValid
            self.isReadOnly = isReadOnly
        }

        /// Memory below a table that was not read.
        public init(unreadFrom start: UInt64, to end: UInt64) {
            self.start = start
            self.end = end
            leaf = nil
            isContiguous = false
            isValid = true
            isReadOnly = false
        }

        /// The run's line.
        public var line: [UInt8] {
            var bytes = LinearMapWalk.address(start) + [0x2d] + LinearMapWalk.address(end) + [0x20]
            guard let leaf else { return bytes + StaticString("- unread\n").bytes }
            bytes += Array(String(leaf).utf8)
            bytes += isContiguous ? StaticString(" contiguous").bytes : StaticString(" -").bytes
            bytes += isValid ? StaticString(" valid").bytes : StaticString(" invalid").bytes
            bytes += isReadOnly ? StaticString(" ro\n").bytes : StaticString(" rw\n").bytes
            return bytes
        }
    }

    /// Bytes of a page: 4096, 16384 or 65536.
    public var granule: Int
    /// Bits of a kernel virtual address that the tables translate.
    public var vaBits: Int
    /// Levels of tables, folded ones not counted.
    public var levels: Int
    /// Tables read on each level, root first.
    public var tables: [Int]
    /// Tables of the last level that were seen and not read.
    public var unreadTables: Int
    /// Leaves whose output address is not the linear map's; they are not among the runs.
    public var mismatched: Int
    /// How long the walk took.
    public var milliseconds: Int

    /// A walk that has read nothing yet.
    public init(
        granule: Int, vaBits: Int, levels: Int, tables: [Int] = [], unreadTables: Int = 0,
        mismatched: Int = 0, milliseconds: Int = 0
    ) {
        self.granule = granule
        self.vaBits = vaBits
        self.levels = levels
        self.tables = tables
        self.unreadTables = unreadTables
        self.mismatched = mismatched
        self.milliseconds = milliseconds
    }

    /// The lines before the runs.
    public var header: [UInt8] {
        var bytes = StaticString("# linmap-walk 1\n").bytes
        Self.append("granule", [granule], to: &bytes)
        Self.append("va-bits", [vaBits], to: &bytes)
        Self.append("levels", [levels], to: &bytes)
        Self.append("tables", tables, to: &bytes)
        Self.append("unread", [unreadTables], to: &bytes)
        Self.append("mismatched", [mismatched], to: &bytes)
        Self.append("milliseconds", [milliseconds], to: &bytes)
        return bytes
    }

    /// The last line, which tells a reader that nothing is cut off.
    public static let end = StaticString("# end\n").bytes

    private static func append(_ key: StaticString, _ numbers: [Int], to bytes: inout [UInt8]) {
        bytes += key.bytes
        for number in numbers {
            bytes.append(0x20)
            bytes += Array(String(number).utf8)
        }
        bytes.append(0x0a)
    }

    /// "0x" and sixteen digits.
    private static func address(_ value: UInt64) -> [UInt8] {
        [0x30, 0x78] + Hexadecimal.digits(value, count: 16)
    }
}
