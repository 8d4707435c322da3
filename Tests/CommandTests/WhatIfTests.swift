import Foundation
import Testing

/// `linmap whatif` and `linmap diff` as a user calls them.
@Suite struct WhatIfTests {
    private static let sample = Fixture.sample

    private func boot(_ name: String) -> String {
        Fixture.boots.appending(path: "\(name)/snapshot.tar.gz").path
    }

    @Test func `text shows before and after side by side`() throws {
        let run = try linmap("whatif", Self.sample, "--cmdline-set", "kfence.sample_interval=100")
        #expect(run.status == 0 && run.errors.isEmpty)
        let line = run.text.split(separator: "\n").first { $0.contains("mapped in") }
        #expect(line?.contains("PAGES") == true && line?.contains("BLOCKS") == true)
        #expect(run.text.contains("What you lose") && run.text.contains("memfd_secret"))
        #expect(harmful(run.output) == [])
    }

    @Test(arguments: [
        ["--kernel", "6.12"], ["--page-size", "64K", "--cmdline-set", "crashkernel=1G"],
        ["--cmdline-set", "crashkernel=512M,high", "--history"],
        ["--midr", "neoverse-v3", "--kernel", "7.3"],
        ["--cmdline-set", "crashkernel=9T"],
    ])
    func `no line is wider than a terminal`(options: [String]) throws {
        for name in ["61-a72-6g-numa3-off", "510c-n1-2g-on-crash256", "c73-64k-v3-6g-default"] {
            let run = try linmap(["whatif", boot(name)] + options)
            #expect(run.status == 0)
            for line in run.text.split(separator: "\n") where !line.hasPrefix("snapshot") {
                #expect(line.count <= 80, "\(line)")
            }
        }
    }

    @Test func `JSON holds both predictions and what design promises`() throws {
        let run = try linmap(
            "whatif", boot("61-n1-2g-default"), "--cmdline-set", "crashkernel=256M", "--format", "json")
        let document = try #require(run.json)
        #expect(document["schema"] as? String == "linmap.whatif/1")
        #expect(document["change"] as? [String] == ["--cmdline-set crashkernel=256M"])
        for side in ["before", "after"] { Document(document[side] as? [String: Any] ?? [:]).check() }
        let crash = try #require(document["crashkernel"] as? [String: Any])
        #expect(crash["requested"] as? [String] == ["crashkernel=256M"])
        let range = try #require((crash["ranges"] as? [[String: String]])?.first)
        // Where the captured boot with this option put it.
        #expect(range == ["start": "0xa4400000", "end": "0xb4400000", "kind": "crash"])
        let memory = try #require(document["memory"] as? [String: UInt64])
        #expect(memory["tableBytesBefore"] != nil && memory["tableBytesAfter"] != nil)
        #expect((document["boot"] as? [String: Any])?["basis"] is String)
        #expect(document["losses"] is [Any] && document["unknowns"] is [Any])
        // What a simulation leaves open is left open by the map it gives.
        let after = try #require(document["after"] as? [String: Any])
        let open = (document["unknowns"] as? [NSDictionary] ?? [])
        #expect(!open.isEmpty && after["certainty"] as? String == "bounded")
        #expect(Set(open).isSubset(of: Set(after["unknowns"] as? [NSDictionary] ?? [])))
    }

    @Test func `without a change the JSON holds the prediction twice`() throws {
        let whatIf = try #require(try linmap("whatif", Self.sample, "--format", "json").json)
        let prediction = try #require(try linmap("predict", Self.sample, "--format", "json").json)
        for side in ["before", "after"] {
            #expect(whatIf[side] as? NSDictionary == prediction as NSDictionary)
        }
    }

    @Test func `the picture shows both`() throws {
        let run = try linmap("whatif", Self.sample, "--kernel", "7.3", "--format", "svg")
        #expect(run.status == 0 && isXML(run.output))
        #expect(run.text.contains("before") && run.text.contains("after"))
        #expect(run.text.contains("Changed: --kernel 7.3.0") && run.text.contains("(image-size)"))
    }

    @Test func `the history has a row for each step`() throws {
        let run = try linmap(
            "whatif", boot("61-a72-6g-numa3-off"), "--cmdline-set", "crashkernel=512M,high", "--history")
        for name in ["stock", "kdump-series", "kdump-unprotected", "kfence-pool", "bbml2", "bbml3"] {
            #expect(run.text.contains("\n  \(name) "), "\(name)")
        }
    }

    @Test(arguments: [
        ["--cmdline-set", "colour=blue"], ["--cmdline-unset", "quiet"], ["--kernel", "6.20"],
        ["--kernel", "bbml9"],
        ["--midr", "0x1ffffffff"], ["--midr", "Pentium"], ["--config", "USB=y"], ["--config", "KFENCE"],
        ["--page-size", "2M"], ["--cmdline-set", "rodata=on", "--cmdline-unset", "rodata"],
        ["--kernel", "6.1", "--kernel", "6.12"], ["--cmdline-set", "rodata=\u{1b}[31mon\n"],
    ])
    func `an option that is wrong for every host is a usage error`(options: [String]) throws {
        expectRefusal(try linmap(["whatif", Self.sample] + options), 64)
    }

    @Test(arguments: [
        ["--cmdline-set", "crashkernel=auto"], ["--cmdline-set", "crashkernel=256MB"],
        ["--cmdline-set", "crashkernel=4G-2G:1G"], ["--cmdline-set", "rodata=maybe"],
        ["--cmdline-set", "kfence.sample_interval=often"], ["--kernel", "kdump-series"],
    ])
    func `a value that no kernel could use is bad data, in one line`(options: [String]) throws {
        expectRefusal(try linmap(["whatif", Self.sample] + options), 65, Self.sample)
    }

    @Test func `a snapshot without a command line has none that could be changed`() throws {
        let folder = try Workspace()
        let iomem = try folder.write("iomem", "40000000-bfffffff : System RAM\n")
        expectRefusal(try linmap("whatif", iomem, "--cmdline-set", "rodata=on"), 65, iomem)
    }

    @Test func `what only this kernel ignores is said and is no error`() throws {
        let run = try linmap("whatif", Self.sample, "--cmdline-set", "rodata=noalias")
        #expect(run.status == 0)
        #expect(run.text.contains("string for rodata: 'noalias'"))
    }

    @Test func `two captures of one machine are compared`() throws {
        let left = boot("612-n1-2g-on-kf100"), right = boot("612-n2-2g-on-kf0-crash256")
        let run = try linmap("diff", left, right, "--format", "json")
        let document = try #require(run.json)
        #expect(run.status == 0 && document["schema"] as? String == "linmap.diff/1")
        #expect(document["same"] as? Bool == false)
        let facts = (document["facts"] as? [[String: String]] ?? []).compactMap { $0["what"] }
        #expect(facts.contains("cmdline crashkernel") && facts.contains("cpus"))
        #expect(try linmap("diff", left, left).text.contains("Nothing that matters"))
        #expect(try linmap("diff", left, right).text.contains("Reasons that differ"))
    }

    @Test func `diff takes two snapshots`() throws {
        expectRefusal(try linmap("diff", Self.sample), 64)
        expectRefusal(try linmap("diff", Self.sample, Self.sample, Self.sample), 64)
        expectRefusal(try linmap("diff", "-", "-"), 64)
        expectRefusal(try linmap("diff", Self.sample, "/nothing/here"), 66)
    }
}
