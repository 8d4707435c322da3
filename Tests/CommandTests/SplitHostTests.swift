import Foundation
import Testing

/// `linmap split --host` on captured hosts, as a user calls it.
@Suite struct SplitHostTests {
    private func boot(_ name: String) -> String {
        Fixture.boots.appending(path: "\(name)/snapshot.tar.gz").path
    }

    private func host(_ name: String, _ more: String...) throws -> [String: Any] {
        let run = try linmap(["split", "--host", boot(name), "--format", "json"] + more)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errorText)")
        return try #require(run.json)
    }

    private func part(_ document: [String: Any], _ keys: String...) -> [String: Any] {
        keys.reduce(document) { $0[$1] as? [String: Any] ?? [:] }
    }

    private func safety(_ document: [String: Any]) -> [String: String] {
        let list = part(document, "host")["strategies"] as? [[String: Any]] ?? []
        return Dictionary(list.map { ($0["strategy"] as? String ?? "", $0["safe"] as? String ?? "") }) { $1 }
    }

    @Test func `a listed core under 6_18 is split directly, and safely`() throws {
        let document = try host("618-v3-2g-default")
        let level = part(document, "host", "level")
        #expect(
            level["least"] as? Int == 3 && level["most"] as? Int == 3
                && level["origin"] as? String == "attested")
        #expect(part(document, "host", "policy")["kind"] as? String == "splits")
        #expect(part(document, "host", "policy")["strategy"] as? String == "linux-split")
        let safe = safety(document)
        for name in ["direct-split", "direct-split-no-tlbi", "linux-split", "permission-after-split"] {
            #expect(safe[name] == "yes", "\(name)")
        }
        for name in ["break-before-make", "naive", "permission-no-tlbi"] {
            #expect(safe[name] == "no", "\(name)")
        }
        #expect((document["cost"] as? [Any])?.count == 2 && (document["storm"] as? [Any])?.count == 1)
    }

    @Test func `a core of level 0 has no safe split while others look on`() throws {
        let document = try host(
            "73-n1-2g-default", "--strategy", "break-before-make", "--strategy", "direct-split")
        #expect(part(document, "host", "level")["most"] as? Int == 0)
        #expect(part(document, "host", "standing")["kind"] as? String == "below-el2")
        #expect(part(document, "host", "policy")["kind"] as? String == "pages")
        #expect(part(document, "host")["repeatsInvalidations"] as? String == "yes")
        #expect(safety(document) == ["break-before-make": "no", "direct-split": "no"])
        // The map is in pages: there is nothing to split, and nothing to count.
        #expect((document["cost"] as? [Any])?.isEmpty == true)
    }

    @Test(arguments: [("lab-73-a57-dt-kvm", 0), ("lab-61216k-max-dt-kvm-strace", 2)])
    func `a level that KVM told counts, and the host takes its own aborts`(name: String, level: Int) throws {
        let document = try host(name, "--strategy", "direct-split")
        #expect(part(document, "host", "level")["origin"] as? String == "captured")
        #expect(part(document, "host", "level")["least"] as? Int == level)
        #expect(part(document, "host", "standing")["kind"] as? String == "host")
        let runs = document["table"] as? [[String: Any]] ?? []
        #expect(
            runs.map { $0["handler"] as? String } == ["none"] && runs.map { $0["bbm"] as? Int } == [level])
    }

    @Test func `a level that nobody knows is tried at all four`() throws {
        let path = boot("616-n2-2g-on-kf500-crashhigh")
        // A MIDR that no list has.
        let workspace = try Workspace()
        let log = try workspace.write(
            "dmesg",
            """
            [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd4f1]
            [    0.000000] Linux version 6.12.1 (x@y) #1 SMP
            [    0.000000] Machine model: something

            """)
        let run = try linmap("split", "--host", log, "--strategy", "direct-split", "--format", "json")
        let document = try #require(run.json)
        #expect(part(document, "host", "level")["origin"] as? String == "unknown")
        let levels = (document["table"] as? [[String: Any]] ?? []).compactMap { $0["bbm"] as? Int }
        #expect(Set(levels) == [0, 1, 2, 3] && safety(document) == ["direct-split": "unknown"])
        #expect(
            part(try host("616-n2-2g-on-kf500-crashhigh", "--strategy", "naive"), "host")["name"] as? String
                == path)
    }

    @Test func `text says level, abort, kernel, safety and cost, each with its ground`() throws {
        let run = try linmap("split", "--host", boot("618-v3-2g-default"), "--strategy", "linux-split")
        #expect(run.status == 0 && run.errors.isEmpty && harmful(run.output) == [])
        for words in [
            "FEAT_BBM level: 3 in effect", "BBM Level 2 without TLB conflict abort", "started at EL1",
            "6.18.15 splits the leaf", "linux-split, as this kernel does  safe", "What it costs",
            "live writes",
            "Ampere Altra", "20240412131908.433043-1-ryan.roberts@arm.com", "stress-ng",
        ] { #expect(run.text.contains(words), "\(words)") }
        #expect(run.text.split(separator: "\n").allSatisfy { $0.count <= 100 || $0.contains("dmesg:") })
    }

    // MARK: - Ranges

    @Test func `the cost of one page of a 1 GiB block is counted`() throws {
        let document = try host(
            "73-v3-2g-default", "--range", "0x62345000-0x62346000", "--strategy", "linux-split")
        let costs = try #require(document["cost"] as? [[String: Any]])
        #expect(costs.map { $0["goal"] as? String } == ["ends", "pages"])
        #expect(costs[0]["range"] as? [String: String] == ["start": "0x62345000", "end": "0x62346000"])
        let methods = costs[0]["methods"] as? [[String: Any]] ?? []
        let linux =
            methods.first { $0["strategy"] as? String == "linux-split" }?["work"] as? [String: Any] ?? [:]
        #expect(linux["tables"] as? Int == 2 && linux["newEntries"] as? Int == 1024)
        #expect(linux["liveWrites"] as? Int == 34 && linux["tlbi"] as? Int == 0 && linux["dsb"] as? Int == 3)
        let make =
            methods.first { $0["strategy"] as? String == "break-before-make" }?["work"] as? [String: Any]
            ?? [:]
        #expect(
            make["rounds"] as? Int == 1 && make["windows"] as? Int == 1 && make["liveWrites"] as? Int == 2)
        #expect((costs[0]["basis"] as? String)?.contains("4118414") == true)
    }

    @Test(arguments: [
        "1", "0-", "-5", "0x10-0x10", "0x20-0x10", "zero-one", "0-0xffffffffffffffffff", "1-2-3",
    ])
    func `a range that is none is a usage error`(range: String) throws {
        expectRefusal(
            try linmap("split", "--host", boot("73-v3-2g-default"), "--range=\(range)"), 64, "START-END")
    }

    @Test func `a range that does not fit the host is bad data`() throws {
        let path = boot("73-v3-2g-default")
        expectRefusal(
            try linmap("split", "--host", path, "--range", "0x62345800-0x62346000"), 65, path,
            "multiples of 4 KiB")
        expectRefusal(
            try linmap("split", "--host", path, "--range", "0x10000000000-0x10000001000"), 65, path,
            "nothing is mapped")
    }

    @Test func `a snapshot comes through standard input too`() throws {
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: boot("618-v3-2g-default"))))
        let run = try linmap(
            "split", "--host", "-", "--strategy", "linux-split", "--format", "json", input: bytes)
        #expect(run.status == 0 && part(run.json ?? [:], "host", "level")["origin"] as? String == "attested")
    }

    @Test func `a handler that does not exist yet can be tried on a host`() throws {
        let document = try host("619-n2-2g-default", "--strategy", "direct-split", "--handler", "all")
        #expect(safety(document) == ["direct-split": "yes"])
        #expect(safety(try host("619-n2-2g-default", "--strategy", "direct-split")) == ["direct-split": "no"])
    }

    @Test func `a snapshot that cannot be read is told as everywhere`() throws {
        expectRefusal(try linmap("split", "--host", "/nothing/here"), 66)
    }
}
