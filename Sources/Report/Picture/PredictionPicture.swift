import Arm64
public import LinearMap

/// The linear map as a picture: physical memory in rows, each leaf size a colour, with lenses on the places
/// where leaves are too small to be seen at the scale of the whole.
///
/// The picture stands alone (no fonts, scripts or links), its size in elements does not depend on the map,
/// and equal predictions give equal bytes.
public enum PredictionPicture {
    /// The picture of one prediction, as an SVG document.
    public static func svg(_ prediction: Prediction) -> String {
        draw([Subject(prediction)])
    }

    /// Two predictions strip above strip, with one scale and the same lenses: what a change would do.
    public static func svg(before: Prediction, after: Prediction) -> String {
        draw([Subject(before, letter: "A", role: "before"), Subject(after, letter: "B", role: "after")])
    }

    /// Both maps of a what-if, with what was changed and what that leaves open.
    public static func svg(_ whatIf: WhatIf) -> String {
        let changes = whatIf.changes.map(\.text).joined(separator: " ")
        return draw([
            Subject(whatIf.before, letter: "A", role: "before"),
            Subject(
                whatIf.after, letter: "B", role: "after", unknowns: whatIf.unknowns,
                changes: changes.isEmpty ? "" : "Changed: \(changes)"),
        ])
    }

    private static func draw(_ subjects: [Subject]) -> String {
        var svg = SVGDocument()
        var y = Page.margin
        let scale = RowScale(AddressSet(subjects.flatMap(\.memory.ranges)))
        y = Header(subjects: subjects).draw(at: y, into: &svg)
        y = Legend(subjects: subjects).draw(at: y, into: &svg)
        var choice: LensChoice?
        if let row = scale.rows.first {
            let lenses = LensChoice(subjects, row: row)
            y = Overview(subjects: subjects, scale: scale, lenses: lenses.lenses).draw(at: y, into: &svg)
            y = LensPanels(subjects: subjects, lenses: lenses.lenses, row: row).draw(at: y, into: &svg)
            choice = lenses
        }
        y = Notes(subjects: subjects, row: scale.rows.first, omitted: choice?.omitted ?? 0).draw(
            at: y, into: &svg)
        let header = Header(subjects: subjects)
        return svg.finished(
            width: Page.width, height: y + Page.margin, title: header.title, description: header.summary)
    }
}

/// Where things stand on the page, in pixels.
enum Page {
    static let margin = 24
    static let width = Page.left + Window.columns + 26
    /// Left edge of the strips.
    static let left = 150
    static let right = Page.left + Window.columns
    /// Distance between lines of text.
    static let line = 18
}
