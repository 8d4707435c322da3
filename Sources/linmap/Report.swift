import ArgumentParser
import HostFacts
import LinearMap
import Report
import Snapshot

/// `linmap report`.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what the map is, why, and what is not known.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var input: SnapshotArguments
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        try input.render(to: output) { (snapshot) throws(InputError) in
            let prediction = Predictor.predict(try Gather.facts(snapshot))
            switch format {
            case .text: return ReportText.render(prediction, style: output.style)
            case .json: return JSONText.render(ReportDocument(prediction))
            }
        }
    }
}
