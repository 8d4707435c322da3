import ArgumentParser
import Arm64
import Snapshot

/// How a failure reaches the user: one line on standard error, and the documented exit status.
enum Failure {
    /// Tells of `error`; `snapshot` is named in front of a file inside it.
    static func report(_ error: InputError, in snapshot: String? = nil) {
        let isInside = snapshot.map { !error.file.hasPrefix($0) } ?? false
        let place = isInside ? "\(snapshot ?? ""): " : ""
        tell("\(place)\(error.message)")
    }

    static func exit(_ error: InputError) -> ExitCode { ExitCode(error.kind.rawValue) }

    /// Tells of `error`, as `report` does; the status to end with.
    static func told(_ error: InputError, in snapshot: String? = nil) -> ExitCode {
        report(error, in: snapshot)
        return exit(error)
    }

    /// Tells that the command was called wrongly.
    static func usage(_ problem: String) -> ExitCode {
        tell(problem)
        return ExitCode(64)
    }

    /// Tells of an error that is this program's own.
    static func bug(_ problem: String) -> ExitCode {
        tell("\(problem); this is a bug in linmap")
        return ExitCode(70)
    }

    /// One line, whatever names and values the user or a snapshot put into it.
    static func tell(_ text: String) {
        OutputFile.writeStandardError("linmap: \(text.madePrintable("?"))\n")
    }
}
