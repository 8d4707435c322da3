import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("What would give a host block mappings")
struct BlockSearchTests {
    private func actions(_ host: HostFacts.Host) -> [[String]] {
        BlockSearch.actions(Predictor.predict(host)).map { $0.changes.map(\.text) }
    }

    @Test("one switch where one suffices, the right word for each version")
    func single() {
        #expect(actions(Make.host(v(6, 12, 50))).first == ["--cmdline-set rodata=on"])
        #expect(actions(Make.host(v(6, 18, 2))).first == ["--cmdline-set rodata=noalias"])
        #expect(actions(Make.host(v(6, 1, 20))).first == ["--cmdline-set rodata=off"])
    }

    @Test("all that is needed and nothing more")
    func several() {
        let host = Make.host(
            v(6, 1, 176), "crashkernel=256M", config: ["KFENCE": "y", "KFENCE_SAMPLE_INTERVAL": "0"])
        let found = actions(host)
        #expect(
            found.first { !$0.contains { $0.hasPrefix("--kernel") } } == [
                "--cmdline-set rodata=on", "--cmdline-set kfence.sample_interval=100",
                "--cmdline-unset crashkernel",
            ] || found.first?.count == 3)
    }

    @Test("every action gives blocks, and none of its parts can be left out")
    func minimal() {
        for (name, host) in CapturedHosts.all {
            let before = Predictor.predict(host)
            for action in BlockSearch.actions(before) {
                #expect(before.mapping == .pages)
                #expect(action.result.after.mapping == .blocks, "\(name)")
                for index in action.changes.indices where action.changes.count > 1 {
                    var fewer = action.changes
                    fewer.remove(at: index)
                    // An old kernel reads the word as "no"; that is not offered.
                    if before.version < v(6, 18), fewer == [.set(key: "rodata", value: "noalias")] {
                        continue
                    }
                    let mapping = Predictor.predict(ChangedHost.make(fewer, of: host)).mapping
                    #expect(mapping == .pages, "\(name): \(fewer.map(\.text))")
                }
            }
        }
    }

    @Test("a host in blocks needs nothing")
    func blocks() { #expect(actions(Make.host(v(6, 12, 50), "rodata=on")).isEmpty) }

    @Test("what the changes cost")
    func losses() {
        func losses(_ host: HostFacts.Host, _ changes: [Change]) -> Set<String> {
            Set(WhatIf(host, changes).losses.map(\.what))
        }
        #expect(
            losses(Make.host(v(6, 12, 50)), [.set(key: "rodata", value: "on")]) == [
                "writable-aliases", "memfd-secret",
            ])
        #expect(
            losses(Make.host(v(6, 12, 50)), [.set(key: "rodata", value: "off")]) == [
                "writable-aliases", "rodata-off", "memfd-secret",
            ])
        let crash = Make.host(v(6, 1, 176), "rodata=on", config: [:])
        #expect(losses(crash, [.set(key: "crashkernel", value: "256M")]) == ["crash-memory"])
        #expect(losses(Make.host(v(6, 12, 50)), [.pageSize(.k64)]) == ["page-size"])
        #expect(losses(Make.host(v(6, 12, 50)), [.kernel(v(6, 6, 60))]) == ["older-kernel"])
        #expect(losses(Make.host(v(6, 12, 50)), []).isEmpty)
    }
}
