public import Arm64
public import Snapshot

/// `/proc/iomem`: who owns which physical addresses.
///
/// The kernel prints a tree, parents before children, two blanks a level, at least eight hexadecimal
/// digits, inclusive ends (kernel/resource.c, unchanged from 4.19 to 7.3). People send cut, grepped
/// and shifted listings, so the tree is rebuilt from containment (a child lies inside its parent,
/// siblings never overlap), and the indentation only tells a line at the top from one whose parent
/// is missing. Order of the lines does not matter.
public struct Iomem: Hashable, Sendable {
    /// One line.
    public struct Entry: Hashable, Sendable {
        /// The addresses, end exclusive.
        public let range: AddressRange
        /// What stands behind the first colon, trimmed; may be empty, may hold colons.
        public let name: String
        /// Number of ancestors in the listing; 0 for a line at the top. For a line whose parents are
        /// missing (`isOrphan`) at least 1.
        public let depth: Int
        /// Index in `entries` of the innermost line that contains this one, if any.
        public let parent: Int?
        /// True if the indentation says that this line had a parent, and the listing lacks it.
        public let isOrphan: Bool
        /// The line.
        public let evidence: Evidence

        /// The range and its line.
        public var sourced: SourcedRange { Sourced(range, evidence) }
    }

    /// The file.
    public let file: String
    /// The lines in the order of their addresses, parents before children.
    public let entries: [Entry]
    /// True if every address is zero: the reader lacked CAP_SYS_ADMIN, and nothing but the names
    /// (which `entries` still gives) is known.
    public let isUnprivileged: Bool
    /// Oddities that were tolerated.
    public let remarks: [Remark]

    /// Addresses at or above this are refused: no arm64 machine has more than 56 bits of them.
    public static let addressLimit: UInt64 = 1 << 56

    /// Reads a listing.
    ///
    /// - Throws: `.badData` for a file without any resource line, a reversed range, an address above
    ///   2^56, an address cut short, or a line whose lost line break cannot be put back.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> Iomem {
        var parser = IomemParser(file: file.path)
        return try parser.parse(file)
    }

    /// The lines called exactly `name` that lie at the top of the tree, ascending.
    public func topLevel(_ name: String) -> [Entry] {
        entries.filter { $0.depth == 0 && $0.name == name }
    }

    /// The lines called exactly `name`, wherever they stand, ascending.
    public func all(named name: String) -> [Entry] { entries.filter { $0.name == name } }

    /// The lines called exactly `name` that lie inside no other line of that name. For `System RAM`
    /// these are the banks: kernels from 5.19 on may print a bank below the crash kernel that spans
    /// it, and 6.1 prints a piece of RAM inside RAM after a crash reservation has shrunk.
    public func outermost(_ name: String) -> [Entry] {
        var isInside: [Bool] = []
        for entry in entries {
            isInside.append(entry.parent.map { isInside[$0] || entries[$0].name == name } ?? false)
        }
        return entries.indices.filter { entries[$0].name == name && !isInside[$0] }.map { entries[$0] }
    }

    /// The lines directly below `entry`, ascending.
    public func children(of entry: Entry) -> [Entry] {
        entries.filter { $0.parent.map { entries[$0] } == entry }
    }

    /// The lines around `entry`, innermost first.
    public func ancestors(of entry: Entry) -> [Entry] {
        var result: [Entry] = []
        var next = entry.parent
        while let index = next {
            result.append(entries[index])
            next = entries[index].parent
        }
        return result
    }

    /// `System RAM (DRIVER)` lines: memory a driver added, with the driver's name ("kmem",
    /// "virtio_mem"), ascending.
    public var driverManaged: [(entry: Entry, driver: String)] {
        entries.compactMap { entry in
            guard entry.name.hasPrefix("System RAM ("), entry.name.hasSuffix(")") else { return nil }
            return (entry, String(entry.name.dropFirst("System RAM (".count).dropLast()))
        }
    }
}

/// Turns lines into entries, then entries into a tree.
private struct IomemParser {
    private struct Raw {
        var range: AddressRange
        var name: String
        var indent: Int
        var line: Int
        var evidence: Evidence
    }

    let file: String
    private var raws: [Raw] = []
    private var remarks: [Remark] = []
    private var zeroLines: [Raw] = []

    init(file: String) { self.file = file }

