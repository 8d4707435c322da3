/// Strategies by levels by handlers: what can go wrong in each.
struct SplitTableText {
    let results: [SplitResult]
    let style: TextStyle

    var lines: [String] {
        let states = results.reduce(0) { $0 + $1.statesExplored }
        var lines = SplitText.warning(results, style)
        lines += rows(results)
        lines += ["", style.dim("\(results.count) searches, \(SplitText.count(states)) states.")]
        return lines
    }

    /// A row for each result; what repeats in the row above is left out.
    func rows(_ results: [SplitResult]) -> [String] {
        var columns = TextColumns(.left, .left, .left, .left)
        columns.add("strategy", "level", "handler", "what can go wrong")
        var previous: SplitResult?
        for result in results {
            let isSame = previous?.strategy == result.strategy
            columns.add(
                isSame ? "" : result.strategy, isSame && previous?.bbm == result.bbm ? "" : "\(result.bbm)",
                result.handler, Self.words(result))
            previous = result
        }
        let lines = columns.lines(indent: 2)
        return [style.bold(lines[0])]
            + zip(lines.dropFirst(), results).map { line, result in
                result.isComplete && result.bad.isEmpty ? style.good(line) : line
            }
    }

    static func words(_ result: SplitResult) -> String {
        let bad = result.bad.joined(separator: ", ")
        guard result.isComplete else {
            return bad.isEmpty ? "not known: cut off" : "\(bad), and perhaps more"
        }
        return bad.isEmpty ? "nothing: safe" : bad
    }
}
