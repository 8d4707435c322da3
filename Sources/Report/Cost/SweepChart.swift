import TLB

/// Misses over TLB entries, a curve a map; entries on a scale of powers of two, with the core's levels marked.
struct SweepChart {
    private let answer: TLBAnswer
    private let series: [TLBPicture.Series]
    private let most: Int
    /// Misses for 1000 accesses at the top of the chart.
    private let top: Int

    private static let height = 300
    /// Curves that fall together are seen because the earlier ones are wider.
    private static let widths = ["8", "5.5", "3.5", "2"]

    init(_ answer: TLBAnswer, _ series: [TLBPicture.Series]) {
        self.answer = answer
        self.series = series
        let points = answer.sweep.flatMap(\.points)
        most = points.map(\.entries).max() ?? 1
        let highest = 1000 * (points.map(\.missRatio).max() ?? 1)
        top = [1, 2, 4, 10, 20, 40, 100, 200, 400].first { Double($0) >= highest } ?? 1000
    }

    /// Draws the chart and returns where it ends.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        svg.text(
            Page.margin, top + 18,
            "Misses for 1000 accesses of one fully associative level, by its number of entries",
            .init(size: 13, bold: true))
        let plot = top + 52
        axes(plot, into: &svg)
        for (index, level) in answer.hierarchy.levels.enumerated() where level.shape.entries <= most {
            mark(level, row: index, plot, into: &svg)
        }
        for (index, (curve, series)) in zip(answer.sweep, series).enumerated() {
            var path = SVGPath()
            path.line(curve.points.map { (x: x($0.entries), y: y($0.missRatio, plot)) })
            svg.stroke(path, series.colour, width: Self.widths[min(index, Self.widths.count - 1)])
        }
        return legend(plot + Self.height + 40, into: &svg)
    }

    private func axes(_ plot: Int, into svg: inout SVGDocument) {
        for quarter in 0...4 {
            let share = Double(top * quarter) / 4
            let y = y(share / 1000, plot)
            var line = SVGPath()
            line.line([(x: Page.left, y: y), (x: Page.right, y: y)])
            svg.stroke(line, Palette.faint)
            svg.text(
                Page.left - 8, y + 4, CostNumber.plain(share),
                .init(size: 11, fill: Palette.soft, anchor: .end))
        }
        var entries = 1
        while entries <= most {
            svg.text(
                x(entries), plot + Self.height + 18, "\(entries)",
                .init(size: 11, fill: Palette.soft, anchor: .middle))
            entries *= 4
        }
    }

    private func mark(_ level: TLBLevel, row: Int, _ plot: Int, into svg: inout SVGDocument) {
        let x = x(level.shape.entries)
        var line = SVGPath()
        line.line([(x: x, y: plot - 6), (x: x, y: plot + Self.height)])
        svg.stroke(line, Palette.soft, "stroke-dasharray=\"4 3\"")
        svg.text(
            x, plot - 10, "\(level.name): \(level.shape.entries)",
            .init(size: 11, fill: Palette.soft, anchor: .middle))
    }

    private func legend(_ top: Int, into svg: inout SVGDocument) -> Int {
        var x = Page.left
        for (_, series) in zip(answer.sweep, series) {
            svg.rect(x, top - 4, 24, 4, fill: series.colour)
            svg.text(x + 30, top + 3, series.name, .init(size: 12))
            x += 50 + PictureText.width(series.name, size: 12)
        }
        return top + 16
    }

    /// On a logarithmic scale: powers of two are equally far apart. Between them it is straight, which is less than
    /// a tenth of their distance off.
    private func x(_ entries: Int) -> Int {
        func log2(_ value: Int) -> Double {
            let whole = Int.bitWidth - 1 - max(value, 1).leadingZeroBitCount
            return Double(whole) + Double(max(value, 1) - (1 << whole)) / Double(1 << whole)
        }
        let share = most > 1 ? log2(entries) / log2(most) : 0
        return Page.left + Int((share * Double(Page.right - Page.left)).rounded())
    }

    private func y(_ ratio: Double, _ plot: Int) -> Int {
        let share = min(max(1000 * ratio / Double(top), 0), 1)
        return plot + Int(((1 - share) * Double(Self.height)).rounded())
    }
}
