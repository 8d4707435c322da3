public import Arm64
public import Snapshot

/// `/sys/kernel/debug/kernel_page_tables`: the kernel's own listing of its live tables, as far as
/// the linear map goes.
///
/// Every line is a run of entries of one level with the same attributes. The linear map stands
/// between markers that changed with the years: `---[ Linear Mapping start ]---` and `… end ]---`;
/// up to 5.11 without the start marker; up to 5.3 behind one `---[ Linear Mapping ]---` at the
/// listing's end. Rows of tables (`TBL`) are not leaves and are passed over.
public struct PageTableDump: Hashable, Sendable {
    /// Neighbouring leaves that are alike.
    public struct Run: Hashable, Sendable {
        /// Virtual addresses.
        public let range: AddressRange
        /// The level of the entries: 1 (PUD), 2 (PMD) or 3 (PTE).
        public let level: Int
        /// The size of one entry, and the contiguous hint.
        public let leaf: Leaf
        /// False for present entries that are marked invalid (`F`).
        public let isValid: Bool
        /// `ro`.
        public let isReadOnly: Bool
        /// The 1-based line of its first part.
        public let line: Int
    }

    /// The file.
    public let file: String
    /// The page size that the leaf sizes were worked out with.
    public let granule: Granule
    /// The leaves of the linear map, ascending by virtual address, merged.
    public let runs: [Run]
    /// Whether this kernel prints holes; only then are gaps known.
    public let printsHoles: Bool
    /// Virtual ranges about which the dump should say something and does not: lines were taken out,
    /// or were damaged.
    public let gaps: [AddressRange]
    /// Oddities that were tolerated.
    public let remarks: [Remark]

    /// Reads a dump in time linear in its size.
    ///
    /// - Parameters:
    ///   - file: The dump, unpacked.
    ///   - granule: The kernel's page size; if nil, the dump tells it: the largest with which every
    ///     line can be made of whole entries and whole contiguous groups.
    /// - Throws: `.badData` for packed bytes, or a file without lines of the linear map.
    public static func parse(_ file: Snapshot.File, granule: Granule? = nil) throws(InputError)
        -> PageTableDump
    {
        try file.refuseForeignBytes()
        var reader = PageTableReader(file: file.path)
        for line in file.lines { reader.read(line) }
        return try reader.finish(granule: granule)
    }

    /// The evidence for a run.
    public func evidence(for run: Run) -> Evidence {
        let start = String(run.range.start, radix: 16)
        let end = String(run.range.end, radix: 16)
        return Evidence(file: file, line: run.line, text: "0x\(start)-0x\(end)")
    }
}

private struct PageTableReader {
    /// One line's content.
    private struct Row {
        var start: UInt64
        var end: UInt64
        var level: Level
        var isLeaf = false
        var isTable = false
        var isNamedPUD = false
        var isContiguous = false
        var isValid = true
        var isReadOnly = false
        var line: Int
    }

    private enum Level { case page, middle, upper }

    private enum Place { case before, inside, behind }

    let file: String
    private var rows: [Row] = []
    private var place = Place.before
    private var sawMarker = false
    private var hasSecondDump = false
    private var printsHoles = false
    private var gaps: [AddressRange] = []
    private var covered: UInt64?
    private var pageBits: UInt64?
    private var remarks: [Remark] = []
    private var damaged = 0
    private var pending: [UInt8] = []
    private var pendingLine: Line?

    init(file: String) { self.file = file }

    // MARK: Lines

    mutating func read(_ line: Line) {
        let text = Self.unboxed(line.bytes)
        if text.hasPrefix("0x") {
            flush()
            pending = Array(text)
            pendingLine = line
        } else if text.hasPrefix("---[") {
            flush()
            marker(text, line)
        } else if pendingLine != nil, pending.count < 400, Self.continues(text) {
            pending.append(0x20)
            pending += text
        } else if !text.isEmpty {
            flush()
            if place != .behind { leaveOut(line, "not a line of a page-table dump") }
        }
    }