    mutating func parse(_ input: Snapshot.File) throws(InputError) -> Iomem {
        try input.refuseForeignBytes()
        for line in input.lines { try read(line) }
        if raws.isEmpty, zeroLines.isEmpty {
            throw InputError(
                .badData, file: file, "no resource line",
                expected: "lines such as 40000000-bfffffff : System RAM")
        }
        let isUnprivileged = raws.isEmpty
        if isUnprivileged {
            raws = zeroLines
        } else if let first = zeroLines.first {
            remarks.append(Remark("\(zeroLines.count) line(s) with addresses 0-0 left out", [first.evidence]))
        }
        let entries = isUnprivileged ? flat() : tree()
        return Iomem(file: file, entries: entries, isUnprivileged: isUnprivileged, remarks: remarks)
    }

    // MARK: Lines

    private mutating func read(_ line: Line) throws(InputError) {
        var cursor = Cursor(line.bytes)
        var indent = cursor.skipBlanks()
        if cursor.peek == 0x3e {  // a mail quote
            while cursor.skip(0x3e)
                || (cursor.peek == 0x20 && cursor.rest.dropFirst().first == 0x3e && cursor.skip(0x20))
            {}
            indent = max(0, cursor.skipBlanks() - 1)
        }
        guard !cursor.isAtEnd else { return }
        guard let (first, last) = try Self.range(&cursor, line) else {
            remarks.append(Remark("not a resource line", [line.evidence]))
            return
        }
        cursor.skipBlanks()
        guard cursor.skip(0x3a) else {
            guard !line.isEnded else {
                throw line.error("no colon behind the range", expected: "START-END : NAME")
            }
            remarks.append(Remark("the listing's last line is cut; it is left out", [line.evidence]))
            return
        }
        try add(first, last, indent, cursor.rest.trimmed(), line)
    }

    /// START-END; nil if the line does not begin like one.
    private static func range(
        _ cursor: inout Cursor, _ line: Line
    ) throws(InputError) -> (first: UInt64, last: UInt64)? {
        let start = cursor.rest
        let digits = start.prefix { $0.isHexDigit }.count
        guard digits > 0, start.dropFirst(digits).first == 0x2d,
            start.dropFirst(digits + 1).first?.isHexDigit == true
        else { return nil }
        let tail = start.dropFirst(digits + 1)
        let endDigits = tail.prefix { $0.isHexDigit }.count
        let behind = tail.dropFirst(endDigits).trimmed().first
        // "up-a: …" and other prose is no range; a number that runs into a word is a damaged one.
        if digits < 4 || endDigits < 4 { if behind != 0x3a { return nil } }
        guard digits >= 8, endDigits >= 8 || (behind == nil && !line.isEnded) else {
            throw line.error("an address of fewer than eight digits", expected: "a whole line of /proc/iomem")
        }
        guard let first = cursor.hex(), cursor.skip(0x2d), let last = cursor.hex() else {
            throw line.error("an address of more than 64 bits", expected: "addresses below 2^56")
        }
        return (first, last)
    }

    /// Adds the line's resource, and any that a lost line break put behind it.
    private mutating func add(
        _ first: UInt64, _ last: UInt64, _ indent: Int, _ name: ArraySlice<UInt8>, _ line: Line
    ) throws(InputError) {
        var (first, last, indent, name, line) = (first, last, indent, name, line)
        while let split = try Self.lostBreak(in: name, line) {
            let own = name[..<split]
            let front = line.bytes[..<split]
            let part = Line(file: line.file, number: line.number, bytes: front, isEnded: true)
            remarks.append(Remark("a lost line break was put back behind this", [part.evidence]))
            try add(first, last, indent, own.trimmed().printable, part)
            line = Line(
                file: line.file, number: line.number, bytes: line.bytes[split...], isEnded: line.isEnded)
            var cursor = Cursor(line.bytes)
            guard let next = try Self.range(&cursor, line) else { return }
            cursor.skipBlanks()
            guard cursor.skip(0x3a) else { return }
            (first, last, indent, name) = (
                next.first, next.last, own.count - own.trimmedEnd().count, cursor.rest.trimmed()
            )
        }
        let text = name.printable
        try add(first, last, indent, text, line)
        if !line.isEnded, Self.isCutName(text) {
            remarks.append(Remark("the listing seems cut in its last line", [line.evidence]))
        }
    }

    private mutating func add(
        _ first: UInt64, _ last: UInt64, _ indent: Int, _ name: String, _ line: Line
    ) throws(InputError) {
        guard first <= last else {
            throw line.error("end before start", expected: "START-END with START ≤ END")
        }
        guard last < Iomem.addressLimit, let range = AddressRange(first: first, last: last) else {
            throw line.error("an address above 2^56", expected: "addresses below 2^56")
        }
        let raw = Raw(range: range, name: name, indent: indent, line: line.number, evidence: line.evidence)
        if first == 0, last == 0 { zeroLines.append(raw) } else { raws.append(raw) }
    }

    private static let memoryNames = [
        "System RAM", "reserved", "Kernel code", "Kernel data", "Crash kernel", "Crash kernel (low)",
        "Persistent Memory", "Soft Reserved",
    ]

