import ArgumentParser
import Snapshot

/// How a failure reaches the user: one line on standard error, and the documented exit status.
enum Failure {
    static func report(_ error: InputError) { OutputFile.writeStandardError("linmap: \(error.message)\n") }

    static func exit(_ error: InputError) -> ExitCode { ExitCode(error.kind.rawValue) }
}
