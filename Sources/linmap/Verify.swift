import ArgumentParser
import HostFacts
import LinearMap
import Report
import Snapshot

/// `linmap verify`.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold the prediction against the tables that the snapshot shows.",
        discussion:
            "Exit status 1 if an observation disagrees in a way that the prediction did not leave open.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var input: SnapshotArguments
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        var disagrees = false
        try input.render(to: output) { (snapshot) throws(InputError) in
            let prediction = try MappedHost.predict(Gather.facts(snapshot), of: snapshot)
            let verification = Verification(prediction)
            guard verification.isDecided else {
                throw InputError(
                    .badData, file: snapshot.name, "shows nothing of the real tables",
                    expected:
                        "linmap/linear-map, or sys/kernel/debug/kernel_page_tables with proc/vmcoreinfo to place it"
                )
            }
            if !verification.agrees { disagrees = true }
            switch format {
            case .text: return VerificationText.render(verification, style: output.style)
            case .json: return JSONText.render(VerificationDocument(verification))
            }
        }
        if disagrees { throw ExitCode(1) }
    }
}
