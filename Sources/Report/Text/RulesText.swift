import Arm64
public import LinearMap

/// `linmap rules`: the list, and one rule in plain words.
public enum RulesText {
    /// One line a rule.
    public static func list(_ rules: [Rule]) -> String {
        var columns = TextColumns(.left, .left, .left)
        for rule in rules { columns.add(rule.id, rule.versions.text, rule.title) }
        return columns.lines(indent: 0).joined(separator: "\n") + "\n"
    }

    /// Everything about one rule.
    public static func explain(_ rule: Rule, style: TextStyle) -> String {
        var lines = [
            style.bold(rule.title), "", "rule      \(rule.id)", "versions  \(rule.versions.text)", "",
        ]
        lines += wrapped(rule.says, width: 80) + [""]
        lines += wrapped(rule.explanation, width: 80) + ["", "Sources"]
        lines += rule.sources.flatMap { source in
            wrapped(source, width: 76).enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
