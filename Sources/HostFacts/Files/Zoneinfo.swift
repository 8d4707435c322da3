public import Arm64
public import Snapshot

/// `/proc/zoneinfo`, as far as it tells where the zones lie.
public struct Zoneinfo: Hashable, Sendable {
    /// One zone of one node. The unit is the kernel's page, which the file does not tell.
    public struct Zone: Hashable, Sendable {
        /// The node.
        public let node: Int
        /// "DMA", "Normal" …
        public let name: String
        /// Pages from its first to its last, holes included.
        public fileprivate(set) var spannedPages: UInt64 = 0
        /// Pages present.
        public fileprivate(set) var presentPages: UInt64 = 0
        /// First page frame; nil where the kernel prints none (empty zones).
        public fileprivate(set) var startPFN: UInt64?
        /// The heading line.
        public let evidence: Evidence

        /// The zone's physical range with pages of this size; nil for an empty zone, or one that does
        /// not fit 64 bits.
        public func range(_ granule: Granule) -> AddressRange? {
            let size = granule.pageSize
            guard let startPFN else { return nil }
            let (start, startOverflow) = startPFN.multipliedReportingOverflow(by: size)
            let (length, lengthOverflow) = spannedPages.multipliedReportingOverflow(by: size)
            let (end, endOverflow) = start.addingReportingOverflow(length)
            guard !startOverflow, !lengthOverflow, !endOverflow else { return nil }
            return AddressRange(start, end)
        }
    }

    /// The file.
    public let file: String
    /// The zones, in the file's order.
    public let zones: [Zone]

    /// Reads `file`. Statistics are ignored.
    ///
    /// - Throws: `.badData` if there is no `Node N, zone NAME` line, or a number there is none.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> Zoneinfo {
        try file.refuseForeignBytes()
        var zones: [Zone] = []
        for line in file.lines {
            var cursor = Cursor(line.bytes)
            cursor.skipBlanks()
            if cursor.skip("Node ") {
                zones.append(try heading(&cursor, line))
            } else if cursor.skip("spanned ") {
                let value = try number(&cursor, line)
                if !zones.isEmpty { zones[zones.count - 1].spannedPages = value }
            } else if cursor.skip("present ") {
                let value = try number(&cursor, line)
                if !zones.isEmpty { zones[zones.count - 1].presentPages = value }
            } else if cursor.skip("start_pfn:") {
                let value = try number(&cursor, line)
                if !zones.isEmpty { zones[zones.count - 1].startPFN = value }
            }
        }
        guard !zones.isEmpty else {
            throw InputError(.badData, file: file.path, "no zone", expected: "lines such as Node 0, zone DMA")
        }
        return Zoneinfo(file: file.path, zones: zones)
    }

    private static func heading(_ cursor: inout Cursor, _ line: Line) throws(InputError) -> Zone {
        guard let node = cursor.integer(), cursor.skip(", zone") else {
            throw line.error("not a zone heading", expected: "Node N, zone NAME")
        }
        cursor.skipBlanks()
        guard let name = cursor.word() else {
            throw line.error("a zone without a name", expected: "Node N, zone NAME")
        }
        return Zone(node: node, name: name.printable, evidence: line.evidence)
    }

    private static func number(_ cursor: inout Cursor, _ line: Line) throws(InputError) -> UInt64 {
        cursor.skipBlanks()
        guard let value = cursor.decimal(), cursor.isAtEnd else {
            throw line.error("not a number of pages", expected: "one decimal number")
        }
        return value
    }
}
