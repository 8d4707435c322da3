import Foundation
import Testing

/// One run of a program, and all that came out of it.
struct Run {
    /// The exit status; -1 if a signal ended the program.
    let status: Int32
    /// The signal that ended the program, or 0.
    let signal: Int32
    let output: [UInt8]
    let errors: [UInt8]

    var text: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
    /// The lines of standard error.
    var errorLines: [Substring] {
        errorText.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
    /// The output as one JSON object.
    var json: [String: Any]? { (try? JSONSerialization.jsonObject(with: Data(output))) as? [String: Any] }
    /// The output as the texts of JSON objects that follow one another, an empty line between.
    var documents: [String] {
        let parts = text.components(separatedBy: "\n}\n\n{\n")
        return parts.enumerated().map { index, part in
            (index == 0 ? "" : "{\n") + part + (index == parts.count - 1 ? "" : "\n}\n")
        }
    }
}

/// Where a program's standard output goes.
enum Output {
    /// Into `Run.output`.
    case captured
    /// Into what has this name.
    case named(String)
    /// Into an open file.
    case descriptor(Int32)
}

/// Runs linmap. Records an issue if a signal ends it or if it takes longer than `seconds`.
func linmap(
    _ arguments: String..., input: [UInt8] = [], output: Output = .captured,
    environment: [String: String] = [:], seconds: Double = 30,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> Run {
    try linmap(
        arguments, input: input, output: output, environment: environment, seconds: seconds,
        sourceLocation: sourceLocation)
}

/// The same, from a list of arguments.
func linmap(
    _ arguments: [String], input: [UInt8] = [], output: Output = .captured,
    environment: [String: String] = [:], seconds: Double = 30,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> Run {
    try run(
        Program.linmap().path, arguments, input: input, output: output, environment: environment,
        seconds: seconds, sourceLocation: sourceLocation)
}

/// Runs linmap at the end of a shell script, which may limit it first: `"$@"` is linmap with `arguments`.
func shell(
    _ script: String, _ arguments: String..., input: [UInt8] = [], seconds: Double = 30,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> Run {
    try run(
        "/bin/sh", ["-c", script, "sh", Program.linmap().path] + arguments, input: input,
        output: .captured, environment: [:], seconds: seconds, sourceLocation: sourceLocation)
}

/// Starts a program, waits for it, and collects what it wrote. The streams are files, so that no pipe can
/// fill up.
private func run(
    _ program: String, _ arguments: [String], input: [UInt8], output: Output,
    environment: [String: String], seconds: Double, sourceLocation: SourceLocation
) throws -> Run {
    let folder = try Workspace()
    let errors = folder.path("errors")
    let captured = folder.path("output")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, try folder.write("input", input), O_RDONLY, 0)
    switch output {
    case .captured: posix_spawn_file_actions_addopen(&actions, 1, captured, O_WRONLY | O_CREAT, 0o600)
    case .named(let name): posix_spawn_file_actions_addopen(&actions, 1, name, O_WRONLY, 0)
    case .descriptor(let number): posix_spawn_file_actions_adddup2(&actions, number, 1)
    }
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)

    // A backtrace would be written where one line of error is expected.
    var variables = ProcessInfo.processInfo.environment.filter { $0.key != "NO_COLOR" }
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(environment) { $1 }
    var process: pid_t = 0
    let code = withStrings([program] + arguments) { argv in
        withStrings(variables.map { "\($0.key)=\($0.value)" }) { envp in
            posix_spawn(&process, program, &actions, nil, argv, envp)
        }
    }
    try #require(code == 0, "\(program) cannot be started", sourceLocation: sourceLocation)

    let deadline = Date(timeIntervalSinceNow: seconds)
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
        if Date() > deadline {
            kill(process, SIGKILL)
            waitpid(process, &status, 0)
            Issue.record("not done after \(seconds) seconds", sourceLocation: sourceLocation)
            break
        }
        usleep(2000)
    }
    let signal = status & 0x7f
    let result = Run(
        status: signal == 0 ? (status >> 8) & 0xff : -1, signal: signal,
        output: (try? [UInt8](Data(contentsOf: URL(filePath: captured)))) ?? [],
        errors: try [UInt8](Data(contentsOf: URL(filePath: errors))))
    #expect(signal == 0, "ended by signal \(signal): \(result.errorText)", sourceLocation: sourceLocation)
    return result
}

/// `strings` as C wants them.
private func withStrings<Value>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
) -> Value {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return copies.withUnsafeBufferPointer { body($0.baseAddress!) }
}
