/// One strategy at one level: what can happen, and the shortest way to each outcome that should not.
struct SplitRunText {
    let result: SplitResult
    let style: TextStyle

    var lines: [String] {
        heading + [""] + SplitText.warning([result], style) + programs + outcomes + ways
    }

    private var programs: [String] {
        guard let script = result.script else { return [] }
        let lines = script.split(separator: "\n").map { "  " + printable(String($0)) }
        return [style.bold("T0 changes the map, T1 uses it meanwhile")] + lines + [""]
    }

    private var heading: [String] {
        var columns = TextColumns(.left, .left)
        columns.add("strategy", result.strategy)
        columns.add("FEAT_BBM", "level \(result.bbm)")
        columns.add("handler", result.handler)
        columns.add(
            "searched",
            "\(SplitText.count(result.statesExplored)) states, \(result.isComplete ? "all there are" : "not all there are")"
        )
        if let rules = result.rules { columns.add("rules", Self.words(rules)) }
        let summary = wrapped(printable(result.summary), width: 96)
        return columns.lines(indent: 0) + (summary.isEmpty ? [] : [""] + summary)
    }

    private static func words(_ rules: String) -> String {
        switch rules {
        case "ok": "kept: no TLB ever holds translations that must not live together"
        case "violation": "broken: a TLB may hold translations that must not live together"
        default: "not known"
        }
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
            ["", style.bold("The shortest way to \($0.name)")] + SplitWitnessText.lines($0.witness, $0.moves)
        }
    }
}

/// A run, as numbered lines, and its moves for `--replay`.
enum SplitWitnessText {
    static func lines(_ steps: [String], _ moves: [String]) -> [String] {
        let width = String(steps.count).count
        let trace = steps.enumerated().flatMap { index, step -> [String] in
            let number = String(index + 1)
            let head = "  \(String(repeating: " ", count: width - number.count))\(number). "
            return wrapped(printable(step), width: 100 - head.count).enumerated().map {
                ($0.offset == 0 ? head : String(repeating: " ", count: head.count)) + $0.element
            }
        }
        return moves.isEmpty ? trace : trace + ["  moves: \(moves.joined(separator: " "))"]
    }
}
