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
        subcommands: [
            Predict.self, Report.self, WhatIfCommand.self, TLBCommand.self, SplitCommand.self, Diff.self,
            Verify.self, Redact.self, Rules.self, Cores.self,
        ])

    /// Runs the command that was asked for. What the parser refuses is told like every other error, in
    /// one line and made printable: it repeats what the user typed.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            exit(withError: code)
        } catch {
            let code = exitCode(for: error)
            guard !code.isSuccess else { exit(withError: error) }
            exit(withError: Failure.usage("\(message(for: error)); see linmap --help"))
        }
    }
}

/// The release of this program.
enum Version {
    static let text = "0.1.0"
}
