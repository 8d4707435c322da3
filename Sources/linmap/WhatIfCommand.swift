import ArgumentParser
import HostFacts
import LinearMap
import Report
import Snapshot

/// `linmap whatif`.
struct WhatIfCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whatif", abstract: "Say what a change would do to the map, and what it costs.",
        discussion:
            "Reservations are simulated anew on the captured memory, then the map is predicted. Nothing is changed anywhere."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, svg
    }

    @OptionGroup var input: SnapshotArguments
    @OptionGroup var options: ChangeArguments
    @Flag(name: .long, help: "Add what each step of the map's history would give this host.")
    var history = false
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        let changes = try options.changes()
        try input.render(to: output) { (snapshot) throws(InputError) in
            let host = try Gather.facts(snapshot)
            do throws(ChangeOptions.Refusal) {
                try WhatIf.check(changes, on: host)
            } catch {
                throw InputError(.badData, file: snapshot.name, error.text)
            }
            let before = try MappedHost.predict(host, of: snapshot)
            let whatIf = WhatIf(before, changes)
            let past = history ? MapHistory(before, changes) : nil
            switch format {
            case .text: return WhatIfText.render(whatIf, history: past, style: output.style)
            case .json: return JSONText.render(WhatIfDocument(whatIf, history: past))
            case .svg: return PredictionPicture.svg(whatIf)
            }
        }
    }
}

/// The changes, as options.
struct ChangeArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The kernel's command line says this of the key.", valueName: "key=value"))
    var cmdlineSet: [String] = []
    @Option(
        name: .long, help: ArgumentHelp("The kernel's command line does not name the key.", valueName: "key"))
    var cmdlineUnset: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Another kernel: a version, or one of kdump-series, kdump-unprotected, kfence-pool, bbml2, bbml3.",
            valueName: "kernel"))
    var kernel: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp("Another CPU: a MIDR in hexadecimal, or a core's name.", valueName: "core"))
    var midr: [String] = []
    @Option(
        name: .long, help: ArgumentHelp("The kernel is built with this.", valueName: "symbol=value"))
    var config: [String] = []
    @Option(name: .long, help: ArgumentHelp("4K, 16K or 64K.", valueName: "size"))
    var pageSize: [String] = []

    /// What they say; a contradiction is told on standard error and ends the command.
    func changes() throws -> [Change] {
        var options = ChangeOptions()
        options.set = cmdlineSet
        options.unset = cmdlineUnset
        options.kernel = kernel
        options.midr = midr
        options.config = config
        options.pageSize = pageSize
        do throws(ChangeOptions.Refusal) {
            return try options.changes
        } catch {
            throw Failure.usage(error.text)
        }
    }
}
