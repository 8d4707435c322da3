import Arm64
import LinearMap

/// What colours and patterns mean, with the bytes behind each.
struct Legend {
    let subjects: [Subject]

    /// Right edge of the first column of bytes, and the distance to the next.
    private static let numbers = 360
    private static let column = 140
    private static let places = 172
    private static let features = 620

    /// One leaf size, valid or not.
    private struct Key: Hashable {
        let leaf: LeafClass
        let valid: Bool
    }

    /// Draws the legend and returns where it ends.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        let left = drawLeaves(at: top + 10, into: &svg)
        let right = drawFeatures(at: top + 10, into: &svg)
        return max(left, right) + 16
    }

    private func bytes(_ key: Key, _ subject: Subject) -> UInt64 {
        subject.prediction.layout.totals
            .filter { LeafClass($0.leaf, subject.granule) == key.leaf && $0.valid == key.valid }
            .reduce(0) { $0 + $1.bytes }
    }

    private func drawLeaves(at top: Int, into svg: inout SVGDocument) -> Int {
        var y = top
        svg.text(Page.margin, y, "Leaves", .init(size: 12, bold: true))
        for (index, subject) in subjects.enumerated() where !subject.letter.isEmpty {
            let right = Self.numbers + Self.column * index
            svg.text(right, y, "\(subject.letter) \(subject.role)", .init(size: 12, bold: true, anchor: .end))
        }
        for leaf in LeafClass.allCases.reversed() {
            for valid in [true, false] {
                let key = Key(leaf: leaf, valid: valid)
                let amounts = subjects.map { bytes(key, $0) }
                guard amounts.contains(where: { $0 > 0 }) else { continue }
                y += Page.line
                drawSwatch(y, leaf.fill, valid ? nil : Palette.invalid, into: &svg)
                drawRow(y, name(key), amounts, into: &svg)
            }
        }
        let uncertain = subjects.map { subject in
            subject.segments.filter { !$0.certain }.reduce(0) { $0 + $1.range.size }
        }
        if uncertain.contains(where: { $0 > 0 }) {
            y += Page.line
            drawSwatch(y, Palette.faint, Palette.uncertain, into: &svg)
            drawRow(y, "of these, uncertain", uncertain, into: &svg)
        }
        return y
    }

    private func name(_ key: Key) -> String {
        var names: [String] = []
        for subject in subjects {
            let name = key.leaf.name(subject.granule)
            if !names.contains(name) { names.append(name) }
        }
        if names.count > 1 {
            // Page sizes differ: both sizes, one word.
            let sizes = subjects.map { PictureText.short(key.leaf.reach($0.granule)) }.joined(
                separator: " | ")
            let words = names[0].split(separator: " ").dropFirst(2).joined(separator: " ")
            names = ["\(sizes) \(words)"]
        }
        return names[0] + (key.valid ? "" : ", invalid")
    }

    private func drawSwatch(_ y: Int, _ fill: String, _ pattern: String?, into svg: inout SVGDocument) {
        svg.rect(Page.margin, y - 11, 26, 13, fill: fill)
        if let pattern { svg.rect(Page.margin, y - 11, 26, 13, fill: pattern) }
    }

    private func drawRow(_ y: Int, _ name: String, _ amounts: [UInt64], into svg: inout SVGDocument) {
        let fitted = PictureText.fitted(name, size: 12, limit: Self.numbers - Page.margin - 36 - 64)
        svg.text(Page.margin + 36, y, fitted)
        for (index, amount) in amounts.enumerated() {
            let right = Self.numbers + Self.column * index
            guard amount > 0 else {
                svg.text(right, y, "–", .init(fill: Palette.soft, anchor: .end))
                continue
            }
            svg.text(right, y, ByteCount.text(amount), .init(anchor: .end))
            let whole = subjects[index].prediction.layout.mappedBytes
            svg.text(
                right + 56, y, PictureText.percent(amount, of: whole), .init(fill: Palette.soft, anchor: .end)
            )
        }
    }

    private func drawFeatures(at top: Int, into svg: inout SVGDocument) -> Int {
        var y = top
        svg.text(Self.features, y, "What the memory is", .init(size: 12, bold: true))
        for feature in Feature.allCases {
            let sets = subjects.map { $0.ranges(feature) }
            guard sets.contains(where: { !$0.isEmpty }) else { continue }
            y += Page.line
            if feature == .noMap { svg.rect(Self.features, y - 11, 26, 13, fill: Palette.hole) }
            svg.rect(Self.features, y - 11, 26, 4, fill: feature.fill)
            if feature == .crashKernel {
                var outline = SVGPath()
                outline.add(Self.features, y - 11, 26, 13)
                svg.stroke(outline, feature.fill, width: "1.5", "stroke-dasharray=\"5 2\"")
            }
            svg.text(Self.features + 36, y, feature.name)
            let limit = Page.width - Page.margin - Self.features - Self.places
            svg.text(
                Self.features + Self.places, y, PictureText.fitted(place(sets), size: 12, limit: limit),
                .init(fill: Palette.soft))
        }
        y += Page.line
        svg.rect(Self.features, y - 11, 26, 13, fill: Palette.empty)
        svg.text(Self.features + 36, y, "no memory at these addresses")
        return y
    }

    private func place(_ sets: [AddressSet]) -> String {
        guard let first = sets.first else { return "" }
        if sets.allSatisfy({ $0 == first }) { return Self.place(first) }
        return zip(subjects, sets).map { "\($0.letter): \(Self.start($1))" }.joined(separator: ", ")
    }

    /// As short as it can be said, where two must fit.
    private static func start(_ set: AddressSet) -> String {
        guard let first = set.ranges.first else { return "none" }
        let rest = set.ranges.count > 1 ? " and on" : ""
        return "\(ByteCount.text(set.byteCount)) at \(ByteCount.hex(first.start))\(rest)"
    }

    private static func place(_ set: AddressSet) -> String {
        let bytes = ByteCount.text(set.byteCount)
        guard let first = set.ranges.first else { return "none" }
        if set.ranges.count == 1 { return "\(bytes) at \(PictureText.span(first))" }
        return "\(bytes) in \(set.ranges.count) ranges, first \(PictureText.span(first))"
    }
}
