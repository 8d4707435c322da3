import Arm64
import Snapshot

/// Reads the lines of a `linmap-walk 1`.
struct WalkReader {
    private let file: String
    private var header = WalkHeader()
    private var runs: [CapturedWalk.Run] = []
    private var unread: [SourcedRange] = []
    private var position: UInt64 = 0
    private var lastLine = 0
    private var hasEnded = false
    private var sawFormat = false
    private var remarks: [Remark] = []
    private var ragged = 0

    private static let form = "0xSTART-0xEND LEAF contiguous|- valid|invalid ro|rw"

    init(file: String) { self.file = file }

    mutating func read(_ line: Line) throws(InputError) {
        guard sawFormat else { return try readFormat(line) }
        let text = line.bytes.trimmed()
        guard !text.isEmpty else { return }
        guard !hasEnded else { throw line.error("a line behind the end mark") }
        if text.equals("# end") {
            hasEnded = true
        } else if !line.isEnded {
            // The last line of a walk that was cut off may have lost digits or words.
            return
        } else if text.hasPrefix("0x") {
            try readRun(line)
        } else if text.first != 0x23 {
            if let remark = try header.read(line) { remarks.append(remark) }
        }
    }

    private mutating func readFormat(_ line: Line) throws(InputError) {
        guard line.bytes.equals("# linmap-walk 1") else {
            throw line.error("not a walk of format 1", expected: "# linmap-walk 1")
        }
        sawFormat = true
    }

    // MARK: - Runs

    private mutating func readRun(_ line: Line) throws(InputError) {
        let granule = try header.granuleForRuns(line)
        var cursor = Cursor(line.bytes.trimmed())
        guard let start = cursor.prefixedHex(), cursor.skip("-"), let end = cursor.prefixedHex() else {
            throw line.error("not a run", expected: Self.form)
        }
        guard let range = AddressRange(start, end) else {
            throw line.error("end before start", expected: "START < END")
        }
        guard range.end <= 1 << 52 else {
            throw line.error("above 52 bits of physical address", expected: "addresses of memory")
        }
        guard range.start >= position else {
            throw line.error("the run begins before line \(lastLine) ends", expected: "ascending runs")
        }
        var words: [ArraySlice<UInt8>] = []
        while cursor.skipBlanks() > 0, let word = cursor.word() { words.append(word) }
        guard cursor.isAtEnd else { throw line.error("not a run", expected: Self.form) }
        if words.count == 2, words[0].equals("-"), words[1].equals("unread") {
            unread.append(Sourced(range, line.evidence))
        } else {
            try add(range, words, granule, line)
        }
        position = range.end
        lastLine = line.number
    }

    private mutating func add(
        _ range: AddressRange, _ words: [ArraySlice<UInt8>], _ granule: Granule, _ line: Line
    ) throws(InputError) {
        guard words.count == 4, let size = Self.number(words[0]),
            let contiguous = Self.flag(words[1], "contiguous", "-"),
            let valid = Self.flag(words[2], "valid", "invalid"),
            let readOnly = Self.flag(words[3], "ro", "rw")
        else { throw line.error("not a run", expected: Self.form) }
        let isUpper = granule.hasPudLeaf && size == granule.pudSize
        guard size == granule.pageSize || size == granule.pmdSize || isUpper, !(isUpper && contiguous) else {
            throw line.error(
                "a leaf that no table has with \(granule.name) pages", expected: Self.leaves(granule))
        }
        guard range.start.isAligned(to: size), range.end.isAligned(to: size) else {
            throw line.error("not whole leaves", expected: "a range aligned to \(size) bytes")
        }
        let leaf = Leaf(size: size, contiguous: contiguous)
        // The kernel takes the hint from the entries of a group one by one.
        if contiguous, leaf != Leaf(size: granule.pmdSize, contiguous: true) || granule != .k64,
            !range.start.isAligned(to: leaf.reach(granule)) || !range.end.isAligned(to: leaf.reach(granule))
        {
            ragged += 1
        }
        append(
            CapturedWalk.Run(
                range: range, leaf: leaf, isValid: valid, isReadOnly: readOnly, line: line.number))
    }

    private mutating func append(_ run: CapturedWalk.Run) {
        if let last = runs.last, last.range.end == run.range.start, last.leaf == run.leaf,
            last.isValid == run.isValid, last.isReadOnly == run.isReadOnly,
            let both = AddressRange(last.range.start, run.range.end)
        {
            runs[runs.count - 1] = CapturedWalk.Run(
                range: both, leaf: last.leaf, isValid: last.isValid, isReadOnly: last.isReadOnly,
                line: last.line)
        } else {
            runs.append(run)
        }
    }

    private static func number(_ word: ArraySlice<UInt8>) -> UInt64? {
        var cursor = Cursor(word)
        guard let value = cursor.decimal(), cursor.isAtEnd else { return nil }
        return value
    }

    private static func flag(_ word: ArraySlice<UInt8>, _ yes: StaticString, _ no: StaticString) -> Bool? {
        if word.equals(yes) { return true }
        return word.equals(no) ? false : nil
    }

    private static func leaves(_ granule: Granule) -> String {
        let sizes = [granule.pageSize, granule.pmdSize] + (granule.hasPudLeaf ? [granule.pudSize] : [])
        return sizes.map { "\($0)" }.joined(separator: ", ")
    }

    // MARK: - End

    consuming func finish() throws(InputError) -> CapturedWalk {
        guard sawFormat else {
            throw InputError(.badData, file: file, line: 1, "the file is empty", expected: "# linmap-walk 1")
        }
        guard let granule = header.granule, let vaBits = header.vaBits else {
            throw InputError(
                .badData, file: file, "the header lacks granule or va-bits", expected: "a whole header")
        }
        if !hasEnded {
            remarks.append(
                Remark("\(file) is cut off: nothing is known from \(ByteCount.hex(position)) on"))
        }
        if ragged > 0 {
            remarks.append(
                Remark("\(file): \(ragged) contiguous run(s) are not whole groups; caught in change"))
        }
        if header.mismatched > 0 {
            remarks.append(
                Remark("\(file): \(header.mismatched) entries map other memory than their own; left out"))
        }
        return CapturedWalk(
            file: file, granule: granule, vaBits: vaBits, levels: header.levels, tables: header.tables,
            runs: runs, unread: unread, mismatched: header.mismatched, milliseconds: header.milliseconds,
            cutOffAt: hasEnded ? nil : position, remarks: remarks)
    }
}