    /// Without blanks and a box of `|`.
    private static func unboxed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = bytes.trimmed()
        while text.first == 0x7c || text.first == 0x3e { text = text.dropFirst().trimmed() }
        while text.last == 0x7c { text = text.dropLast().trimmed() }
        return text
    }

    /// Whether `text` can be the rest of a wrapped line: a size, a level, or attributes.
    private static func continues(_ text: ArraySlice<UInt8>) -> Bool {
        guard let word = text.split(separator: 0x20, maxSplits: 1).first else { return false }
        if word.first?.isDigit == true, word.dropFirst().allSatisfy(\.isWordByte) { return true }
        if word.hasPrefix("MEM/") || word.hasPrefix("DEVICE/") { return true }
        return [
            "PGD", "P4D", "PUD", "PMD", "PTE", "F", "USR", "ro", "RW", "NX", "x", "SHD", "AF", "NG", "CON",
            "BLK",
            "UXN", "GP", "TBL", "NXTbl",
        ].contains(word.text)
    }

    private mutating func flush() {
        guard let line = pendingLine else { return }
        pendingLine = nil
        guard let row = Self.row(pending[...], line) else {
            if place != .behind { leaveOut(line, "a damaged line is left out") }
            return
        }
        add(row)
    }

    /// "0x…-0x…         2M PMD       RW NX SHD AF NG CON BLK UXN    MEM/NORMAL"; nil unless the
    /// printed size agrees with the addresses.
    private static func row(_ text: ArraySlice<UInt8>, _ line: Line) -> Row? {
        var cursor = Cursor(text)
        guard cursor.skip("0x"), let start = cursor.hexDigits(), start.count == 16, cursor.skip("-0x"),
            let end = cursor.hexDigits(), end.count == 16
        else { return nil }
        cursor.skipBlanks()
        guard let number = cursor.decimal(), let unit = cursor.peek, let shift = shift(of: unit),
            cursor.skip(unit)
        else { return nil }
        let size = end.value &- start.value
        guard number != 0, (number << shift) >> shift == number, number << shift == size & ~0x3ff,
            end.value > start.value || end.value == 0
        else { return nil }
        cursor.skipBlanks()
        guard let name = cursor.word(), let level = level(name) else { return nil }
        var row = Row(start: start.value, end: end.value, level: level, line: line.number)
        row.isNamedPUD = name.equals("PUD")
        while true {
            cursor.skipBlanks()
            guard let word = cursor.word() else { break }
            row.isLeaf = true
            if word.equals("F") {
                row.isValid = false
            } else if word.equals("ro") {
                row.isReadOnly = true
            } else if word.equals("CON") {
                row.isContiguous = true
            } else if word.equals("TBL") || word.equals("NXTbl") {
                row.isTable = true
            }
        }
        return row
    }

    private static func shift(of unit: UInt8) -> UInt64? {
        switch unit {
        case 0x4b: 10
        case 0x4d: 20
        case 0x47: 30
        case 0x54: 40
        case 0x50: 50
        case 0x45: 60
        default: nil
        }
    }

    private static func level(_ name: ArraySlice<UInt8>) -> Level? {
        if name.equals("PTE") { return .page }
        if name.equals("PMD") { return .middle }
        return name.equals("PUD") || name.equals("P4D") || name.equals("PGD") ? .upper : nil
    }

    // MARK: Places

    private mutating func marker(_ text: ArraySlice<UInt8>, _ line: Line) {
        let isLinear = text.contains("Linear Mapping") || text.contains("Linear mapping")
        if isLinear, text.contains(" end ") {
            // Up to 5.11 the listing begins in the linear map without a word.
            place = .behind
        } else if isLinear {
            if place == .behind, !rows.isEmpty {
                secondDump(line)
                return
            }
            if !sawMarker || place == .before { restart() }
            place = .inside
        } else if !sawMarker {
            // Another section comes first, so what stood before was no linear map (up to 5.3).
            restart()
            place = .before
        } else if place == .inside {
            place = .behind
        }
        sawMarker = true
    }

    private mutating func restart() {
        rows = []
        gaps = []
        covered = nil
        printsHoles = false
    }

    private mutating func secondDump(_ line: Line) {
        if !hasSecondDump {
            remarks.append(Remark("another dump follows; the first counts", [line.evidence]))
        }
        hasSecondDump = true
        place = .behind
    }

    private mutating func add(_ row: Row) {
        if row.level == .page, row.isLeaf { pageBits = (pageBits ?? 0) | row.start | row.end }
        guard place == .inside || (place == .before && !sawMarker), !row.isTable else { return }
        if let covered {
            if row.start < covered {
                let line = Line(file: file, number: row.line, bytes: pending[...], isEnded: true)
                secondDump(line)
                return
            }
            if row.start > covered, let gap = AddressRange(covered, row.start) { gaps.append(gap) }
        }
        covered = row.end == 0 ? .max : row.end
        guard row.isLeaf else {
            printsHoles = true
            return
        }
        guard row.start >> 63 == 1, row.end != 0 else {
            let line = Line(file: file, number: row.line, bytes: pending[...], isEnded: true)
            return leaveOut(line, "an address outside the kernel's half")
        }
        if let last = rows.last, last.end == row.start, last.level == row.level,
            last.isContiguous == row.isContiguous, last.isValid == row.isValid,
            last.isReadOnly == row.isReadOnly
        {
            rows[rows.count - 1].end = row.end
        } else {
            rows.append(row)
        }
    }

    private mutating func leaveOut(_ line: Line, _ why: String) {
        damaged += 1
        if damaged <= 20 { remarks.append(Remark(why, [line.evidence])) }
    }

    // MARK: End

    mutating func finish(granule: Granule?) throws(InputError) -> PageTableDump {
        flush()
        guard !rows.isEmpty else {
            throw InputError(
                .badData, file: file, "no leaf of the linear map",
                expected: "a kernel_page_tables dump with a Linear Mapping section")
        }
        let granule = granule ?? guessedGranule
        guard rows.allSatisfy({ fits($0, granule) }) else {
            let row = rows.first { !fits($0, granule) }
            throw InputError(
                .badData, file: file, line: row?.line, "a range that no leaf of this level can cover",
                expected: "a dump of a kernel with \(granule.name) pages")
        }
        if damaged > 20 { remarks.append(Remark("\(damaged - 20) more lines were left out")) }
        if !printsHoles { gaps = [] }
        if let first = gaps.first {
            remarks.append(
                Remark(
                    "the dump has \(gaps.count) gap(s), the first at 0x\(String(first.start, radix: 16)): lines are missing"
                ))
        }
        return PageTableDump(
            file: file, granule: granule, runs: rows.compactMap { run($0, granule) },
            printsHoles: printsHoles,
            gaps: gaps, remarks: remarks)
    }

    /// The largest granule that the lines allow. A whole dump has lines of a few pages; a piece of one
    /// may have none, or round ones only, so every line must also be made of whole blocks and groups.
    private var guessedGranule: Granule {
        // Only 4K pages have leaves at the level above the PMD; without pages nothing speaks for more.
        guard let pageBits, !rows.contains(where: { $0.isNamedPUD }) else { return .k4 }
        return [Granule.k64, .k16].first { granule in
            pageBits.isAligned(to: granule.pageSize) && rows.allSatisfy { fitsWhole($0, granule) }
        } ?? .k4
    }

    private func fitsWhole(_ row: Row, _ granule: Granule) -> Bool {
        guard fits(row, granule) else { return false }
        let group = number(row.level, granule) == 3 ? granule.contPteSize : granule.contPmdSize
        return !row.isContiguous || (row.start.isAligned(to: group) && row.end.isAligned(to: group))
    }

    /// A leaf printed at an upper level is a PUD with 4K pages; with 16K and 64K pages there are
    /// none, so the middle level is folded into the one it is printed at.
    private func number(_ level: Level, _ granule: Granule) -> Int {
        switch level {
        case .page: 3
        case .middle: 2
        case .upper: granule.hasPudLeaf ? 1 : 2
        }
    }

    private func fits(_ row: Row, _ granule: Granule) -> Bool {
        let size = granule.entrySize(level: number(row.level, granule))
        return row.start.isAligned(to: size) && row.end.isAligned(to: size)
    }

    private func run(_ row: Row, _ granule: Granule) -> PageTableDump.Run? {
        let level = number(row.level, granule)
        return AddressRange(row.start, row.end).map { range in
            PageTableDump.Run(
                range: range, level: level,
                leaf: Leaf(size: granule.entrySize(level: level), contiguous: row.isContiguous),
                isValid: row.isValid, isReadOnly: row.isReadOnly, line: row.line)
        }
    }
}
