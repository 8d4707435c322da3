import Arm64

/// Draws one window of one map: the band of features above, the leaves below it.
struct Strip {
    /// Height of the band above the leaves.
    static let bandHeight = 5
    /// Nothing that matters is drawn narrower than this.
    static let minimumWidth = 3
    /// With more runs of feet and gaps than this, feet are drawn at their own width.
    private static let crowd = 96

    let window: Window
    let subject: Subject
    let x: Int
    let y: Int
    /// Height of the leaves.
    let height: Int
    /// Runs at least this wide carry their leaf size.
    let labelWidth: Int

    private struct Run {
        let x: Int
        let width: Int
        let column: Column
    }

    private var top: Int { y + Self.bandHeight }

    /// Draws the strip.
    func draw(into svg: inout SVGDocument) {
        let columns = Columns.of(window, subject)
        svg.rect(x, top, Window.columns, height, fill: Palette.empty)
        let runs = Self.runs(
            columns.map { column in
                var body = column
                body.finest = nil
                return body
            })
        drawBodies(runs, into: &svg)
        drawMarks(runs, into: &svg)
        drawFeet(columns, into: &svg)
        drawFeatures(into: &svg)
        drawLabels(runs, into: &svg)
    }

    private static func runs(_ columns: [Column]) -> [Run] {
        var result: [Run] = []
        var start = 0
        for index in 1...columns.count where index == columns.count || columns[index] != columns[start] {
            result.append(Run(x: start, width: index - start, column: columns[start]))
            start = index
        }
        return result
    }

    private func drawBodies(_ runs: [Run], into svg: inout SVGDocument) {
        var leaves = Array(repeating: SVGPath(), count: LeafClass.allCases.count)
        var holes = SVGPath()
        for run in runs {
            switch run.column.content {
            case .empty: break
            case .hole: holes.add(x + run.x, top, run.width, height)
            case .leaf(let leaf):
                let tall = bodyHeight(run)
                let width = run.column.sparse ? max(run.width, 2) : run.width
                leaves[leaf.rawValue].add(
                    x + min(run.x, Window.columns - width), top + height - tall, width, tall)
            }
        }
        for leaf in LeafClass.allCases { svg.path(leaves[leaf.rawValue], fill: leaf.fill) }
        svg.path(holes, fill: Palette.hole)
    }

    private func bodyHeight(_ run: Run) -> Int { run.column.sparse ? height * 3 / 5 : height }

    private func drawMarks(_ runs: [Run], into svg: inout SVGDocument) {
        var invalid = SVGPath()
        var uncertain = SVGPath()
        for run in runs {
            let tall = bodyHeight(run)
            if run.column.invalid { invalid.add(x + run.x, top + height - tall, run.width, tall) }
            if run.column.uncertain { uncertain.add(x + run.x, top + height - tall, run.width, tall) }
        }
        svg.path(invalid, fill: Palette.invalid)
        svg.path(uncertain, fill: Palette.uncertain)
    }

    /// The finest leaf of each column, at the foot of its bar: coarsest first, so that the finest stays on top.
    private func drawFeet(_ columns: [Column], into svg: inout SVGDocument) {
        var white = SVGPath()
        var feet = Array(repeating: SVGPath(), count: LeafClass.allCases.count)
        let runs = Self.runs(columns.map { Column(finest: $0.finest, sparse: $0.sparse) })
        // Where feet stand close together, widening them would paint the whole strip in the finest leaf.
        let isCrowded = runs.count > Self.crowd
        for run in runs {
            guard let finest = run.column.finest else { continue }
            let foot = run.column.sparse ? height / 5 : height / 3
            let width = max(run.width, isCrowded ? 1 : Self.minimumWidth)
            let left = x + min(run.x, Window.columns - width)
            white.add(left, top + height - foot - 1, width, 1)
            feet[finest.rawValue].add(left, top + height - foot, width, foot)
        }
        svg.path(white, fill: "#ffffff")
        for leaf in LeafClass.allCases.reversed() { svg.path(feet[leaf.rawValue], fill: leaf.fill) }
    }

    private func drawFeatures(into svg: inout SVGDocument) {
        for feature in Feature.allCases.reversed() {
            var band = SVGPath()
            var lastEnd = -1
            var outline = SVGPath()
            for range in subject.ranges(feature).ranges {
                guard let (left, width) = window.extent(range, minimum: Self.minimumWidth) else { continue }
                // Neighbours too near to tell apart become one mark.
                guard left + width > lastEnd else { continue }
                lastEnd = left + width
                band.add(x + left, y, width, Self.bandHeight - 1)
                if feature == .crashKernel { outline.add(x + left, y, width, height + Self.bandHeight) }
            }
            svg.path(band, fill: feature.fill)
            svg.stroke(outline, feature.fill, width: "1.5", "stroke-dasharray=\"5 2\"")
        }
    }

    private func drawLabels(_ runs: [Run], into svg: inout SVGDocument) {
        for run in runs where run.width >= labelWidth && !run.column.sparse {
            let middle = x + run.x + run.width / 2
            let size = height >= 18 ? 11 : 10
            let base = top + height / 2 + (size * 2 + 2) / 5
            switch run.column.content {
            case .empty where run.width >= 90:
                svg.text(middle, base, "no memory", .init(size: size, fill: Palette.soft, anchor: .middle))
            case .empty, .hole: break
            case .leaf(let leaf):
                let name = PictureText.short(leaf.reach(subject.granule))
                // Marks would make the text hard to read: it gets a plate.
                if run.column.invalid || run.column.uncertain {
                    let width = PictureText.width(name, size: size) + 10
                    svg.rect(middle - width / 2, base - size + 1, width, size + 1, fill: leaf.fill)
                }
                svg.text(middle, base, name, .init(size: size, fill: leaf.textFill, anchor: .middle))
            }
        }
    }
}
