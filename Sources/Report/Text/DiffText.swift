import Arm64
public import LinearMap

/// `linmap diff` as text.
public enum DiffText {
    /// Ranges of the map listed; the rest are counted.
    private static let listed = 12

    /// The text of `diff`.
    public static func render(_ diff: HostDiff, style: TextStyle) -> String {
        var lines = [
            "A  \(printable(diff.first.host.name))", "B  \(printable(diff.second.host.name))", "",
        ]
        if diff.isSame { lines += [style.good("Nothing that matters to the linear map differs."), ""] }
        lines += section("Facts that differ", facts(diff), style)
        lines += section("The map", map(diff), style) + section("Reasons that differ", reasons(diff), style)
        return Array(lines.reversed().drop { $0.isEmpty }.reversed()).joined(separator: "\n") + "\n"
    }

    private static func section(_ title: String, _ lines: [String], _ style: TextStyle) -> [String] {
        lines.isEmpty ? [] : [style.bold(title)] + lines + [""]
    }

    private static func facts(_ diff: HostDiff) -> [String] {
        diff.facts.flatMap { fact in
            ["  \(printable(fact.what))"] + side("A", fact.first) + side("B", fact.second)
        }
    }

    private static func side(_ letter: String, _ text: String?) -> [String] {
        let lines = wrapped(printable(text.map { $0.isEmpty ? "(no value)" : $0 } ?? "–"), width: 71)
        return lines.enumerated().map { ($0.offset == 0 ? "      \(letter)  " : "         ") + $0.element }
    }

    private static func map(_ diff: HostDiff) -> [String] {
        let first = diff.first, second = diff.second
        var columns = TextColumns(.left, .right, .right)
        columns.add("", "A", "B")
        columns.add("mapped in", first.mapping.rawValue.uppercased(), second.mapping.rawValue.uppercased())
        for total in diff.totals {
            let owner = total.first > 0 ? first.granule : second.granule
            columns.add(
                "  \(total.leaf.name(owner))\(total.valid ? "" : ", invalid")",
                total.first > 0 ? ByteCount.text(total.first) : "–",
                total.second > 0 ? ByteCount.text(total.second) : "–")
        }
        columns.add(
            "tables", ByteCount.text(first.layout.tables.bytes), ByteCount.text(second.layout.tables.bytes))
        let differing = diff.mapDifference
        guard !differing.isEmpty else {
            return columns.lines(indent: 2) + ["  Every byte has the same leaf on both."]
        }
        let ranges = differing.ranges.prefix(listed).map {
            "      \(ByteCount.hex($0.start))-\(ByteCount.hex($0.end)), \(ByteCount.text($0.size))"
        }
        let rest = differing.ranges.count - listed
        return columns.lines(indent: 2)
            + ["  \(ByteCount.text(differing.byteCount)) have another leaf, or one only on one side:"]
            + ranges
            + (rest > 0 ? ["      and \(rest) more ranges"] : [])
    }

    private static func reasons(_ diff: HostDiff) -> [String] {
        diff.rules.flatMap { rule in
            ["  \(rule.rule)"] + side("A", rule.first.map { "\($0.verdict.rawValue): \($0.text)" })
                + side("B", rule.second.map { "\($0.verdict.rawValue): \($0.text)" })
        }
    }
}
