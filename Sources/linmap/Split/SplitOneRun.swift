import ArgumentParser
import LiveSplit
import Report

/// One run instead of a search: a witness made again, or conflicts forced.
struct SplitOneRun {
    /// What is run, in words.
    struct Name {
        var strategy: String
        var summary: String
        var handler: String
    }

    let command: SplitCommand
    let name: Name
    let machine: Machine
    /// The file the programs came from, for errors.
    let place: String

    func run() throws {
        let results: [SplitResult]
        if let file = command.replay {
            results = try WitnessFile.replay(file, on: machine).map { result($0.replay, $0.witness.moves) }
        } else {
            let replay = try forced().deterministicRun()
            results = [result(replay, [])]
        }
        let style = command.output.style
        switch command.format {
        case .json: try command.output.write(JSONText.render(SplitDocument(results)))
        case .text:
            try command.output.write(
                results.map { SplitText.render(oneRun: $0, style: style) }.joined(separator: "\n"))
        }
    }

    private func result(_ replay: Replay, _ moves: [String]) -> SplitResult {
        SplitResult(
            strategy: name.strategy, summary: name.summary, handler: name.handler,
            machine, oneRun: replay, moves: moves)
    }

    /// The machine with conflicts at the accesses that were named.
    private func forced() throws -> Machine {
        let accesses = machine.accesses
        var scenario = machine.scenario
        for word in (command.forceConflict ?? "").split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(word), accesses.indices ~= number - 1 else {
                let known = accesses.enumerated().map {
                    "\($0.offset + 1) is T\($0.element.thread)'s \(Self.words($0.element))"
                }
                throw Failure.usage(
                    "no access '\(word)' to force a conflict at; \(known.isEmpty ? "there is none" : known.joined(separator: ", "))"
                )
            }
            scenario.forcedConflicts.append(accesses[number - 1])
        }
        return try ScenarioFile.machine(scenario, from: place)
    }

    private static func words(_ access: Scenario.ForcedConflict) -> String {
        access.occurrence == 1 ? "access to \(access.page)" : "access \(access.occurrence) to \(access.page)"
    }
}
