import ArgumentParser
import Report
import TLB

/// `linmap cores`.
struct Cores: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the cores whose TLBs linmap simulates, or all that is known of one.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: ArgumentHelp("The core to explain.", valueName: "core")) var core: String?
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        let profiles: [CoreProfile]
        do throws(CoreProfiles.UnknownCore) {
            profiles =
                try core.map { name throws(CoreProfiles.UnknownCore) in [try CoreProfiles.named(name)] }
                ?? CoreProfiles.all
        } catch {
            throw Failure.usage(error.message)
        }
        switch format {
        case .json: try output.write(JSONText.render(CoresDocument(profiles)))
        case .text:
            let text =
                core == nil ? CoresText.list(profiles) : CoresText.explain(profiles[0], style: output.style)
            try output.write(text)
        }
    }
}
