import Arm64
import LinearMap

/// The map's history on one host: a column of figures for each step, then what each step must keep in pages.
enum HistoryText {
    static func lines(_ history: MapHistory) -> [String] {
        var columns = TextColumns(.left, .left, .right, .right, .right, .right)
        columns.add("kernel", "map in", "in pages", "in larger", "tables", "TLB entry reach")
        for step in history.steps {
            let layout = step.result.after.layout
            let page = Leaf(size: layout.granule.pageSize)
            let pages = layout.totals.filter { $0.leaf == page }.reduce(0) { $0 + $1.bytes }
            columns.add(
                step.name, step.result.after.mapping.rawValue, ByteCount.text(pages),
                ByteCount.text(layout.mappedBytes - pages), ByteCount.text(layout.tables.bytes),
                ByteCount.text(layout.bytesPerTLBEntry))
        }
        return columns.lines(indent: 2) + history.steps.flatMap(detail)
    }

    private static func detail(_ step: MapHistory.Step) -> [String] {
        let after = step.result.after
        let leaves = after.layout.totals.map { total in
            "\(ByteCount.text(total.bytes)) \(total.leaf.name(after.granule))\(total.valid ? "" : ", invalid")"
        }
        let head = wrapped("\(step.name): the captured kernel \(step.words)", width: 74)
        return [""]
            + head.enumerated().map { ($0.offset == 0 ? "  " : "      ") + $0.element }
            + wrapped(leaves.joined(separator: "; "), width: 74).map { "      " + $0 }
            + PageNeedText.lines(PageNeed.all(step.result), indent: 4)
    }
}
