import Arm64
import Snapshot

/// The lines of a walk that are no runs: `granule 4096`, `tables 1 1 3 17`.
struct WalkHeader {
    private(set) var granule: Sourced<Granule>?
    private(set) var vaBits: Sourced<Int>?
    private(set) var levels: Int?
    private(set) var tables: [Int] = []
    private(set) var mismatched = 0
    private(set) var milliseconds: Int?
    private var seen: Set<String> = []

    /// The page size, which must be known before the first run, as must the address size.
    func granuleForRuns(_ line: Line) throws(InputError) -> Granule {
        guard let granule, vaBits != nil else {
            throw line.error("a run before the header", expected: "granule and va-bits first")
        }
        return granule.value
    }

    /// Reads one line. A word this version does not know is passed over with a remark, once.
    mutating func read(_ line: Line) throws(InputError) -> Remark? {
        var cursor = Cursor(line.bytes.trimmed())
        guard let word = cursor.word(), word.count <= 40, word.first != 0x2d,
            word.allSatisfy({ ($0 >= 0x61 && $0 <= 0x7a) || $0 == 0x2d })
        else {
            throw line.error("neither a run nor a header line", expected: "0xSTART-0xEND …, or NAME NUMBER")
        }
        let name = word.text
        guard seen.count < 64, seen.insert(name).inserted else {
            throw line.error("\"\(word.printable)\" stands twice", expected: "each header line once")
        }
        switch name {
        case "granule":
            guard let value = Granule(rawValue: UInt64(try number(&cursor, line))) else {
                throw line.error("no page size", expected: "granule 4096, 16384 or 65536")
            }
            granule = Sourced(value, line.evidence)
        case "va-bits":
            let value = try number(&cursor, line)
            guard (36...52).contains(value) else {
                throw line.error("no address size", expected: "va-bits 36 to 52")
            }
            vaBits = Sourced(value, line.evidence)
        case "levels": levels = try number(&cursor, line)
        case "tables": tables = try numbers(&cursor, line)
        case "unread": _ = try number(&cursor, line)
        case "mismatched": mismatched = try number(&cursor, line)
        case "milliseconds": milliseconds = try number(&cursor, line)
        default: return Remark("a header line this program does not know", [line.evidence])
        }
        return nil
    }

    private func number(_ cursor: inout Cursor, _ line: Line) throws(InputError) -> Int {
        let values = try numbers(&cursor, line)
        guard values.count == 1 else { throw line.error("not one number", expected: "NAME NUMBER") }
        return values[0]
    }

    /// At most as many numbers as a walk has levels.
    private func numbers(_ cursor: inout Cursor, _ line: Line) throws(InputError) -> [Int] {
        var values: [Int] = []
        while cursor.skipBlanks() > 0 {
            guard let value = cursor.integer(), cursor.isAtEnd || cursor.peek?.isBlank == true,
                values.count < 6
            else { throw line.error("not a number", expected: "NAME NUMBER") }
            values.append(value)
        }
        guard !values.isEmpty else { throw line.error("no number", expected: "NAME NUMBER") }
        return values
    }
}
