import Arm64
import LinearMap

/// What the picture is about, in a few lines.
struct Header {
    let subjects: [Subject]

    /// The heading.
    var title: String {
        let names = subjects.map { release($0.prediction) }
        guard let first = names.first else { return "Linear map" }
        let same = names.allSatisfy { $0 == first }
        let both = same ? first : names.joined(separator: " and ")
        return PictureText.fitted(
            "Linear map of kernel \(both)", size: 20, limit: Page.width - 2 * Page.margin)
    }

    /// All of it in one line, for those who do not see the picture.
    var summary: String {
        let texts = subjects.map { subject in
            (subject.role.isEmpty ? "" : "\(subject.role): ") + what(subject.prediction) + "; "
                + certainty(subject)
        }
        return PictureText.fitted(texts.joined(separator: ". "), size: 12, limit: 4000)
    }

    /// Draws the header and returns where it ends.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        var y = top + 14
        svg.text(Page.margin, y, title, .init(size: 20, bold: true))
        for subject in subjects {
            let left = Page.margin + (subject.letter.isEmpty ? 0 : 74)
            if !subject.letter.isEmpty {
                svg.text(
                    Page.margin, y + 24, "\(subject.letter)  \(subject.role)", .init(size: 13, bold: true))
            }
            y += 24
            for (index, line) in lines(subject).enumerated() {
                if index > 0 { y += Page.line }
                let fitted = PictureText.fitted(line, size: 13, limit: Page.right - left)
                svg.text(left, y, fitted, .init(size: 13, fill: index == 0 ? Palette.ink : Palette.soft))
            }
        }
        return y + 14
    }

    private func release(_ prediction: Prediction) -> String {
        prediction.host.kernel?.release.value ?? "of unknown release (taken as \(prediction.version.text))"
    }

    private func lines(_ subject: Subject) -> [String] {
        let prediction = subject.prediction
        return [what(prediction)] + (subject.changes.isEmpty ? [] : [subject.changes])
            + [certainty(subject), tables(prediction.layout.tables)]
    }

    private func what(_ prediction: Prediction) -> String {
        var parts: [String] = []
        if subjects.count > 1 { parts.append(PictureText.fitted(release(prediction), size: 13, limit: 260)) }
        parts.append("\(prediction.granule.name) pages, mapped in \(prediction.mapping.rawValue)")
        parts.append("\(ByteCount.text(prediction.layout.mappedBytes)) mapped")
        parts.append("\(prediction.vaBits)-bit virtual addresses")
        parts.append("host \(prediction.host.name)")
        return parts.joined(separator: " · ")
    }

    private func certainty(_ subject: Subject) -> String {
        guard let most = subject.unknowns.first else {
            return "Exact: nothing that could change a leaf is unknown"
        }
        let count = PictureText.count(subject.unknowns.count, "unknown")
        let which = subject.unknowns.count > 1 ? "the largest touches" : "touching"
        return "Bounded: \(count), \(which) \(ByteCount.text(most.effectBytes)) (\(most.what))"
    }

    private func tables(_ tables: TableCount) -> String {
        let levels = [tables.level0, tables.level1, tables.level2, tables.level3].enumerated()
            .filter { $0.element > 0 }.map { "\($0.element) at level \($0.offset)" }
        guard !levels.isEmpty else { return "Tables: none beside the root" }
        return "Tables: \(ByteCount.text(tables.bytes)), \(levels.joined(separator: ", "))"
    }
}
