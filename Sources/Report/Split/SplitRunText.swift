/// One strategy at one level: what can happen, and the shortest way to each outcome that should not.
struct SplitRunText {
    let result: SplitResult
    let style: TextStyle

    var lines: [String] { heading + [""] + SplitText.warning([result], style) + outcomes + ways }

    private var heading: [String] {
        var columns = TextColumns(.left, .left)
        columns.add("strategy", result.strategy)
        columns.add("FEAT_BBM", "level \(result.bbm)")
        columns.add("handler", result.handler)
        columns.add("hypervisor", result.hypervisor)
        columns.add(
            "searched",
            "\(SplitText.count(result.statesExplored)) states, \(result.isComplete ? "all there are" : "not all there are")"
        )
        return columns.lines(indent: 0) + [""] + wrapped(printable(result.summary), width: 96)
    }

    private var outcomes: [String] {
        var columns = TextColumns(.left, .left)
        for outcome in result.outcomes {
            let word =
                switch outcome.reachable {
                case true?: "can happen"
                case false?: "cannot happen"
                case nil: "not known"
                }
            columns.add(outcome.name, word)
        }
        return [style.bold("Outcomes")] + zip(columns.lines(indent: 2), result.outcomes).map(colored)
    }

    private func colored(_ line: String, _ outcome: SplitResult.Outcome) -> String {
        switch outcome.reachable {
        case true?: outcome.name == "safe" ? style.good(line) : style.bad(line)
        case false?: style.dim(line)
        case nil: style.warning(line)
        }
    }

    private var ways: [String] {
        result.outcomes.filter { !$0.witness.isEmpty }.flatMap {
            ["", style.bold("The shortest way to \($0.name)")] + SplitWitnessText.lines($0.witness)
        }
    }
}

/// A run, as numbered lines.
enum SplitWitnessText {
    static func lines(_ steps: [String]) -> [String] {
        let width = String(steps.count).count
        return steps.enumerated().map { index, step in
            let number = String(index + 1)
            return "  \(String(repeating: " ", count: width - number.count))\(number). \(printable(step))"
        }
    }
}
