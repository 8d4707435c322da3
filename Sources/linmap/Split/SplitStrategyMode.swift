import LiveSplit
import Report

/// `linmap split --strategy NAME --bbm LEVEL`.
struct SplitStrategyMode {
    let command: SplitCommand

    func run() throws {
        let search = try search()
        if command.replay != nil || command.forceConflict != nil {
            return try SplitOneRun(
                command: command, name: search.name, machine: try search.machine(),
                place: search.strategy.name
            ).run()
        }
        let result = try search.result(limit: command.search.stateLimit)
        let text =
            switch command.format {
            case .text: SplitText.render(result, style: command.output.style)
            case .json: JSONText.render(SplitDocument([result]))
            }
        try command.write(text, isComplete: result.isComplete)
    }

    private func search() throws -> StrategySearch {
        let options = command.search
        guard options.strategy.count == 1, options.handler.count < 2, let strategy = options.strategies.first
        else {
            throw Failure.usage("one strategy and one handler, or several with --table")
        }
        guard let levels = options.levels, levels.count == 1 else {
            throw Failure.usage("--strategy needs one --bbm 0, 1, 2 or 3; --table takes several, or all")
        }
        return StrategySearch(strategy: strategy, bbm: levels[0], handler: options.handlers.first ?? .none)
    }
}
