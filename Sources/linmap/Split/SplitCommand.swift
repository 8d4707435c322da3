import ArgumentParser
import LiveSplit
import Report

/// `linmap split`.
struct SplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Say what can happen when a live translation changes its size.",
        discussion:
            "Every order and every choice that the architecture leaves to the hardware is tried on an abstract machine. Nothing is changed anywhere."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var search: SearchArguments
    @Flag(name: .long, help: "Print the whole matrix: strategy, level, handler.") var table = false
    @Option(
        name: .long,
        help: ArgumentHelp("Answer a scenario's questions; - is standard input.", valueName: "file"))
    var scenario: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Take level, host or guest, and costs from a captured host.", valueName: "snapshot"))
    var host: String?
    @Option(
        name: .long, help: ArgumentHelp("With --host: the physical range to split.", valueName: "start-end"))
    var range: String?
    @Option(name: .long, help: ArgumentHelp("Make the runs in a witness again.", valueName: "file"))
    var replay: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Raise a conflict abort at these accesses, in one run.", valueName: "n,..."))
    var forceConflict: String?
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        try checkModes()
        if let scenario {
            try SplitScenarioMode(command: self, file: scenario).run()
        } else if let host {
            try SplitHostMode(command: self, snapshot: host).run()
        } else if table {
            try SplitTableMode(command: self).run()
        } else {
            try SplitStrategyMode(command: self).run()
        }
    }

    /// Options that exclude each other, or need another.
    private func checkModes() throws {
        let modes = [
            scenario.map { _ in "--scenario" }, host.map { _ in "--host" }, table ? "--table" : nil,
        ].compactMap { $0 }
        if modes.count > 1 { throw Failure.usage("\(modes[0]) and \(modes[1]) exclude each other") }
        if scenario != nil, let option = search.named.first {
            throw Failure.usage(
                "\(option) does not go with --scenario, which has its own programs and handlers")
        }
        if range != nil, host == nil { throw Failure.usage("--range needs --host") }
        if host != nil, !search.bbm.isEmpty {
            throw Failure.usage("--bbm does not go with --host, which has a level of its own")
        }
        let single = replay.map { _ in "--replay" } ?? forceConflict.map { _ in "--force-conflict" }
        if let single, let mode = modes.first, mode != "--scenario" {
            throw Failure.usage("\(single) needs one strategy or one scenario, not \(mode)")
        }
        if replay != nil, forceConflict != nil {
            throw Failure.usage("--replay and --force-conflict exclude each other")
        }
        if modes.isEmpty, search.strategy.isEmpty {
            throw Failure.usage(
                "nothing to do: give --strategy and --bbm, --table, --scenario or --host; see linmap split --help"
            )
        }
    }

    /// Writes results, and ends with status 1 where a search was cut off.
    func write(_ text: String, isComplete: Bool) throws {
        try output.write(text)
        guard isComplete else {
            Failure.tell("a search was cut off: what it did not find is not known (--state-limit)")
            throw ExitCode(1)
        }
    }
}
