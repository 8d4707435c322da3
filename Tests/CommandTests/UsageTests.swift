import Foundation
import Testing

/// What is wrong before a snapshot is read: exit status 64, and inputs that are not there.
@Suite struct UsageTests {
    private let folder: Workspace

    init() throws { folder = try Workspace() }

    private func expectUsage(
        _ arguments: String..., naming word: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let run = try linmap(arguments)
        #expect(run.status == 64, sourceLocation: sourceLocation)
        #expect(run.output.isEmpty, sourceLocation: sourceLocation)
        #expect(run.errorText.hasPrefix("linmap: "), "\(run.errorText)", sourceLocation: sourceLocation)
        #expect(run.errorLines.count == 1, "\(run.errorText)", sourceLocation: sourceLocation)
        let cause = run.errorLines.first ?? ""
        #expect(cause.contains(word), "\(cause)", sourceLocation: sourceLocation)
        #expect(harmful(run.errors) == [], sourceLocation: sourceLocation)
    }

    @Test func `an unknown option is named`() throws {
        try expectUsage("predict", "--fromat", "json", Fixture.sample, naming: "--fromat")
        try expectUsage("report", "-x", Fixture.sample, naming: "-x")
    }

    @Test func `an unknown format is named, and the known ones are listed`() throws {
        try expectUsage("predict", "--format", "yaml", Fixture.sample, naming: "yaml")
        try expectUsage("report", "--format", "svg", Fixture.sample, naming: "svg")
    }

    @Test func `an unknown rule is named`() throws {
        try expectUsage("rules", "no-such-rule", naming: "no-such-rule")
    }

    @Test func `an unknown subcommand is named`() throws {
        try expectUsage("perdict", Fixture.sample, naming: "perdict")
    }

    @Test func `no snapshot is a usage error`() throws {
        try expectUsage("predict", naming: "snapshot")
        try expectUsage("report", naming: "snapshot")
    }

    @Test func `an option without its value is a usage error`() throws {
        try expectUsage("predict", Fixture.sample, "-o", naming: "-o")
        try expectUsage("predict", Fixture.sample, "--format", naming: "--format")
    }

    @Test func `standard input cannot be named twice`() throws {
        try expectUsage("predict", "-", "-", naming: "only once")
        try expectUsage("report", "-", Fixture.sample, "-", naming: "only once")
    }

    @Test func `a control character of an argument does not reach the terminal`() throws {
        try expectUsage("rules", "\u{1b}[31mred\u{7}", naming: "red")
        try expectUsage("predict", "--format", "\u{1b}[31mred", Fixture.sample, naming: "red")
        try expectUsage("predict", "--\u{1b}[31mred", Fixture.sample, naming: "red")
    }

    // MARK: Inputs that are not there

    @Test func `a path that does not exist is no input`() throws {
        let path = folder.path("nothing")
        try expectRefused(path, 66, path, "No such file")
    }

    @Test func `a path below a file is no input`() throws {
        let path = try folder.write("file", "x") + "/snapshot.tar"
        try expectRefused(path, 66, path, "Not a directory")
    }

    @Test func `a name that is too long, empty or a loop is no input`() throws {
        try expectRefused(folder.path(String(repeating: "x", count: 300)), 66, by: [["predict"]])
        try expectRefused("", 66, by: [["predict"]])
        let loop = folder.path("loop")
        try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
        try expectRefused(loop, 66, loop)
    }

    @Test func `a name with a line break or an escape gives one line of error`() throws {
        for name in ["two\nlines", "\u{1b}[31mred", "\u{9b}31mred", "\r"] {
            expectRefusal(try linmap("predict", folder.path(name)), 66)
        }
    }

    @Test func `a file that cannot be read is an I/O error`() throws {
        // Address 0 of a process is never mapped.
        let path = "/proc/self/mem"
        try expectRefused(path, 74, path)
    }

    @Test func `what the system refuses is no permission`() throws {
        let own = folder.path("linmap")
        let secret = try folder.write("secret", "40000000-7fffffff : System RAM\n")
        let open = try folder.write("open", "40000000-7fffffff : System RAM\n")
        chmod(folder.root, 0o755)
        chmod(open, 0o644)
        chmod(secret, 0)
        // Root may read and write everything, so the test is made as somebody else, and with a copy of
        // linmap, as the program's own folder may be closed to others.
        let drop = geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups" : ""
        let script = #"cp "$1" "$2" && chmod 755 "$2" && shift && exec "# + drop + #" "$@""#
        let reading = try shell(script, own, "predict", secret)
        expectRefusal(reading, 77, secret, "Permission denied")
        let writing = try shell(script, own, "predict", "-o", folder.path("out"), open)
        expectRefusal(writing, 77, folder.path("out"), "Permission denied")
        #expect(folder.names == ["linmap", "open", "secret"])
    }
}
