import Testing

@testable import ProbeKit

/// The command line.
struct OptionsTests {
    @Test func `Values stand apart or behind an equals sign`() throws {
        let options = try Options([
            "-oA", "--time=2.5", "--only", "iomem,midr", "--only=cmdline", "--walk-time", "0",
        ])
        #expect(options.output == "A" && options.time == 2_500_000 && options.walkTime == 0)
        #expect(options.only == ["iomem", "midr", "cmdline"])
    }

    @Test(arguments: [
        (["--bad"], "unknown option --bad"), (["--bad=1"], "unknown option --bad"),
        (["x"], "unexpected argument \"x\""), (["-"], "unexpected argument \"-\""),
        (["--only"], "--only needs a value"), (["--root", ""], "--root needs a value that is not empty"),
        (["--deep=1"], "--deep takes no value, but has \"1\""),
        (["--only", "bad"], "no source \"bad\"; --list names them"),
        (["--only", "page-tables"], "page-tables is only taken with --deep"),
        (["--time", "0"], "--time takes 1 to 3600 seconds, not \"0\""),
        (["--time", "+5"], "--time takes 1 to 3600 seconds, not \"+5\""),
        (["--time", "3600.1"], "--time takes 1 to 3600 seconds, not \"3600.1\""),
        (["--walk-time", "1.+5"], "--walk-time takes 0 to 3600 seconds, not \"1.+5\""),
    ])
    func `What does not fit is told on one line, with status 64`(_ arguments: [String], _ message: String) {
        let system = CaptureTests.host()
        #expect(Outcome(system, arguments).status == 64)
        #expect(system.errors == "linmap-probe: \(message) (see --help)\n")
        #expect(system.open.isEmpty && system.nodes["/out/snapshot.tar"] == nil)
    }

    @Test func `Every option has a line of help, every source one in the list`() {
        let help = CaptureTests.host(), list = CaptureTests.host()
        #expect(Outcome(help, ["--help"]).status == 0)
        for flag in Flag.all { #expect(help.output.contains(flag.name)) }
        #expect(Outcome(list, ["--list"]).status == 0)
        for source in Sources.all { #expect(list.output.contains("\n\(source.name) ")) }
    }

    @Test func `A dry run opens everything, reads nothing but the release, and writes nothing`() {
        let system = CaptureTests.host()
        #expect(Outcome(system, ["--dry-run"]).status == 0)
        #expect(system.output.contains("can be read"))
        #expect(Set(system.readPrivileged) == ["/proc/sys/kernel/osrelease"])
        #expect(system.open.isEmpty)
    }

    @Test func `Leaving out everything is a mistake`() {
        #expect(Outcome(CaptureTests.host(), ["--only", "iomem", "--skip", "iomem"]).status == 64)
    }
}
