import ArgumentParser
import LiveSplit

/// What is searched: strategies, levels, and what answers an abort.
struct SearchArguments: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("How the size is changed.", valueName: "name"))
    var strategy: [String] = []
    @Option(name: .long, help: ArgumentHelp("FEAT_BBM level: 0, 1, 2 or 3.", valueName: "level"))
    var bbm: [Int] = []
    @Option(name: .long, help: ArgumentHelp("What answers a TLB conflict abort.", valueName: "name"))
    var handler: [String] = []
    @Option(name: .long, help: ArgumentHelp("Give up a search after so many states.", valueName: "n"))
    var stateLimit = 4_000_000

    mutating func validate() throws {
        if let wrong = bbm.first(where: { BBMLevel(rawValue: $0) == nil }) {
            throw ValidationError("no FEAT_BBM level \(wrong); there are 0, 1, 2 and 3")
        }
        if !(1...20_000_000).contains(stateLimit) {
            throw ValidationError("--state-limit takes 1 to 20000000")
        }
        try check(strategy, "strategy", Strategy.all.map(\.name))
        try check(handler, "handler", ConflictHandler.allCases.map(\.rawValue))
    }

    private func check(_ names: [String], _ what: String, _ known: [String]) throws {
        if let wrong = names.first(where: { !known.contains($0) }) {
            throw ValidationError(
                "no \(what) is called '\(wrong)'; there are \(known.joined(separator: ", "))")
        }
    }

    /// The levels that were asked for; nil for none in particular.
    var levels: [BBMLevel]? { bbm.isEmpty ? nil : bbm.compactMap(BBMLevel.init) }

    /// Options that name strategies and handlers.
    var named: [String] {
        [
            strategy.isEmpty ? nil : "--strategy", handler.isEmpty ? nil : "--handler",
        ].compactMap { $0 }
    }
}

extension SearchArguments {
    /// The strategies that were named.
    var strategies: [Strategy] { strategy.compactMap(Strategy.named) }

    /// The handlers that were named.
    var handlers: [ConflictHandler] { handler.compactMap(ConflictHandler.init) }
}
