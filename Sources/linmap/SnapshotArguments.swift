import ArgumentParser
import Snapshot

/// The snapshots a command works on.
struct SnapshotArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp("A directory, tar, lone file, or - for standard input.", valueName: "snapshot"))
    var snapshots: [String]

    /// Renders each snapshot and writes what came out, in order. A snapshot that cannot be used is told on
    /// standard error and does not stop the others; the exit status is then that of the first.
    func render(
        to output: OutputArguments, _ body: (Snapshot) throws(InputError) -> String
    ) throws {
        guard snapshots.count(where: { $0 == "-" }) <= 1 else {
            throw Failure.usage("standard input (-) can be read only once")
        }
        var texts: [String] = []
        var firstFailure: InputError?
        for name in snapshots {
            do throws(InputError) {
                texts.append(try body(SnapshotReader.read(name)))
            } catch {
                Failure.report(error, in: name)
                firstFailure = firstFailure ?? error
            }
        }
        if !texts.isEmpty { try output.write(texts.joined(separator: "\n")) }
        if let firstFailure { throw Failure.exit(firstFailure) }
    }
}
