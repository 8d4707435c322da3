import Arm64
public import TLB

/// `linmap tlb` as a picture: what misses and walks with each map as bars, and with a sweep the misses of every TLB
/// size as curves. The picture stands alone, and equal answers give equal bytes.
public enum TLBPicture {
    /// The picture of `answer`, as an SVG document.
    public static func svg(_ answer: TLBAnswer) -> String {
        var svg = SVGDocument()
        let series = answer.results.enumerated().map { Series(name: $1.layout.name, colour: colours[$0 % 6]) }
        var y = header(answer, into: &svg)
        y = MissBars(answer, series).draw(at: y, into: &svg)
        y = CycleBars(answer, series).draw(at: y, into: &svg)
        if !answer.sweep.isEmpty { y = SweepChart(answer, series).draw(at: y, into: &svg) }
        y = footer(answer, at: y, into: &svg)
        return svg.finished(
            width: Page.width, height: y + Page.margin, title: title(answer), description: summary(answer))
    }

    /// A map and its colour.
    struct Series {
        let name: String
        let colour: String
    }

    /// Colours that stay apart for those who do not see all of them (Okabe and Ito).
    private static let colours = ["#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"]

    private static func title(_ answer: TLBAnswer) -> String {
        let core = answer.core?.name ?? CoreWords.levels(answer.hierarchy)
        return "TLB misses and walks: \(core)"
    }

    private static func summary(_ answer: TLBAnswer) -> String {
        answer.results.map {
            "\($0.layout.name): \(CostNumber.short(1000 * $0.walkRatio)) walks for 1000 accesses"
        }
        .joined(separator: "; ")
    }

    private static func header(_ answer: TLBAnswer, into svg: inout SVGDocument) -> Int {
        let limit = Page.width - 2 * Page.margin
        var y = Page.margin + 14
        svg.text(
            Page.margin, y, PictureText.fitted(title(answer), size: 20, limit: limit),
            .init(size: 20, bold: true))
        for line in lines(answer) {
            y += 20
            svg.text(
                Page.margin, y, PictureText.fitted(line, size: 13, limit: limit),
                .init(size: 13, fill: Palette.soft))
        }
        return y + 14
    }

    private static func lines(_ answer: TLBAnswer) -> [String] {
        var what: String
        switch answer.accesses {
        case .workload(let mix, let seed, let memory):
            what = "workload \(mix.text), seed \(seed), over \(ByteCount.text(memory.bytes))"
        case .trace(let name, let format): what = "trace \(name) (\(format))"
        }
        what = "\(CostNumber.grouped(answer.accessCount)) accesses: \(what)"
        let host = answer.snapshot.map { ["host \($0)"] } ?? []
        let standIn = answer.core?.standIn.map { [" sizes of \($0.core), as \($0.why)"] } ?? []
        return [what, CoreWords.levels(answer.hierarchy)] + standIn + host
    }

    private static func footer(_ answer: TLBAnswer, at top: Int, into svg: inout SVGDocument) -> Int {
        var y = top
        for note in answer.notes + (answer.core?.notes ?? []) {
            y += 16
            let fitted = PictureText.fitted(note, size: 11, limit: Page.width - 2 * Page.margin)
            svg.text(Page.margin, y, fitted, .init(size: 11, fill: Palette.soft))
        }
        return y
    }
}
