import ArgumentParser
import Snapshot

/// `linmap redact`.
struct Redact: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take names and random addresses out of a snapshot.",
        discussion: """
            Writes a tar that gives the same answers as the snapshot. What linmap-snapshot(5) does not name is \
            left out.
            """)

    @Argument(
        help: ArgumentHelp("A directory, tar, lone file, or - for standard input.", valueName: "snapshot"))
    var snapshot: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the tar to a file, which appears only when it is whole.", valueName: "file")
    )
    var output: String

    func run() throws {
        do throws(InputError) {
            let snapshot = try SnapshotReader.read(snapshot, everything: true)
            let redacted = RedactedSnapshot(snapshot, program: "linmap \(Version.text)")
            tell(redacted.leftOut)
            if output == "-" {
                try OutputFile.writeStandardOutput(redacted.tar())
            } else {
                try OutputFile.writePrivate(redacted.tar(), to: output)
            }
        } catch {
            throw Failure.told(error, in: snapshot)
        }
    }

    /// Names told; the rest is counted.
    private static let mostNames = 10

    /// Says what was left out.
    private func tell(_ paths: [String]) {
        guard !paths.isEmpty else { return }
        let names = paths.prefix(Self.mostNames).joined(separator: ", ")
        let more = paths.count > Self.mostNames ? ", …" : ""
        let noun = paths.count == 1 ? "file" : "files"
        Failure.tell("left out \(paths.count) \(noun) that may name the host: \(names)\(more)")
    }
}
