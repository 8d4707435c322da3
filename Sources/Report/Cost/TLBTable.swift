import Arm64
import TLB

/// The maps as columns, what was counted as rows.
struct TLBTable {
    private let answer: TLBAnswer

    init(_ answer: TLBAnswer) { self.answer = answer }

    var lines: [String] {
        var rows: [[String]] = [[""] + answer.results.map(\.layout.name)]
        func add(_ name: String, _ cell: (LayoutResult) -> String?) {
            let cells = answer.results.map(cell)
            guard cells.contains(where: { $0 != nil }) else { return }
            rows.append([name] + cells.map { $0 ?? "–" })
        }
        add("tables") { $0.layout.tableBytes.map(ByteCount.text) }
        add("one TLB entry reaches") { ByteCount.text($0.layout.bytesPerEntry) }
        for (index, level) in answer.hierarchy.levels.enumerated() {
            add("\(level.name) misses") { CostNumber.short(1000 * $0.missRatio(level: index)) }
            for origin in [FormulaAnswer.Origin.formula, .stackDistances] {
                add("  by \(origin.rawValue)") {
                    $0.predicted(level: index, by: origin).map { CostNumber.short(1000 * $0) }
                }
            }
        }
        add("walks") { CostNumber.short(1000 * $0.walkRatio) }
        add("table entries read") { result in
            let accesses = Double(max(result.counts.accesses, 1))
            return CostNumber.short(1000 * Double(result.counts.totalWalkReads) / accesses)
        }
        let whatIf = answer.results.first { $0.layout.kind == .whatIf }
        let legend = whatIf.map { ["  what if: \(printable($0.layout.words))"] } ?? []
        let observed = answer.results.first { $0.layout.kind == .observed }
        return Self.aligned(rows) + formulas + legend
            + (observed.map { ["  observed: \(printable($0.layout.words))"] } ?? [])
    }

    /// What the rows without simulation rest on.
    private var formulas: [String] {
        var texts: [String] = []
        for formula in answer.results.flatMap(\.formulas) {
            let text = "by \(formula.origin.rawValue): \(formula.method)"
            if !texts.contains(text) { texts.append(text) }
        }
        return texts.map { "  \($0)" }
    }

    /// The first column to the left, the others to the right.
    static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell -> String in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            return "  " + cells.joined(separator: "  ")
        }
    }
}
