import TLB

/// A group of horizontal bars for each TLB level, a bar a map: misses for 1000 accesses.
struct MissBars {
    private let answer: TLBAnswer
    private let series: [TLBPicture.Series]

    init(_ answer: TLBAnswer, _ series: [TLBPicture.Series]) {
        self.answer = answer
        self.series = series
    }

    /// Draws the bars and returns where they end.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        var y = top
        // One scale for all levels.
        let most =
            answer.results.flatMap { result in
                answer.hierarchy.levels.indices.map { 1000 * result.missRatio(level: $0) }
            }.max() ?? 0
        for (index, level) in answer.hierarchy.levels.enumerated() {
            let isLast = index == answer.hierarchy.levels.count - 1
            let rows = zip(answer.results, series).map { result, series in
                let misses = 1000 * result.missRatio(level: index)
                return BarGroup.Row(
                    name: series.name, colour: series.colour, low: misses, high: misses,
                    text: CostNumber.short(misses))
            }
            let title = "\(level.name) misses\(isLast ? ": walks" : ""), for 1000 accesses"
            y = BarGroup(title: title, rows: rows, full: most).draw(at: y, into: &svg)
        }
        return y
    }
}

/// The estimate in cycles: for each map a bar to the lower end, and a paler one to the upper.
struct CycleBars {
    private let answer: TLBAnswer
    private let series: [TLBPicture.Series]

    init(_ answer: TLBAnswer, _ series: [TLBPicture.Series]) {
        self.answer = answer
        self.series = series
    }

    /// Draws the bars, if there is any estimate, and returns where they end.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        let rows = zip(answer.results, series).compactMap { result, series -> BarGroup.Row? in
            guard let cycles = try? result.cycles.get() else { return nil }
            return BarGroup.Row(
                name: series.name, colour: series.colour, low: cycles.perAccess.lowerBound,
                high: cycles.perAccess.upperBound, text: CostNumber.rough(cycles.perAccess))
        }
        guard let most = rows.map(\.high).max(), most > 0 else { return top }
        let title = "Cycles added to an access (estimate: walks overlapping, to none overlapping)"
        return BarGroup(title: title, rows: rows, full: most).draw(at: top, into: &svg)
    }
}

/// Bars with a title.
struct BarGroup {
    struct Row {
        let name: String
        let colour: String
        let low: Double
        let high: Double
        let text: String
    }

    let title: String
    let rows: [Row]
    /// The value of a bar of full length.
    let full: Double

    /// Room right of the bars for their numbers.
    private static let numbers = 150

    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        var y = top + 18
        svg.text(Page.margin, y, title, .init(size: 13, bold: true))
        y += 8
        for row in rows {
            svg.text(Page.left - 10, y + 13, row.name, .init(size: 12, anchor: .end))
            let low = length(row.low), high = length(row.high)
            svg.rect(Page.left, y, high, 16, fill: row.colour, "fill-opacity=\"0.35\"")
            svg.rect(Page.left, y, low, 16, fill: row.colour)
            svg.text(Page.left + max(high, 1) + 8, y + 13, row.text, .init(size: 12))
            y += 21
        }
        return y + 8
    }

    /// At least a pixel for what is not nothing.
    private func length(_ value: Double) -> Int {
        guard value > 0, full > 0 else { return 0 }
        let whole = Double(Page.right - Page.left - Self.numbers)
        return max(1, Int((min(value / full, 1) * whole).rounded()))
    }
}
