import Arm64

/// The lenses, one panel each.
struct LensPanels {
    let subjects: [Subject]
    let lenses: [Lens]
    /// A row of the overview, to compare scales with.
    let row: Window

    private static let barHeight = 20

    /// Draws the panels and returns where they end.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        guard !lenses.isEmpty else { return top }
        var y = top + 12
        svg.text(Page.margin, y, "Magnified: the numbered places", .init(size: 13, bold: true))
        y += 8
        for (index, lens) in lenses.enumerated() { y = draw(lens, number: index + 1, at: y + 6, into: &svg) }
        return y + 4
    }

    private func draw(_ lens: Lens, number: Int, at top: Int, into svg: inout SVGDocument) -> Int {
        var y = top + 10
        svg.badge(Page.left + 9, y - 4, number)
        let scale = row.columnBytes / lens.window.columnBytes
        let text =
            "\(name(lens)): \(ByteCount.text(lens.window.size)) across, \(scale) times the scale of the rows"
        svg.text(
            Page.left + 26, y, PictureText.fitted(text, size: 12, limit: Window.columns - 30),
            .init(bold: true))
        y += 4
        var drawn: [LensLabels.Label]?
        for subject in subjects {
            let labels = LensLabels(subject, lens.window)
            if labels.labels != drawn { y = labels.draw(at: y, into: &svg) }
            drawn = labels.labels
            y += 2
            if !subject.letter.isEmpty {
                let style = SVGDocument.Style(size: 11, bold: true, fill: Palette.soft, anchor: .end)
                svg.text(Page.left - 8, y + Strip.bandHeight + 14, subject.letter, style)
            }
            Strip(
                window: lens.window, subject: subject, x: Page.left, y: y, height: Self.barHeight,
                labelWidth: 30
            )
            .draw(into: &svg)
            y += Strip.bandHeight + Self.barHeight
        }
        drawTicks(lens.window, at: y, into: &svg)
        return y + 18
    }

    private func drawTicks(_ window: Window, at y: Int, into svg: inout SVGDocument) {
        var marks = SVGPath()
        for tick in 0...16 {
            let x = Page.left + tick * Window.columns / 16
            marks.line([(x, y + 1), (x, y + (tick % 4 == 0 ? 5 : 3))])
            guard tick % 4 == 0 else { continue }
            let address = window.start.addingReportingOverflow(window.size / 16 * UInt64(tick))
            let anchor: SVGDocument.Anchor = tick == 0 ? .start : tick == 16 ? .end : .middle
            let text = address.overflow ? "0x10000000000000000" : ByteCount.hex(address.partialValue)
            svg.text(x, y + 16, text, .init(size: 10, fill: Palette.soft, anchor: anchor))
        }
        svg.stroke(marks, Palette.soft)
    }

    /// What the lens is about: a feature, the edge of one, an edge of memory, or nothing but small leaves.
    private func name(_ lens: Lens) -> String {
        let whole = Feature.allCases.filter { feature in
            subjects.contains { $0.ranges(feature).overlaps(lens.focus) }
        }
        if !lens.isCluster, !whole.isEmpty { return whole.map(\.name).joined(separator: ", ") }
        if let edge = memoryEdge(lens) ?? featureEdge(lens) { return edge }
        if !whole.isEmpty { return "around " + whole.map(\.name).joined(separator: ", ") }
        return "small leaves at \(ByteCount.hex(lens.focus.start))"
    }

    private func memoryEdge(_ lens: Lens) -> String? {
        edge(lens, subjects.map(\.memory)).map {
            "memory \($0.isStart ? "begins" : "ends") at \(ByteCount.hex($0.address))"
        }
    }

    private func featureEdge(_ lens: Lens) -> String? {
        for feature in Feature.allCases {
            if let edge = edge(lens, subjects.map { $0.ranges(feature) }) {
                return "\(edge.isStart ? "start" : "end") of \(feature.name)"
            }
        }
        return nil
    }

    private func edge(_ lens: Lens, _ sets: [AddressSet]) -> (address: UInt64, isStart: Bool)? {
        let near = lens.focus.start...lens.focus.end
        for set in sets {
            for range in set.ranges {
                if near.contains(range.start) { return (range.start, true) }
                if near.contains(range.end) { return (range.end, false) }
            }
        }
        return nil
    }
}

/// Names above a lens's band, in as many lines as they need not to overlap.
struct LensLabels {
    struct Label: Equatable {
        let x: Int
        let text: String
    }

    /// More lines than this are not drawn.
    private static let limit = 4
    private static let lineHeight = 14
    private static let size = 11

    /// The labels, from left to right.
    let labels: [Label]

    init(_ subject: Subject, _ window: Window) {
        var all: [Label] = []
        for feature in Feature.allCases {
            var lastEnd = -1
            for range in subject.ranges(feature).ranges {
                guard let (x, width) = window.extent(range, minimum: Strip.minimumWidth), x + width > lastEnd,
                    all.count < 64
                else { continue }
                lastEnd = x + width
                all.append(Label(x: Page.left + x, text: "\(feature.name) \(ByteCount.text(range.size))"))
            }
        }
        labels = all.sorted { ($0.x, $0.text) < ($1.x, $1.text) }
    }

    /// Draws them under `top` and returns where they end.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        // From the right, each in the lowest line where it fits: a leader then never crosses a text.
        var starts: [Int] = []
        var placed: [(label: Label, x: Int, line: Int)] = []
        for label in labels.reversed() {
            let width = PictureText.width(label.text, size: Self.size) + 6
            let x = min(label.x, Page.right - width)
            let line = starts.firstIndex { x + width < $0 } ?? starts.count
            guard line < Self.limit else { continue }
            if line == starts.count { starts.append(x) } else { starts[line] = x }
            // What stands above must not be crossed by a later leader: lower lines are closed as far.
            for lower in 0..<line { starts[lower] = min(starts[lower], x) }
            placed.append((label, x, line))
        }
        let bottom = top + starts.count * Self.lineHeight + 2
        var leaders = SVGPath()
        for (label, x, line) in placed.reversed() {
            let base = bottom - line * Self.lineHeight - 4
            leaders.line([(label.x, base - 8), (label.x, bottom + 2)])
            svg.text(x + 4, base, label.text, .init(size: Self.size))
        }
        svg.stroke(leaders, Palette.soft)
        return bottom
    }
}
