import LinearMap
import TLB

/// "What translation costs": the report's few lines on TLB misses.
struct RandomAccessText {
    private let prediction: Prediction

    init(_ prediction: Prediction) { self.prediction = prediction }

    var lines: [String] {
        guard let cost = RandomAccessCost(prediction) else { return [] }
        var rows = [["of 1000 random accesses"] + cost.rows.map(\.layout.name)]
        let last = cost.hierarchy.levels.count - 1
        for (index, level) in cost.hierarchy.levels.enumerated() {
            let name =
                index == last ? "walk the tables" : "miss the \(level.shape.entries) entries of \(level.name)"
            rows.append([name] + cost.rows.map { CostNumber.short(1000 * $0.missRatios[index]) })
        }
        let whose = cost.core.standIn.map { ", simulated with the sizes of \($0.core)" } ?? ""
        let name = printable(prediction.host.name)
        return TLBTable.aligned(rows)
            + wrapped(
                "By formula, for any line of memory equally likely, on \(cost.core.name)\(whose).", width: 94
            ).map { "  " + $0 } + ["  Other accesses, and cycles: linmap tlb \(name)"]
    }
}
