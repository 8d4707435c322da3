import ArgumentParser
import HostFacts
import LinearMap
import Report
import Snapshot

/// `linmap diff`.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what differs between two snapshots: facts, map, reasons.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(
        help: ArgumentHelp("Two snapshots; one of them may be - for standard input.", valueName: "snapshot"))
    var snapshots: [String]
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        guard snapshots.count == 2 else {
            throw Failure.usage("diff compares two snapshots; \(snapshots.count) given")
        }
        guard snapshots.count(where: { $0 == "-" }) <= 1 else {
            throw Failure.usage("standard input (-) can be read only once")
        }
        let diff = HostDiff(try prediction(snapshots[0]), try prediction(snapshots[1]))
        switch format {
        case .text: try output.write(DiffText.render(diff, style: output.style))
        case .json: try output.write(JSONText.render(DiffDocument(diff)))
        }
    }

    private func prediction(_ name: String) throws -> Prediction {
        do throws(InputError) {
            return Predictor.predict(try Gather.facts(SnapshotReader.read(name)))
        } catch {
            throw Failure.told(error, in: name)
        }
    }
}
