import ArgumentParser
import HostFacts
import LinearMap
import Report
import Snapshot

/// `linmap predict`.
struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the leaf of every byte of the linear map.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, svg
    }

    @OptionGroup var input: SnapshotArguments
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        try input.render(to: output) { (snapshot) throws(InputError) in
            let prediction = try MappedHost.predict(Gather.facts(snapshot), of: snapshot)
            switch format {
            case .text: return PredictionText.render(prediction, style: output.style)
            case .json: return JSONText.render(PredictionDocument(prediction))
            case .svg: return PredictionPicture.svg(prediction)
            }
        }
    }
}

/// The prediction for a snapshot that must name memory.
enum MappedHost {
    /// The map of `host`, whose facts are those of `snapshot`. Throws `.badData` where nothing is mapped.
    static func predict(_ host: Host, of snapshot: Snapshot) throws(InputError) -> Prediction {
        let prediction = Predictor.predict(host)
        guard !prediction.layout.segments.isEmpty else { throw namesNoMemory(snapshot) }
        return prediction
    }

    private static func namesNoMemory(_ snapshot: Snapshot) -> InputError {
        let holdsDump = snapshot.first(.pageTables) != nil || snapshot.first(.linearMap) != nil
        return InputError(
            .badData, file: snapshot.name,
            holdsDump
                ? "the real tables without a list of memory: there is nothing to predict" : "names no memory",
            expected: holdsDump
                ? "linmap report, which shows them"
                : "proc/iomem, memblock lists, or a log with early memory ranges")
    }
}
