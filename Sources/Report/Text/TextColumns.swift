import Arm64

/// A plain table: columns padded to their widest cell.
struct TextColumns {
    enum Alignment { case left, right }

    private let alignments: [Alignment]
    private var rows: [[String]] = []

    init(_ alignments: Alignment...) { self.alignments = alignments }

    init(_ alignments: [Alignment]) { self.alignments = alignments }

    mutating func add(_ cells: String...) { rows.append(cells) }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The rows, indented by `indent` blanks; trailing blanks are dropped.
    func lines(indent: Int) -> [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column -> String in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return alignments[column] == .left ? row[column] + padding : padding + row[column]
            }
            let line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
            return line.withoutTrailingBlanks
        }
    }
}

/// Text broken at blanks into lines of at most `width` characters.
func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var current = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
        if !current.isEmpty, current.count + 1 + word.count > width {
            lines.append(current)
            current = ""
        }
        current += (current.isEmpty ? "" : " ") + word
    }
    if !current.isEmpty { lines.append(current) }
    return lines
}

/// Text from a snapshot, made safe for a terminal.
func printable(_ text: String) -> String { text.madePrintable(".") }

extension String {
    /// With blanks behind, up to `width` characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// Without blanks at the end.
    var withoutTrailingBlanks: String { String(reversed().drop { $0 == " " }.reversed()) }
}
