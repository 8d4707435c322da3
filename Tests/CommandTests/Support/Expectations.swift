import Foundation
import Testing

/// What every command that reads a snapshot does, in each of its formats.
let readingCommands = [
    ["predict"], ["predict", "--format", "json"], ["predict", "--format", "svg"],
    ["report"], ["report", "--format", "json"], ["whatif"], ["tlb", "--core", "n1", "--accesses", "2000"],
]

/// `run` failed as linmap(1) says: the status, nothing on standard output, and one line on standard error
/// that holds each of `words`.
func expectRefusal(
    _ run: Run, _ status: Int32, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
) {
    expectRefusal(run, status, words: words, sourceLocation: sourceLocation)
}

/// The same, from a list of words. One issue tells all that is wrong.
func expectRefusal(
    _ run: Run, _ status: Int32, words: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
    var problems: [String] = []
    if run.status != status { problems.append("status \(run.status), not \(status)") }
    if !run.output.isEmpty { problems.append("\(run.output.count) bytes on standard output") }
    let isLine = run.errorLines.count == 1 && run.errorText.hasSuffix("\n")
    if !isLine || !run.errorText.hasPrefix("linmap: ") { problems.append("not one line of linmap's") }
    problems += words.filter { !run.errorText.contains($0) }.map { "does not say \($0.debugDescription)" }
    problems += harmful(run.errors)
    #expect(problems == [], "\(run.errorText.prefix(500).debugDescription)", sourceLocation: sourceLocation)
}

/// Every command refuses `snapshot` alike, and leaves neither the file it was to write nor a part of it.
func expectRefused(
    _ snapshot: String, _ status: Int32, _ words: String..., by commands: [[String]] = readingCommands,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    for command in commands {
        expectRefusal(try linmap(command + [snapshot]), status, words: words, sourceLocation: sourceLocation)
    }
    let folder = try Workspace()
    let run = try linmap(commands[0] + ["-o", folder.path("out"), snapshot])
    expectRefusal(run, status, words: words, sourceLocation: sourceLocation)
    #expect(folder.names == [], sourceLocation: sourceLocation)
}

/// Every command reads `snapshot`, and what it prints is well formed. Gives the report as JSON.
@discardableResult
func expectRead(
    _ snapshot: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> [String: Any] {
    var report: [String: Any] = [:]
    for command in readingCommands {
        let run = try linmap(command + [snapshot])
        #expect(run.status == 0, "\(command): \(run.errorText)", sourceLocation: sourceLocation)
        #expect(run.errors.isEmpty, "\(command): \(run.errorText)", sourceLocation: sourceLocation)
        let bad = harmful(run.output, isJSON: command.last == "json")
        #expect(bad == [], "\(command)", sourceLocation: sourceLocation)
        switch command.last {
        case "svg":
            #expect(isXML(run.output), "\(command)", sourceLocation: sourceLocation)
        case "json":
            let document = try #require(run.json, "\(command): no JSON", sourceLocation: sourceLocation)
            if command[0] == "report" {
                report = document
                let prediction = document["prediction"] as? [String: Any] ?? [:]
                Document(prediction, sourceLocation).check()
            } else {
                Document(document, sourceLocation).check()
            }
        default: #expect(run.text.hasSuffix("\n"), sourceLocation: sourceLocation)
        }
    }
    return report
}

/// Hostile data may be read or refused, but in one of the two documented ways.
func expectReadOrRefused(
    _ snapshot: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let run = try linmap("predict", snapshot)
    if run.status == 0 {
        try expectRead(snapshot, sourceLocation: sourceLocation)
    } else {
        expectRefusal(run, 65, words: words, sourceLocation: sourceLocation)
    }
}

/// What in `bytes` could drive a terminal or mislead its reader: control characters, those that turn the
/// direction of text, and what is not UTF-8. In JSON a mark of direction is data like any other.
func harmful(_ bytes: [UInt8], isJSON: Bool = false) -> [String] {
    guard let text = String(validating: bytes, as: UTF8.self) else { return ["not UTF-8"] }
    let found = text.unicodeScalars.filter { scalar in
        switch scalar.value {
        case 0x0a: false
        case 0..<0x20, 0x7f...0x9f: true
        case 0x202a...0x202e, 0x2066...0x2069: !isJSON
        default: false
        }
    }
    return Set(found.map { "U+\(String($0.value, radix: 16)) in the output" }).sorted()
}

/// Whether `bytes` are a well-formed picture, as far as can be told without a parser: markup is balanced and
/// no character is forbidden.
func isXML(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self), text.hasPrefix("<") else { return false }
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
        // A reference is the only use of an ampersand.
        for part in rest[..<start].split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        where !(part.prefix { $0 != ";" }.count < 8 && part.contains(";")) { return false }
        guard let end = rest[start...].firstIndex(of: ">") else { return false }
        let tag = rest[rest.index(after: start)..<end]
        guard !tag.contains("<") else { return false }
        if tag.hasPrefix("/") {
            guard open.popLast() == tag.dropFirst() else { return false }
        } else if !tag.hasPrefix("?"), !tag.hasPrefix("!"), !tag.hasSuffix("/") {
            open.append(tag.prefix { $0 != " " && $0 != "\n" })
        }
        rest = rest[rest.index(after: end)...]
    }
    return open.isEmpty
}
