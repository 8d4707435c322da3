import Arm64

/// All of memory, row by row.
struct Overview {
    let subjects: [Subject]
    let scale: RowScale
    let lenses: [Lens]

    private static let barHeight = 15
    private static let ticks = 8

    /// Draws the rows and returns where they end.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        guard let row = scale.rows.first else { return top }
        var y = top + 12
        let heading =
            "All memory: a row is \(ByteCount.text(row.size)), a pixel column \(ByteCount.text(row.columnBytes))"
        svg.text(Page.margin, y, heading, .init(size: 13, bold: true))
        y += 20
        drawAxis(at: y, row, into: &svg)
        y += 6
        var previous: Window?
        for window in scale.rows {
            if let previous, window.start > previous.end {
                y = drawGap(previous.end, window.start, at: y, into: &svg)
            }
            y = drawRow(window, at: y, into: &svg)
            previous = window
        }
        return y + 12
    }

    private func drawAxis(at y: Int, _ row: Window, into svg: inout SVGDocument) {
        var marks = SVGPath()
        for tick in 0...Self.ticks {
            let x = Page.left + tick * Window.columns / Self.ticks
            let bytes = row.size / UInt64(Self.ticks) * UInt64(tick)
            marks.line([(x, y + 3), (x, y + 7)])
            let anchor: SVGDocument.Anchor = tick == 0 ? .start : tick == Self.ticks ? .end : .middle
            svg.text(x, y, "+\(ByteCount.text(bytes))", .init(size: 10, fill: Palette.soft, anchor: anchor))
        }
        svg.stroke(marks, Palette.soft)
    }

    private func drawRow(_ window: Window, at top: Int, into svg: inout SVGDocument) -> Int {
        let marked = lenses.enumerated().filter { window.contains(Self.middle($0.element)) }
        var y = top + 3
        if !marked.isEmpty {
            drawBadges(marked.map { ($0.offset + 1, $0.element) }, window, at: y, into: &svg)
            y += 20
        }
        for (index, subject) in subjects.enumerated() {
            if index == 0 {
                let right = Page.left - (subject.letter.isEmpty ? 8 : 24)
                let style = SVGDocument.Style(size: 11, anchor: .end)
                svg.text(right, y + Strip.bandHeight + 12, ByteCount.hex(window.start), style)
            }
            if !subject.letter.isEmpty {
                let style = SVGDocument.Style(size: 10, bold: true, fill: Palette.soft, anchor: .end)
                svg.text(Page.left - 8, y + Strip.bandHeight + 12, subject.letter, style)
            }
            Strip(
                window: window, subject: subject, x: Page.left, y: y, height: Self.barHeight, labelWidth: 72
            )
            .draw(into: &svg)
            y += Strip.bandHeight + Self.barHeight + 1
        }
        return y + (subjects.count > 1 ? 4 : 1)
    }

    private static func middle(_ lens: Lens) -> AddressRange {
        let byte = lens.focus.start + lens.focus.size / 2
        return AddressRange(byte, byte + 1) ?? lens.focus
    }

    private func drawBadges(
        _ marked: [(number: Int, lens: Lens)], _ window: Window, at y: Int, into svg: inout SVGDocument
    ) {
        let sorted = marked.map {
            (number: $0.number, x: Page.left + window.column(Self.middle($0.lens).start), lens: $0.lens)
        }
        .sorted { ($0.x, $0.number) < ($1.x, $1.number) }
        // From the right, so that the last stays on the page; then from the left, so that none overlap.
        var places = sorted.map(\.x)
        var limit = Page.right - 9
        for index in places.indices.reversed() {
            places[index] = min(places[index], limit)
            limit = places[index] - 22
        }
        var leaders = SVGPath()
        for (index, mark) in sorted.enumerated() {
            let x = max(places[index], Page.left + 9 + 22 * index)
            leaders.line([(x, y + 14), (mark.x, y + 19)])
            drawExtent(mark.lens, window, at: y + 18, into: &svg)
            svg.badge(x, y + 7, mark.number)
        }
        svg.stroke(leaders, Palette.ink)
    }

    /// How much of the row the lens shows.
    private func drawExtent(_ lens: Lens, _ window: Window, at y: Int, into svg: inout SVGDocument) {
        guard let whole = AddressRange(lens.window.start, lens.window.end),
            let (x, width) = window.extent(whole, minimum: 1)
        else { return }
        svg.rect(Page.left + x, y, width, 1, fill: Palette.ink)
    }

    private func drawGap(_ start: UInt64, _ end: UInt64, at y: Int, into svg: inout SVGDocument) -> Int {
        var zigzag = SVGPath()
        zigzag.line((0...32).map { (x: Page.left + $0 * 4, y: y + ($0 % 2 == 0 ? 6 : 10)) })
        svg.stroke(zigzag, Palette.soft)
        var text = "\(ByteCount.text(end - start)) without memory left out"
        if let gap = AddressRange(start, end) {
            let holes = subjects.map { $0.ranges(.noMap).intersection(AddressSet([gap])) }.max {
                $0.byteCount < $1.byteCount
            }
            if let holes, !holes.isEmpty {
                text +=
                    ", among it \(ByteCount.text(holes.byteCount)) no-map in \(PictureText.count(holes.ranges.count, "range"))"
            }
        }
        svg.text(Page.left + 138, y + 12, text, .init(size: 10, fill: Palette.soft))
        return y + 17
    }
}
