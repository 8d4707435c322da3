/// Where a text of a picture stands, by a guess at its width.
struct TextBox {
    let text: String
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    /// The box of a text element.
    init?(_ element: XMLChecker.Element) {
        func number(_ key: String) -> Double? { element.attributes[key].flatMap { Double($0) } }
        guard let x = number("x"), let y = number("y"), let size = number("font-size") else { return nil }
        text = element.text
        let width = Double(element.text.unicodeScalars.count) * size * 0.58
        switch element.attributes["text-anchor"] {
        case "middle": left = x - width / 2
        case "end": left = x - width
        default: left = x
        }
        right = left + width
        top = y - size * 0.75
        bottom = y + size * 0.2
    }

    /// Pairs of boxes that share area.
    static func collisions(_ boxes: [TextBox]) -> [(TextBox, TextBox)] {
        let sorted = boxes.sorted { $0.top < $1.top }
        var result: [(TextBox, TextBox)] = []
        for (index, first) in sorted.enumerated() {
            for second in sorted[(index + 1)...] {
                if second.top >= first.bottom { break }
                if first.left < second.right, second.left < first.right { result.append((first, second)) }
            }
        }
        return result
    }
}
