public import Arm64

/// What the probe saw of the linear map, `linmap/linear-map` of a snapshot, read with a reader of the lab's own.
public struct ProbeWalk: Sendable {
    /// The runs, ascending.
    public private(set) var runs: [Truth.Run] = []
    /// The number of tables read, root first.
    public private(set) var tables: [Int] = []
    /// What was seen but not read.
    public private(set) var unread: [AddressRange] = []
    /// Leaves whose address is not the linear map's.
    public private(set) var mismatched = 0
    /// How long the walk took.
    public private(set) var milliseconds = 0

    /// Reads the text.
    /// - Throws: the line that is not of format `linmap-walk 1`.
    public init(_ text: String) throws(LabProblem) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == "# linmap-walk 1" else { throw LabProblem("linear-map: not linmap-walk 1") }
        guard lines.popLast() == "", lines.popLast() == "# end" else {
            throw LabProblem("linear-map: cut off")
        }
        for line in lines {
            let words = line.split(separator: " ")
            guard let first = words.first else { throw LabProblem("linear-map: an empty line") }
            if first.hasPrefix("0x") {
                try add(words, line)
            } else {
                try set(first, words.dropFirst().compactMap { Int($0) }, line)
            }
        }
    }

    private mutating func set(_ key: Substring, _ values: [Int], _ line: Substring) throws(LabProblem) {
        guard let value = values.first else { throw LabProblem("linear-map: \(line)") }
        switch key {
        case "tables": tables = values
        case "mismatched": mismatched = value
        case "milliseconds": milliseconds = value
        case "granule", "va-bits", "levels", "unread": break
        default: throw LabProblem("linear-map: \(line)")
        }
    }

    private mutating func add(_ words: [Substring], _ line: Substring) throws(LabProblem) {
        let edges = words[0].split(separator: "-").compactMap { UInt64($0.dropFirst(2), radix: 16) }
        guard edges.count == 2, let range = AddressRange(edges[0], edges[1]),
            (runs.last?.range.end ?? 0) <= range.start, (unread.last?.end ?? 0) <= range.start
        else { throw LabProblem("linear-map: \(line)") }
        if words.dropFirst() == ["-", "unread"] {
            unread.append(range)
            return
        }
        guard words.count == 5, let leaf = UInt64(words[1]), ["contiguous", "-"].contains(words[2]),
            ["valid", "invalid"].contains(words[3]), ["ro", "rw"].contains(words[4])
        else { throw LabProblem("linear-map: \(line)") }
        runs.append(
            Truth.Run(
                range: range, leaf: Leaf(size: leaf, contiguous: words[2] == "contiguous"),
                valid: words[3] == "valid", readOnly: words[4] == "ro"))
    }
}

/// Something that the lab found wrong, in one line.
public struct LabProblem: Error, CustomStringConvertible, Sendable {
    /// One sentence.
    public let description: String

    /// - Parameter description: one line without a full stop.
    public init(_ description: String) { self.description = description }
}
