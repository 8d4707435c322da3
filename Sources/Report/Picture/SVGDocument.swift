/// An SVG document under construction: elements are appended in drawing order, text is escaped.
struct SVGDocument {
    /// How a text is set.
    struct Style {
        var size = 12
        var bold = false
        var fill = Palette.ink
        var anchor = Anchor.start
    }

    /// Which end of a text its position names.
    enum Anchor: String {
        case start, middle, end
    }

    private(set) var body = ""

    /// A filled rectangle; `extra` holds further attributes, written by the caller and never from input.
    mutating func rect(_ x: Int, _ y: Int, _ width: Int, _ height: Int, fill: String, _ extra: String = "") {
        let more = extra.isEmpty ? "" : " " + extra
        body +=
            "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" fill=\"\(fill)\"\(more)/>\n"
    }

    /// One filled path; nothing is written for an empty one.
    mutating func path(_ path: SVGPath, fill: String, _ extra: String = "") {
        guard !path.data.isEmpty else { return }
        let more = extra.isEmpty ? "" : " " + extra
        body += "<path d=\"\(path.data)\" fill=\"\(fill)\"\(more)/>\n"
    }

    /// A stroked path.
    mutating func stroke(_ path: SVGPath, _ colour: String, width: String = "1", _ extra: String = "") {
        self.path(
            path, fill: "none",
            "stroke=\"\(colour)\" stroke-width=\"\(width)\"" + (extra.isEmpty ? "" : " " + extra))
    }

    /// A line of text; what XML does not allow is replaced, and markup is escaped.
    mutating func text(_ x: Int, _ y: Int, _ text: String, _ style: Style = Style()) {
        var attributes = "x=\"\(x)\" y=\"\(y)\" font-size=\"\(style.size)\" fill=\"\(style.fill)\""
        if style.bold { attributes += " font-weight=\"600\"" }
        if style.anchor != .start { attributes += " text-anchor=\"\(style.anchor.rawValue)\"" }
        body += "<text \(attributes)>\(PictureText.escaped(text))</text>\n"
    }

    /// A numbered badge.
    mutating func badge(_ x: Int, _ y: Int, _ number: Int) {
        rect(x - 9, y - 8, 18, 16, fill: Palette.ink, "rx=\"8\"")
        text(x, y + 4, "\(number)", Style(size: 11, bold: true, fill: "#ffffff", anchor: .middle))
    }

    /// The finished document.
    func finished(width: Int, height: Int, title: String, description: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
        role="img" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif">
        <title>\(PictureText.escaped(title))</title>
        <desc>\(PictureText.escaped(description))</desc>
        \(Palette.definitions)
        <rect width="\(width)" height="\(height)" fill="#ffffff"/>
        \(body)</svg>

        """
    }
}

/// The data of a path that grows by rectangles and lines: thousands of runs stay one element.
struct SVGPath {
    private(set) var data = ""

    /// Adds a rectangle.
    mutating func add(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
        data += "M\(x) \(y)h\(width)v\(height)h\(-width)z"
    }

    /// Adds a polyline. Odd widths look sharp on half pixels, so half a pixel is added to everything.
    mutating func line(_ points: [(x: Int, y: Int)]) {
        for (index, point) in points.enumerated() {
            data += "\(index == 0 ? "M" : "L")\(point.x).5 \(point.y).5"
        }
    }
}
