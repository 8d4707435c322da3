import ArgumentParser

/// The command `linmap`.
@main
struct Linmap: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linmap",
        abstract: "How an arm64 Linux host maps its linear map, and why.",
        discussion: """
            A SNAPSHOT is a directory, a tar (plain, gzip, xz or zstd), a lone file (a kernel log, /proc/iomem, a \
            page-table dump), or - for standard input. linmap reads it and nothing else.
            """,
        version: "linmap \(Version.text)",
        subcommands: [Predict.self, Report.self, Verify.self, Rules.self])
}

/// The release of this program.
enum Version {
    static let text = "0.1.0"
}
