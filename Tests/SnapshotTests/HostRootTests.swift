import Testing

@testable import Snapshot

@Suite struct HostRootTests {
    private func root(_ found: [(String, [EvidenceKind])]) -> HostRoot {
        var root = HostRoot()
        for (folder, kinds) in found {
            for kind in kinds { root.add(kind, under: folder) }
        }
        return root
    }

    @Test func `nothing found gives no root`() throws {
        #expect(try root([]).choose(name: "x") == nil)
    }

    @Test func `a manifest alone makes no root`() throws {
        #expect(try root([("a", [.manifest])]).choose(name: "x") == nil)
    }

    @Test func `the folder with most kinds wins`() throws {
        #expect(try root([("", [.iomem]), ("a", [.iomem, .commandLine])]).choose(name: "x") == "a")
    }

    @Test func `of equals the shortest wins, then the first by name`() throws {
        #expect(try root([("bb", [.config]), ("c", [.config]), ("b", [.config])]).choose(name: "x") == "b")
    }

    @Test func `what lies below a host belongs to it`() throws {
        let host: [EvidenceKind] = [.iomem, .commandLine, .log, .version]
        let nested = host + [.cpuinfo, .meminfo]
        #expect(try root([("a", host), ("a/srv/chroot", nested)]).choose(name: "x") == "a")
    }

    @Test func `two hosts side by side are refused, and both are named`() {
        let root = root([("a", [.iomem, .version]), ("b", [.log, .version])])
        let error = failure { () throws(InputError) in try root.choose(name: "two.tar") }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("\"a\"") == true && error?.message.contains("\"b\"") == true)
    }

    @Test func `folders that only begin alike are side by side`() {
        let root = root([("a", [.iomem, .version]), ("ab", [.iomem, .version])])
        #expect(failure { () throws(InputError) in try root.choose(name: "x") }?.kind == .badData)
    }
}
