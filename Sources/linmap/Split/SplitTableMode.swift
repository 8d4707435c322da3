import LiveSplit
import Report

/// `linmap split --table`: every strategy at every level under every handler, as far as they were not narrowed.
struct SplitTableMode {
    let command: SplitCommand

    func run() throws {
        let options = command.search
        let handlers = options.handler.isEmpty ? ConflictHandler.allCases : options.handlers
        let results = try (options.strategy.isEmpty ? Strategy.all : options.strategies).flatMap { strategy in
            try (options.levels ?? BBMLevel.allCases).flatMap { bbm in
                try handlers.map { handler in
                    try StrategySearch(strategy: strategy, bbm: bbm, handler: handler)
                        .result(limit: options.stateLimit)
                }
            }
        }
        let text =
            switch command.format {
            case .text: SplitText.render(table: results, style: command.output.style)
            case .json: JSONText.render(SplitDocument(table: results))
            }
        try command.write(text, isComplete: results.allSatisfy(\.isComplete))
    }
}
