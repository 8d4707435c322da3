/// The answers to a scenario's questions, level by level.
struct SplitScenarioText {
    let results: [SplitResult]
    let style: TextStyle

    var lines: [String] {
        // Without questions the outcomes are the answer.
        guard results.contains(where: { !$0.answers.isEmpty }) else {
            return Array(results.map { SplitRunText(result: $0, style: style).lines }.joined(separator: [""]))
        }
        return heading + [""] + SplitText.warning(results, style) + answers
    }

    private var heading: [String] {
        var columns = TextColumns(.left, .left)
        columns.add("scenario", printable(results.first?.strategy ?? ""))
        columns.add("FEAT_BBM", "level " + results.map { "\($0.bbm)" }.joined(separator: ", "))
        let states = results.reduce(0) { $0 + $1.statesExplored }
        let all = results.allSatisfy(\.isComplete) ? "all there are" : "not all there are"
        columns.add("searched", "\(SplitText.count(states)) states, \(all)")
        let words = results.first?.summary ?? ""
        return columns.lines(indent: 0)
            + (words.isEmpty ? [] : wrapped(printable(words), width: 96).map(style.dim))
    }

    private var answers: [String] {
        results.flatMap { result in result.answers.flatMap { answer($0) } }
    }

    private func answer(_ answer: SplitResult.Answer) -> [String] {
        let place = results.count > 1 ? " at level \(answer.bbm)" : ""
        var line = "\(printable(answer.id))\(place): \(style.bold(answer.answer))"
        if let expected = answer.expected {
            line += answer.isAsExpected ? ", as expected" : style.bad(", but \(expected) was expected")
        }
        var lines = [line] + wrapped(printable(answer.question), width: 92).map { "    " + style.dim($0) }
        if !answer.witness.isEmpty { lines += SplitWitnessText.lines(answer.witness, answer.moves) }
        return lines
    }
}
