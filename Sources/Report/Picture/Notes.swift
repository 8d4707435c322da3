import Arm64
import LinearMap

/// What the picture cannot show, and what it shows larger than it is.
struct Notes {
    let subjects: [Subject]
    /// A row of the overview.
    let row: Window?
    /// Places that found no lens.
    let omitted: Int

    private static let unknowns = 6

    /// Draws the notes and returns where they end.
    func draw(at top: Int, into svg: inout SVGDocument) -> Int {
        var y = top + 6
        let limit = Page.width - 2 * Page.margin
        for line in unknown + reading {
            y += 16
            svg.text(
                Page.margin, y, PictureText.fitted(line, size: 11, limit: limit),
                .init(size: 11, fill: Palette.soft))
        }
        return y
    }

    private var unknown: [String] {
        subjects.flatMap { subject -> [String] in
            let all = subject.prediction.unknowns
            let letter = subject.letter.isEmpty ? "" : "\(subject.letter): "
            let lines = all.prefix(Self.unknowns).map {
                "\(letter)Unknown, \(ByteCount.text($0.effectBytes)): \($0.text)"
            }
            let rest = all.count - lines.count
            return lines + (rest > 0 ? ["\(letter)… and \(PictureText.count(rest, "smaller unknown"))"] : [])
        }
    }

    private var reading: [String] {
        guard let row else { return ["There is no memory to draw."] }
        var lines = [
            "A column has the colour of the leaf that maps most of it; the strip at its foot is the finest leaf in it, where that differs.",
            "A low bar stands where less than three quarters of a column is memory. Bands, outlines and strips are drawn at least 3 pixels wide, strips only where there is room.",
        ]
        let enlarged = Feature.allCases.compactMap { enlargement($0, row) }
        if !enlarged.isEmpty {
            lines.append("Wider than scale in the rows: \(enlarged.joined(separator: ", ")).")
        }
        if omitted > 0 {
            lines.append(
                "\(PictureText.count(omitted, "more place")) with small leaves or marks are not magnified.")
        }
        return lines
    }

    /// "KFENCE pool (384 times)", for the smallest of its ranges.
    private func enlargement(_ feature: Feature, _ row: Window) -> String? {
        let sizes = subjects.flatMap { $0.ranges(feature).ranges.map(\.size) }
        let drawn = UInt64(Strip.minimumWidth) * row.columnBytes
        guard let least = sizes.min(), least < drawn else { return nil }
        let times = drawn / least
        let word = feature == .noMap ? "no-map" : feature.name
        return "\(word) (\(sizes.count > 1 ? "up to " : "")\(times < 2 ? "less than 2" : "\(times)") times)"
    }
}
