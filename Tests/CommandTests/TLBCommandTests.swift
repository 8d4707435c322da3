import Foundation
import TestPacking
import Testing

/// `linmap tlb` as a user calls it.
@Suite struct TLBCommandTests {
    private static let sample = Fixture.sample

    private func boot(_ name: String) -> String {
        Fixture.boots.appending(path: "\(name)/snapshot.tar.gz").path
    }

    /// A few accesses, as these programs are built without optimization.
    private let few = ["--accesses", "50000"]

    private func layouts(_ run: Run) throws -> [[String: Any]] {
        let document = try #require(run.json, "\(run.errorText)")
        #expect(document["schema"] as? String == "linmap.tlb/1")
        return try #require(document["layouts"] as? [[String: Any]])
    }

    private func u64le(_ addresses: [UInt64]) -> [UInt8] {
        addresses.flatMap { address in (0..<8).map { UInt8(truncatingIfNeeded: address >> (8 * $0)) } }
    }

    // MARK: - A host

    @Test func `text compares the maps of a captured host`() throws {
        let run = try linmap(["tlb", Self.sample] + few)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errorText)")
        for word in ["Neoverse N1", "as is", "all pages", "best blocks", "added to an access", "solid:"] {
            #expect(run.text.contains(word), "\(word)")
        }
        #expect(harmful(run.output) == [])
        #expect(run.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `JSON has what design promises`() throws {
        let run = try linmap(["tlb", Self.sample, "--format", "json"] + few)
        let document = try #require(run.json)
        #expect(document["core"] as? String == "Neoverse N1" && document["workload"] as? String == "uniform")
        #expect(document["accesses"] as? Int == 50_000)
        let layouts = try layouts(run)
        #expect(layouts.map { $0["name"] as? String } == ["as is", "all pages", "best blocks"])
        for layout in layouts {
            let levels = try #require(layout["levels"] as? [[String: Any]])
            #expect(levels.map { $0["name"] as? String } == ["L1", "L2"])
            #expect(levels[0]["accesses"] as? Int == 50_000)
            #expect(levels[1]["accesses"] as? Int == levels[0]["misses"] as? Int)
            #expect(layout["walks"] as? Int == levels[1]["misses"] as? Int)
            #expect(layout["walkReads"] as? Int ?? 0 >= layout["walks"] as? Int ?? 1)
            let cycles = try #require(layout["cyclesPerAccess"] as? Double)
            #expect(layout["cyclesPerAccessLeast"] as? Double ?? .infinity <= cycles)
            #expect(layout["cyclesPerAccessMost"] as? Double ?? 0 >= cycles)
        }
        #expect(!run.text.contains(": null"))
    }

    @Test func `without a workload every one is surveyed, with one none`() throws {
        let run = try linmap(["tlb", Self.sample, "--format", "json"] + few)
        let survey = try #require(run.json?["survey"] as? [[String: Any]])
        #expect(survey.count == 8 && survey.allSatisfy { ($0["walks"] as? [Int])?.count == 3 })
        #expect(try linmap(["tlb", Self.sample] + few).text.contains("Every workload"))
        let one = try linmap(["tlb", Self.sample, "--workload", "copy", "--format", "json"] + few)
        #expect(one.status == 0 && one.json?["survey"] == nil)
    }

    @Test func `a map in blocks walks less than the same memory in pages`() throws {
        let layouts = try layouts(try linmap(["tlb", Self.sample, "--format", "json"] + few))
        let walks = layouts.map { $0["walks"] as? Int ?? -1 }
        #expect(walks[2] > 0 && walks[2] * 20 < walks[1])
    }

    @Test func `a what-if is one more map`() throws {
        let run = try linmap(
            ["tlb", Self.sample, "--cmdline-set", "kfence.sample_interval=100", "--format", "json"] + few)
        let layouts = try layouts(run)
        #expect(layouts.count == 4 && layouts[3]["name"] as? String == "what if")
        #expect(layouts[3]["words"] as? String == "--cmdline-set kfence.sample_interval=100")
        #expect(layouts[3]["walks"] as? Int ?? .max < layouts[0]["walks"] as? Int ?? 0)
        let text = try linmap(["tlb", Self.sample, "--cmdline-set", "kfence.sample_interval=100"] + few)
        #expect(text.text.contains("after the changes"))
    }

    @Test func `tables that were seen are a map of their own`() throws {
        let run = try linmap(["tlb", boot("lab-618-v3-uefi-modules"), "--format", "json"] + few)
        let layouts = try layouts(run)
        #expect(layouts[1]["name"] as? String == "observed")
        #expect((layouts[1]["words"] as? String)?.contains("linmap/linear-map") == true)
        #expect(layouts[1]["outside"] as? Int == 0)
    }

    @Test(arguments: Fixture.all)
    func `every captured host gets an answer or a reason`(snapshot: String) throws {
        let run = try linmap("tlb", snapshot, "--accesses", "2000", "--workload", "copy", "--format", "json")
        guard run.status == 0 else { return expectRefusal(run, 65, "TLB is not known", "--core") }
        for layout in try layouts(run) { #expect(layout["outside"] as? Int == 0) }
    }

    @Test func `the same call gives the same bytes, another seed others`() throws {
        let call = ["tlb", Self.sample, "--workload", "uniform:70,copy:30"] + few
        #expect(try linmap(call).output == linmap(call).output)
        #expect(try linmap(call).output != linmap(call + ["--seed", "2"]).output)
    }

    @Test func `a core that nobody published runs with a named other one`() throws {
        let run = try linmap(["tlb", Self.sample, "--core", "ampereone"] + few)
        #expect(run.text.contains("with the sizes of Neoverse N1"))
        let json = try linmap(["tlb", Self.sample, "--core", "ampereone", "--format", "json"] + few)
        #expect(json.json?["standIn"] as? String == "Neoverse N1")
    }

    @Test func `without published latencies there are no cycles`() throws {
        let run = try linmap(["tlb", Self.sample, "--core", "v3", "--format", "json"] + few)
        let layout = try #require(try layouts(run).first)
        #expect(layout["cyclesPerAccess"] == nil)
        #expect((layout["cyclesUnknown"] as? String)?.contains("published") == true)
        #expect(try linmap(["tlb", Self.sample, "--core", "v3"] + few).text.contains("No estimate:"))
    }

    @Test func `the picture is drawn, with a sweep too`() throws {
        for extra in [[], ["--sweep"]] {
            let run = try linmap(["tlb", Self.sample, "--format", "svg", "--accesses", "5000"] + extra)
            #expect(run.status == 0 && isXML(run.output), "\(run.errorText)")
        }
    }

    // MARK: - Without a host

    @Test func `maps of one page size need a core or a geometry`() throws {
        let run = try linmap(
            "tlb", "--tlb", "L1:4:4", "--page", "4K", "--page", "64K", "--workload", "sequential",
            "--accesses",
            "1024", "--format", "json")
        let layouts = try layouts(run)
        #expect(layouts.map { $0["walks"] as? Int } == [16, 1])
        expectRefusal(try linmap("tlb", "--page", "4K"), 64, "--core or --tlb")
    }

    // MARK: - Traces

    @Test func `a trace counts the same plain, packed and from standard input`() throws {
        let folder = try Workspace()
        let bytes = u64le((0..<4096).map { $0 * 4096 % 0x30_0000 })
        var texts: [String] = []
        for packer in [nil] + Packer.allCases {
            let name = try folder.write(
                "trace.\(packer.map { "\($0)" } ?? "raw")", packer.map { packed(bytes, $0) } ?? bytes)
            let run = try linmap("tlb", "--core", "n1", "--trace", name, "--format", "json")
            #expect(run.status == 0, "\(run.errorText)")
            texts.append(run.text.replacingOccurrences(of: name, with: "-"))
        }
        let input = try linmap(["tlb", "--core", "n1", "--trace", "-", "--format", "json"], input: bytes)
        texts.append(input.text)
        #expect(Set(texts).count == 1)
        #expect(try layouts(input)[0]["walks"] as? Int == 768)
    }

    @Test func `physical and linear-map addresses of a host are the same trace`() throws {
        let folder = try Workspace()
        // The lowest memory of the sample.
        let predicted = try #require(try linmap("predict", Self.sample, "--format", "json").json)
        let first = try #require((predicted["segments"] as? [[String: Any]])?.first?["start"] as? String)
        let start = try #require(UInt64(first.dropFirst(2), radix: 16))
        let addresses = (0..<100).map { start + $0 * 4096 }
        // PAGE_OFFSET of a kernel built for 52 bits, and NUMBER(PHYS_OFFSET) of the sample's vmcoreinfo.
        let offset: UInt64 = 0xfff0_0000_0000_0000 &- 0xfff1_0000_0000_0000
        var found: [String] = []
        for trace in [addresses, addresses.map { $0 &+ offset }] {
            let name = try folder.write("trace", u64le(trace))
            let run = try linmap("tlb", Self.sample, "--trace", name, "--format", "json")
            #expect(try layouts(run)[0]["walks"] as? Int == 100)
            #expect(run.json?["traceFormat"] as? String == "u64le")
            found.append(run.text)
        }
        #expect(found[0] == found[1])
    }

    @Test func `addresses outside the map are counted and shown`() throws {
        let folder = try Workspace()
        let trace = try folder.write("trace", "0x40000000\n0x50000000\n0x100\n")
        let run = try linmap("tlb", Self.sample, "--trace", trace)
        #expect(run.status == 0 && run.text.contains("Set aside"))
        #expect(
            run.text.contains("as is: 1 accesses outside the map") || run.text.contains("accesses outside"))
    }

    @Test func `samples of perf are placed, and what is not of the map is set aside`() throws {
        let folder = try Workspace()
        let lines =
            (0..<50).map {
                "1/1 ffff0000\(String(0x1000_0000 + $0 * 4096, radix: 16)) \(String(0x5000_0000 + $0 * 4096, radix: 16))"
            }
            + ["2/2 aaaad4c01000 51234000", "2/2 ffff800008001000 52345000"]
        let trace = try folder.write("samples", lines.joined(separator: "\n") + "\n")
        // A host that does not tell PHYS_OFFSET: the samples do.
        let bare = try folder.write("iomem", "40000000-bfffffff : System RAM\n")
        let run = try linmap("tlb", bare, "--core", "n1", "--trace", trace, "--format", "json")
        let samples = try #require(run.json?["samples"] as? [String: Int], "\(run.errorText)")
        #expect(samples == ["linear": 50, "user": 1, "otherKernel": 1, "withoutPhysical": 0])
        let text = try linmap("tlb", bare, "--core", "n1", "--trace", trace)
        #expect(text.text.contains("1 of user addresses") && text.text.contains("PHYS_OFFSET"))
    }

    // MARK: - Counters

    @Test func `counters become a range for each other map`() throws {
        let folder = try Workspace()
        let counters = try folder.write(
            "counters", "1818320693,,dTLB-load-misses:k,1,100,,\n100000000,,dtlb_walk:k,1,100,,\n")
        let run = try linmap(
            "tlb", Self.sample, "--counters", counters, "--workload", "copy", "--accesses", "20000",
            "--format",
            "json")
        let found = try #require(run.json?["counters"] as? [String: Any], "\(run.errorText)")
        #expect(found["kernelOnly"] as? Bool == true && found["patterns"] as? [String] == ["copy"])
        let blocks = try #require((found["projections"] as? [[String: Any]])?.last)
        let walks = try #require((blocks["events"] as? [[String: Any]])?.last)
        #expect(walks["most"] as? Double ?? .infinity < 100_000_000)
    }

    // MARK: - Refusals

    @Test(arguments: [
        (["--tlb", "L1:64:0"], "ways"), (["--tlb", "L1:64:3"], "divide"),
        (["--tlb", "L1:1000000000:4"], "many"),
        (["--tlb", "L1:0:1"], "entries"), (["--tlb", "nonsense"], "NAME:ENTRIES:WAYS"),
        (["--core", "n1", "--tlb", "L1:4:4"], "--core and --tlb"), (["--core", "pentium"], "linmap cores"),
        (["--core", "n1", "--workload", "browsing"], "known are"),
        (["--core", "n1", "--workload", "uniform:0"], "share"),
        (["--core", "n1", "--page", "5K"], "power of two"),
        (["--core", "n1", "--page", "x"], "4K"), (["--core", "n1", "--accesses", "0"], "--accesses"),
        (["--core", "n1", "--footprint", "1"], "--footprint"),
        (["--core", "n1", "--kernel", "6.12"], "snapshot"),
        (["--core", "n1", "--counters", "x"], "snapshot"),
        (["--core", "n1", "--trace-format", "text"], "--trace"),
        (["--core", "n1", "--trace", "x", "--seed", "2"], "exclude"),
    ])
    func `a call that makes no sense is a usage error`(options: [String], word: String) throws {
        expectRefusal(try linmap(["tlb"] + options), 64, word)
    }

    @Test func `--page is for a run without a snapshot`() throws {
        expectRefusal(try linmap("tlb", Self.sample, "--page", "4K"), 64, "--page-size")
        expectRefusal(try linmap(["tlb", "-", "--trace", "-"]), 64, "standard input")
    }

    @Test func `bad traces are told in one line, and nothing is printed`() throws {
        let folder = try Workspace()
        let good = u64le(Array(repeating: 0x4000_0000, count: 1000))
        let broken = Array(packed(good, .gzip).dropLast(10))
        let cases: [(String, [UInt8], String)] = [
            ("odd", good + [1, 2, 3], "inside an address"), ("empty", [], "no address"),
            ("broken.gz", broken, "gzip"), ("words", Array("0x40000000\nhello\n".utf8), ":2"),
        ]
        for (name, bytes, word) in cases {
            let trace = try folder.write(name, bytes)
            expectRefusal(try linmap("tlb", "--core", "n1", "--trace", trace), 65, name, word)
        }
        expectRefusal(try linmap("tlb", "--core", "n1", "--trace", folder.path("missing")), 66)
        let far = try folder.write("far", u64le([1, 2, 3]))
        expectRefusal(try linmap("tlb", Self.sample, "--trace", far), 65, "none of 3 addresses")
        let user = try folder.write("user", "1/1 aaaad4c01000 51234000\n")
        expectRefusal(try linmap("tlb", Self.sample, "--trace", user), 65, "none of 1 samples", "1 user")
        expectRefusal(try linmap("tlb", "--core", "n1", "--trace", user), 64, "snapshot")
    }

    @Test func `bad counters and a footprint beyond memory are bad data`() throws {
        let folder = try Workspace()
        let counters = try folder.write("counters", "1,,cache-misses,1,100,,\n")
        expectRefusal(try linmap("tlb", Self.sample, "--counters", counters), 65, "counts no event")
        expectRefusal(try linmap("tlb", Self.sample, "--footprint", "1T"), 65, "--footprint")
        expectRefusal(try linmap("tlb", Self.sample, "--cmdline-set", "rodata=maybe"), 65)
        expectRefusal(try linmap("tlb", "/nothing/here"), 66)
    }

    // MARK: - Cores

    @Test func `cores lists every core and explains one`() throws {
        let list = try linmap("cores")
        #expect(list.status == 0)
        for name in ["Cortex-A57", "Neoverse N1", "Neoverse V3", "Kunpeng 920", "eMAG", "ThunderX2", "A64FX"]
        {
            #expect(list.text.contains(name), "\(name)")
        }
        let one = try linmap("cores", "a64fx")
        #expect(one.text.contains("16") && one.text.contains("Fujitsu"))
        expectRefusal(try linmap("cores", "pentium"), 64, "linmap cores")
    }

    @Test func `each field of a core has a source and a confidence`() throws {
        let document = try #require(try linmap("cores", "--format", "json").json)
        #expect(document["schema"] as? String == "linmap.cores/1")
        for core in try #require(document["cores"] as? [[String: Any]]) {
            let fields = try #require(core["fields"] as? [String: [String: String]])
            #expect(fields.count >= 9)
            for field in fields.values {
                #expect(field["source"]?.isEmpty == false)
                #expect(["solid", "secondary", "recalled", "assumed"].contains(field["confidence"]))
            }
        }
    }
}
