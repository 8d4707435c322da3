/// `linmap split` as text.
public enum SplitText {
    /// One strategy at one level.
    public static func render(_ result: SplitResult, style: TextStyle) -> String {
        text(SplitRunText(result: result, style: style).lines)
    }

    /// A scenario, at one level or several.
    public static func render(scenario results: [SplitResult], style: TextStyle) -> String {
        text(SplitScenarioText(results: results, style: style).lines)
    }

    /// A matrix.
    public static func render(table results: [SplitResult], style: TextStyle) -> String {
        text(SplitTableText(results: results, style: style).lines)
    }

    /// A host.
    public static func render(_ report: SplitHostReport, style: TextStyle) -> String {
        text(SplitHostText(report: report, style: style).lines)
    }

    private static func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

    /// "12,345".
    static func count(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { index in
            (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
        }.joined()
    }

    /// Says loudly that a search was cut off.
    static func warning(_ results: [SplitResult], _ style: TextStyle) -> [String] {
        let cut = results.filter { !$0.isComplete }
        guard let first = cut.first, let why = first.cutOff else { return [] }
        let which = cut.count > 1 ? " in \(cut.count) of \(results.count) searches" : ""
        let text =
            "NOT COMPLETE\(which): \(why). What was found does happen; what was not found is not known."
        return wrapped(printable(text), width: 94).map { style.bad($0) } + [""]
    }
}

extension SplitText {
    /// One run, which was no search.
    public static func render(oneRun result: SplitResult, style: TextStyle) -> String {
        var columns = TextColumns(.left, .left)
        columns.add("strategy", printable(result.strategy))
        columns.add("FEAT_BBM", "level \(result.bbm)")
        columns.add("handler", result.handler)
        let shown = result.outcomes.filter { $0.reachable == true }
        columns.add(
            "it ends in",
            shown.isEmpty ? "nothing that has a class" : shown.map(\.name).joined(separator: ", "))
        let lines =
            columns.lines(indent: 0) + ["", style.bold("The run")]
            + SplitWitnessText.lines(result.run, [])
        return lines.joined(separator: "\n") + "\n"
    }
}
