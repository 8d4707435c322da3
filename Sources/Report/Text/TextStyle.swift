/// How text is drawn: with or without colour.
public struct TextStyle: Sendable {
    /// Whether to emit ANSI colour.
    public let isColored: Bool

    /// A style.
    public init(isColored: Bool) { self.isColored = isColored }

    func bold(_ text: String) -> String { wrap(text, "1") }
    func dim(_ text: String) -> String { wrap(text, "2") }
    func good(_ text: String) -> String { wrap(text, "32") }
    func warning(_ text: String) -> String { wrap(text, "33") }
    func bad(_ text: String) -> String { wrap(text, "31") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
