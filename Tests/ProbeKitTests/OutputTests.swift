import Testing

@testable import ProbeKit

/// Where the snapshot goes.
struct OutputTests {
    @Test(arguments: ["file", "link", "folder"]) func `What is already there is left alone`(_ kind: String) {
        let system = CaptureTests.host()
        system.nodes["/out/snapshot.tar"] =
            kind == "file" ? .file([1]) : kind == "link" ? .link("/nowhere") : .folder
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == 74)
        #expect(outcome.leftovers == [])
        #expect(system.errors == "linmap-probe: /out/snapshot.tar is already there; it is left alone\n")
        #expect(!system.readPrivileged.contains("/proc/iomem"))
    }

    @Test(arguments: [22, 38]) func `A file system without RENAME_NOREPLACE gets a link`(_ errno: Int) {
        let system = FaultySystem(.rename, number: 1, result: -errno)
        FakeSystem.populate(system)
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == 0 && outcome.members != nil && outcome.leftovers == [])
    }

    @Test(arguments: [false, true]) func `What appears meanwhile is left alone`(_ byLink: Bool) {
        let system = FaultySystem(.rename, number: byLink ? 1 : 99, result: -22)
        FakeSystem.populate(system)
        system.hook = { [unowned system] call, _ in
            if call == .sync { system.nodes["/out/snapshot.tar"] = .file([7]) }
        }
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == 74)
        #expect(system.content("/out/snapshot.tar") == [7])
        #expect(outcome.leftovers == [])
    }

    @Test func `A directory that cannot be synced is told, but the file is whole`() {
        let system = FaultySystem(.sync, number: 2, result: -5)
        FakeSystem.populate(system)
        let outcome = Outcome(system, ["-o", "/out/snapshot.tar"])
        #expect(outcome.status == 74)
        #expect(outcome.members?["end mark"]?.count == 1024)
    }

    @Test func `Standard output takes the archive and nothing else`() {
        let system = CaptureTests.host()
        let outcome = Outcome(system, ["-o", "-"])
        #expect(outcome.status == 0)
        #expect(system.output.hasPrefix("boot/config-"))
        #expect(Outcome.members(of: Array(system.output.utf8))["proc/iomem"] != nil)
        #expect(system.nodes.keys.filter { $0.hasPrefix("/out/") } == [])
    }

    @Test func `A reader that goes away is an error of output`() {
        let system = FaultySystem(.write, errno: 32) { $0 == "stdout" }
        FakeSystem.populate(system)
        #expect(Outcome(system, ["-o", "-"]).status == 74)
        #expect(system.errors == "linmap-probe: cannot write standard output: EPIPE\n")
    }

    @Test func `The name of its own tells the release and no host`() {
        let system = CaptureTests.host()
        let outcome = Outcome(system, [], output: "/out/linmap-\(FakeSystem.release).tar")
        #expect(outcome.status == 0 && outcome.members != nil)
    }

    @Test(arguments: ["/out/", "/out/.", ".."]) func `A directory is no output`(_ path: String) {
        #expect(Outcome(CaptureTests.host(), ["-o", path]).status == 64)
    }
}
