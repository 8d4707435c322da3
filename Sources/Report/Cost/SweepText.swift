import TLB

/// Misses of every TLB size, at the powers of two.
struct SweepText {
    private let curves: [SweepCurve]

    init(_ curves: [SweepCurve]) { self.curves = curves }

    var lines: [String] {
        guard let first = curves.first else { return [] }
        var rows = [["entries"] + curves.map(\.layout)]
        for point in first.points {
            let cells = curves.map { curve -> String in
                curve.points.first { $0.entries == point.entries }.map {
                    CostNumber.short(1000 * $0.missRatio)
                } ?? "–"
            }
            rows.append(["\(point.entries)"] + cells)
        }
        return TLBTable.aligned(rows) + [
            "  Misses for 1000 accesses of one fully associative level, least recently used replaced, whose",
            "  entries are those of the core's last level.",
        ]
    }
}
