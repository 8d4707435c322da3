import ArgumentParser
import LiveSplit
import Report

/// `linmap split --scenario`.
struct SplitScenarioMode {
    let command: SplitCommand
    let file: String

    func run() throws {
        let scenario = try ScenarioFile.read(file)
        let named = command.search.levels ?? scenario.expectedLevels
        // Each once, however often it was named.
        let machines = try BBMLevel.allCases.filter(named.contains).map { level in
            var scenario = scenario
            scenario.bbm = level
            return try ScenarioFile.machine(scenario, from: file)
        }
        if command.replay != nil || command.forceConflict != nil {
            guard machines.count == 1, let machine = machines.first else {
                throw Failure.usage("one run needs one level, and the scenario names several: give --bbm")
            }
            return try SplitOneRun(command: command, name: name(of: machine), machine: machine, place: file)
                .run()
        }
        try answer(machines)
    }

    private func name(of machine: Machine) -> SplitOneRun.Name {
        let name = machine.scenario.name
        return .init(
            strategy: name.isEmpty ? (file == "-" ? "standard input" : file) : name,
            summary: machine.scenario.citation, handler: "as written")
    }

    private func answer(_ machines: [Machine]) throws {
        let limit = command.search.stateLimit
        let results = machines.map { machine in
            let name = name(of: machine)
            return SplitResult(
                strategy: name.strategy, summary: name.summary, handler: name.handler, machine,
                Explorer(stateLimit: limit).explore(machine), limit: limit)
        }
        let style = command.output.style
        let text =
            switch command.format {
            case .text: SplitText.render(scenario: results, style: style)
            case .json: JSONText.render(SplitDocument(results))
            }
        let answers = results.flatMap(\.answers)
        // An answer found before the search was cut off stands; one that was not found does not.
        let isKnown =
            answers.isEmpty ? results.allSatisfy(\.isComplete) : !answers.contains { $0.answer == "unknown" }
        try command.write(text, isComplete: isKnown)
        if let wrong = answers.first(where: { !$0.isAsExpected }) {
            let count = answers.count { !$0.isAsExpected }
            Failure.tell(
                "\(wrong.id) is \(wrong.answer) at level \(wrong.bbm), but \(wrong.expected ?? "an answer") was expected\(count > 1 ? "; so are \(count - 1) more" : "")"
            )
            throw ExitCode(1)
        }
    }
}
