import ArgumentParser
import Snapshot
import TLB

/// Why `linmap tlb` gives no answer.
enum TLBFailure: Error {
    /// It was called wrongly.
    case usage(String)
    /// The snapshot cannot be used.
    case snapshot(InputError)
    /// Another file cannot be used.
    case file(InputError)

    /// Tells it on standard error; the exit status.
    func told(snapshot: String?) -> ExitCode {
        switch self {
        case .usage(let text): Failure.usage(text)
        case .snapshot(let error): Failure.told(error, in: snapshot)
        case .file(let error): Failure.told(error)
        }
    }

    /// What went wrong in the trace `name`.
    static func trace(_ error: TraceError, name: String) -> TLBFailure {
        switch error {
        case .atByte(let byte, let problem, let expected):
            .file(InputError(.badData, file: name, "byte \(byte): \(problem)", expected: expected))
        case .atLine(let line, let problem, let expected):
            .file(InputError(.badData, file: name, line: line, problem, expected: expected))
        case .empty: .file(InputError(.badData, file: name, "holds no address", expected: "at least one"))
        case .source(let error as InputError): .file(error)
        case .source(let error): .file(InputError(.io, file: name, "cannot be read: \(error)"))
        }
    }
}
