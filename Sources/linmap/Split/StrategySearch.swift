import LiveSplit
import Report

/// Searches one strategy at one level under one handler.
struct StrategySearch {
    let strategy: Strategy
    let bbm: BBMLevel
    let handler: ConflictHandler

    /// The machine of it. The scripts are the program's own; one that does not read is an error of the program.
    func machine() throws -> Machine {
        do throws(ScenarioError) {
            return try Machine(try strategy.scenario(bbm: bbm, handler: handler))
        } catch {
            throw Failure.bug("the script of \(strategy.name): \(error.message)")
        }
    }

    /// What is said of it.
    var name: SplitOneRun.Name {
        .init(
            strategy: strategy.name, summary: "\(strategy.summary) \(requirement) [\(strategy.source)]",
            handler: handler.rawValue)
    }

    private var requirement: String {
        switch strategy.needs {
        case .zero?: "Keeps to the rules at every level."
        case let level?: "Keeps to the rules from level \(level.rawValue) on."
        case nil: "Leaves out what every level needs."
        }
    }

    /// What a search finds.
    func result(limit: Int) throws -> SplitResult {
        let machine = try machine()
        var result = SplitResult(
            strategy: name.strategy, summary: name.summary, handler: name.handler, machine,
            Explorer(stateLimit: limit).explore(machine), limit: limit)
        // Scripts ask one question: about the rules.
        result.rules = result.answers.first?.answer
        result.answers = []
        result.script = strategy.text(handler)
        return result
    }
}
