import Testing

@testable import ProbeKit

/// A captured host below a directory.
struct RootTests {
    static func host() -> FakeSystem {
        let system = FakeSystem()
        FakeSystem.populate(system, prefix: "/captured")
        // The running host has the same files with other words.
        system.add("/proc/iomem", "live")
        system.add("/proc/sys/kernel/osrelease", "9.9.9-live\n")
        system.add("/dev/kmsg", .records([Array("6,0,0,-;Booting Linux on x\n".utf8)]))
        return system
    }

    @Test func `Everything comes from below the root`() {
        let system = Self.host()
        let outcome = Outcome(system, ["--root", "/captured", "-o", "/out/snapshot.tar"])
        #expect(outcome.status == 0, "\(system.errors)")
        #expect(outcome.text("proc/iomem").hasPrefix("40000000"))
        #expect(!system.errors.contains("dmesg"), "what only a running host has is not missed")
        #expect(outcome.text("manifest.json").contains("not with --root"))
        #expect(outcome.members?["var/log/dmesg"] == nil)
        #expect(outcome.text("manifest.json").contains("6.12.117+deb13-arm64"))
    }

    @Test func `A root without anything to read is no input`() {
        let system = FakeSystem()
        system.add("/empty/x", "")
        #expect(Outcome(system, ["--root", "/empty", "-o", "/out/snapshot.tar"]).status == 66)
        #expect(Outcome(system, ["--root", "/none", "-o", "/out/snapshot.tar"]).status == 66)
        #expect(system.nodes["/out/snapshot.tar"] == nil)
    }

    @Test func `Lack of permission for everything is told as such`() {
        final class Closed: FakeSystem {
            override func fault(_ call: Call, _ number: Int) -> Int? {
                call == .open && isClosed ? -13 : nil
            }
            var isClosed = false
        }
        let system = Closed()
        FakeSystem.populate(system)
        system.hook = { [unowned system] _, path in system.isClosed = !path.hasPrefix("/out") }
        #expect(Outcome(system, ["-o", "/out/snapshot.tar"]).status == 77)
        #expect(system.nodes["/out/snapshot.tar"] == nil)
    }
}
