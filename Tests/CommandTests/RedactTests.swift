import Foundation
import Glibc
import Testing

/// `linmap redact`.
@Suite struct RedactTests {
    private let folder: Workspace

    init() throws { folder = try Workspace() }

    private func mode(_ name: String) throws -> mode_t {
        var status = stat()
        try #require(stat(folder.path(name), &status) == 0)
        return status.st_mode & 0o7777
    }

    @Test func `the redacted snapshot gives the same prediction`() throws {
        let run = try linmap("redact", Fixture.sample, "-o", folder.path("out.tar"))
        #expect(run.status == 0 && run.output.isEmpty, "\(run.errorText)")
        let before = try #require(try linmap("predict", "--format", "json", Fixture.sample).json)
        let after = try #require(try linmap("predict", "--format", "json", folder.path("out.tar")).json)
        for key in ["segments", "totals", "tables", "host", "unknowns"] {
            #expect((before[key] as? NSObject) == (after[key] as? NSObject), "\(key)")
        }
    }

    @Test func `the file is its owner's alone, whatever stood there`() throws {
        for before in ["", "an older file"] {
            if !before.isEmpty {
                try folder.write("out", before)
                chmod(folder.path("out"), 0o644)
            }
            let run = try shell(#"umask 0; exec "$@""#, "redact", "-o", folder.path("out"), Fixture.sample)
            #expect(run.status == 0, "\(run.errorText)")
            #expect(try mode("out") == 0o600)
        }
        #expect(folder.names == ["out"])
    }

    @Test func `standard output and standard input serve too, with the same bytes`() throws {
        let input = try [UInt8](Data(contentsOf: URL(filePath: Fixture.sample)))
        let first = try linmap("redact", "-", "-o", "-", input: input)
        let second = try linmap("redact", Fixture.sample, "-o", "-")
        #expect(first.status == 0 && first.output.count > 10_000 && first.output == second.output)
        let again = try linmap("redact", "-", "-o", "-", input: first.output)
        #expect(again.output == first.output && again.errors.isEmpty, "\(again.errorText)")
    }

    @Test func `what is left out is counted and named in one line`() throws {
        var host = Host.mainline
        for number in 10..<25 { host["home/joe/\(number)"] = "secret" }
        try folder.write("host.tar", host)
        let run = try linmap("redact", folder.path("host.tar"), "-o", "-")
        #expect(run.status == 0 && run.errorLines.count == 1)
        #expect(run.errorText.hasPrefix("linmap: left out 15 files that may name the host: home/joe/10, "))
        #expect(run.errorText.hasSuffix("home/joe/19, …\n"))
        #expect(!run.text.contains("secret") && !run.text.contains("me@build"))
    }

    @Test func `a lone file is redacted as what it is`() throws {
        let log =
            "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]\n"
            + "[    0.000000] Kernel command line: root=UUID=1b4e28ba rodata=on\n[    1.0] joe was here\n"
        try folder.write("some.log", log)
        let run = try linmap("redact", folder.path("some.log"), "-o", "-")
        #expect(run.status == 0 && run.text.contains("Kernel command line: root=redacted-1 rodata=on\n"))
        #expect(run.text.contains("var/log/dmesg") && !run.text.contains("joe"))
    }

    @Test func `bad input and bad output are refused`() throws {
        try folder.write("bad", "nothing linmap knows\n")
        let bad = try linmap("redact", folder.path("bad"), "-o", folder.path("out"))
        expectRefusal(bad, 65, folder.path("bad"))
        expectRefusal(try linmap("redact", folder.path("none"), "-o", "-"), 66, "No such file")
        #expect(folder.names == ["bad"])
        let full = try linmap("redact", Fixture.sample, "-o", "-", output: .named("/dev/full"))
        #expect(full.status == 74 && full.errorText.contains("standard output"))
        #expect(try linmap("redact", Fixture.sample).status == 64)
    }
}