    private static func isCutName(_ name: String) -> Bool {
        !name.isEmpty && memoryNames.contains { $0.hasPrefix(name) && $0 != name } && name != "Crash kernel"
    }

    /// Where a second resource line begins inside `name`, if a line break was lost:
    /// "reserveda0030000-a003ffff : reserved". The kernel prints at least eight digits, and never
    /// fewer for the end than for the start, which tells most often where the name stops.
    private static func lostBreak(in name: ArraySlice<UInt8>, _ line: Line) throws(InputError) -> Int? {
        var search = name
        while let dash = search.firstIndex(of: 0x2d) {
            search = name[(dash + 1)...]
            let endDigits = search.prefix { $0.isHexDigit }.count
            var behind = Cursor(search.dropFirst(endDigits))
            guard endDigits >= 8, behind.skip(" : ") || behind.skip(" :") else { continue }
            let run = name[..<dash].reversed().prefix { $0.isHexDigit }.count
            guard run >= 8 else { continue }
            let starts = (8...min(run, endDigits, 16)).map { dash - $0 }
            if starts.count == 1 || run == 8 { return starts.first }
            let atBlank = starts.filter { $0 == name.startIndex || name[$0 - 1].isBlank }
            if let only = atBlank.first, atBlank.count == 1 { return only }
            let known = starts.filter { memoryNames.contains(name[..<$0].trimmed().text) }
            guard let only = known.first, known.count == 1 else {
                throw line.error("two lines run together", expected: "one resource a line")
            }
            return only
        }
        return nil
    }

    // MARK: Tree

    private func flat() -> [Iomem.Entry] {
        raws.map {
            Iomem.Entry(
                range: $0.range, name: $0.name, depth: $0.indent / 2, parent: nil, isOrphan: false,
                evidence: $0.evidence)
        }
    }

    private mutating func tree() -> [Iomem.Entry] {
        let sorted = withoutRepeats(
            raws.sorted {
                ($0.range.start, ~$0.range.end, $0.indent, $0.line)
                    < ($1.range.start, ~$1.range.end, $1.indent, $1.line)
            })
        let parents = self.parents(of: sorted)
        let base = topIndent(sorted, parents)
        var entries: [Iomem.Entry] = []
        for (index, raw) in sorted.enumerated() {
            let isOrphan = parents[index] == nil && raw.indent > base
            let depth = parents[index].map { entries[$0].depth + 1 } ?? (isOrphan ? 1 : 0)
            entries.append(
                Iomem.Entry(
                    range: raw.range, name: raw.name, depth: depth, parent: parents[index],
                    isOrphan: isOrphan, evidence: raw.evidence))
        }
        return entries
    }

    /// A line that stands twice with the same indentation comes from a listing pasted twice:
    /// siblings never overlap.
    private mutating func withoutRepeats(_ sorted: [Raw]) -> [Raw] {
        var kept: [Raw] = []
        var repeated = 0
        for raw in sorted {
            if let last = kept.last, last.range == raw.range, last.name == raw.name, last.indent == raw.indent
            {
                repeated += 1
            } else {
                kept.append(raw)
            }
        }
        if repeated > 0 { remarks.append(Remark("\(repeated) line(s) stand twice in \(file)")) }
        return kept
    }

    /// The innermost containing line of each; overlaps that are no containment become remarks.
    private mutating func parents(of sorted: [Raw]) -> [Int?] {
        var parents: [Int?] = []
        var open: [Int] = []
        for (index, raw) in sorted.enumerated() {
            while let last = open.last, sorted[last].range.end <= raw.range.start { open.removeLast() }
            var level = open.count
            while level > 0, !sorted[open[level - 1]].range.contains(raw.range) {
                remarks.append(
                    Remark(
                        "two lines overlap, and neither holds the other",
                        [sorted[open[level - 1]].evidence, raw.evidence]))
                level -= 1
            }
            parents.append(level > 0 ? open[level - 1] : nil)
            open.removeSubrange(level...)
            open.append(index)
        }
        return parents
    }

    /// The deepest indentation that still means the top of the tree: that of the RAM banks, else of a
    /// line that holds others, else none.
    private func topIndent(_ sorted: [Raw], _ parents: [Int?]) -> Int {
        let roots = sorted.indices.filter { parents[$0] == nil }
        let banks = roots.filter { sorted[$0].name == "System RAM" }.map { sorted[$0].indent }
        if let deepest = banks.max() { return deepest }
        let holders = Set(parents.compactMap { $0 })
        return roots.filter { holders.contains($0) }.map { sorted[$0].indent }.min() ?? 0
    }
}
