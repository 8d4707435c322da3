import Foundation
import Testing

/// `linmap split --scenario` as a user calls it.
@Suite struct SplitScenarioTests {
    private let folder: Workspace

    init() throws { folder = try Workspace() }

    private static let scenarios = Repository.root.appending(path: "Tests/Fixtures/scenarios")
    static let names = ((try? FileManager.default.subpathsOfDirectory(atPath: scenarios.path)) ?? [])
        .filter { $0.hasSuffix(".scenario") }.sorted()

    private func path(_ name: String) -> String { Self.scenarios.appending(path: name).path }

    private static let example = """
        # A 2 MiB block is split while T1 uses it.
        levels 2, 3
        x: block A
        T0: fill L3(x); DSB ISHST; W L2(x):=table; DSB ISHST; ISB
        T1: R x; W x:=1
        ask rules: violation
        expect ok
        ask 1:x[1] conflict

        """

    @Test func `the published scenarios are there`() { #expect(Self.names.count >= 47) }

    @Test(arguments: names)
    func `each published scenario is answered as published`(name: String) throws {
        let run = try linmap("split", "--scenario", path(name), "--format", "json")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errorText)")
        let document = try #require(run.json)
        #expect(document["schema"] as? String == "linmap.split/1" && document["complete"] as? Bool == true)
        let answers = try #require(document["answers"] as? [[String: Any]])
        #expect(answers.contains { $0["expected"] is String })
        for answer in answers {
            #expect(answer["id"] is String && answer["question"] is String)
            if let expected = answer["expected"] as? String {
                #expect(answer["answer"] as? String == expected)
            }
        }
    }

    @Test func `the manual's example runs as the manual says`() throws {
        let page = try String(
            contentsOf: Repository.root.appending(path: "man/linmap-split.1"), encoding: .utf8)
        #expect(page.contains(Self.example.trimmingCharacters(in: .newlines)))
        let run = try linmap("split", "--scenario", "-", input: Array(Self.example.utf8))
        #expect(run.status == 0)
        #expect(
            run.text.contains("rules at level 2: ok, as expected")
                && run.text.contains("q2 at level 2: allowed"))
        #expect(run.text.contains("q2 at level 3: forbidden"))
    }

    @Test func `a level on the command line goes over the scenario's`() throws {
        let file = try folder.write("s", Self.example)
        let run = try linmap("split", "--scenario", file, "--bbm", "0", "--format", "json")
        let answers = run.json?["answers"] as? [[String: Any]] ?? []
        #expect(answers.map { $0["answer"] as? String } == ["violation", "allowed"])
        // The file expects nothing at level 0, so nothing is wrong.
        #expect(run.status == 0 && answers.allSatisfy { $0["expected"] == nil && $0["bbm"] as? Int == 0 })
    }

    @Test func `a level that is named often is searched once`() throws {
        let text = "levels " + Array(repeating: "3, 2", count: 5000).joined(separator: ", ") + "\n"
        let run = try linmap(
            "split", "--scenario", "-", "--format", "json",
            input: Array((text + "x: page a\nT0: R x\nask 0:x ok\n").utf8))
        #expect((run.json?["answers"] as? [[String: Any]])?.map { $0["bbm"] as? Int } == [2, 3])
    }

    @Test func `another answer than expected is a failed check`() throws {
        let file = try folder.write("s", Self.example.replacing("expect ok", with: "expect violation"))
        let run = try linmap("split", "--scenario", file)
        #expect(run.status == 1 && run.errorLines.count == 1)
        #expect(run.errorText.contains("rules is ok at level 2, but violation was expected"))
        #expect(run.text.contains("rules at level 2: ok, but violation was expected"))
    }

    @Test func `a search that is cut off answers unknown, never forbidden`() throws {
        let file = try folder.write("s", Self.example)
        let run = try linmap(
            "split", "--scenario", file, "--bbm", "3", "--state-limit", "3", "--format", "json")
        #expect(run.status == 1 && run.errorText.contains("cut off"))
        let answers = run.json?["answers"] as? [[String: Any]] ?? []
        #expect(answers.map { $0["answer"] as? String } == ["unknown", "unknown"])
        #expect(run.json?["complete"] as? Bool == false)
    }

    @Test func `conflicts are forced in a scenario, and its witness is made again`() throws {
        let file = try folder.write("s", Self.example + "on conflict: TLBI VMALLE1; DSB NSH; ISB; retry\n")
        let forced = try linmap("split", "--scenario", file, "--bbm", "3", "--force-conflict", "2")
        #expect(forced.status == 0 && forced.text.contains("it ends in  conflict-abort-handled"))
        let way = try folder.write("way", try linmap("split", "--scenario", file, "--bbm", "2").text)
        let again = try linmap("split", "--scenario", file, "--bbm", "2", "--replay", way)
        #expect(again.status == 0 && again.text.contains("TLB conflict abort"))
        expectRefusal(try linmap("split", "--scenario", file, "--replay", way), 64, "give --bbm")
    }

    @Test func `a scenario that asks nothing is told what can happen`() throws {
        let text = Array("x: page a\nT0: W PTE3(x):=inv; R x\n".utf8)
        let run = try linmap("split", "--scenario", "-", input: text)
        #expect(run.status == 0 && run.text.contains("translation-fault       can happen"))
        #expect(run.text.contains("The shortest way to translation-fault"))
        let cut = try linmap("split", "--scenario", "-", "--state-limit", "1", input: text)
        #expect(cut.status == 1 && cut.text.contains("NOT COMPLETE"))
    }

    // MARK: - Bad files

    /// A text, the place that is to blame, and a word of the complaint.
    @Test(arguments: [
        ("", "1:1", "no program"), ("hello\n", "1:1", "directive"),
        ("x: page a\nT0: R x; BOOM\n", "2:10", "a step"),
        ("x: page a\nT0: R y\n", "2:7", "neither a page nor a flag"), ("bbm 7\n", "1:5", "0 to 3"),
        ("x: page\nT0: R x\n", "1:8", "the line ends"), ("x: page a\nT9: R x\n", "2:1", "T0 to T3"),
        ("x: page a\nT0: TLBI VAE9 x\n", "2:10", "no TLBI operation"),
        ("x: page a\nT0: DSB FOO\n", "2:9", "barrier"),
        ("x: page a\nT0: R x\nask 1:x=0\n", "3:7", "no thread 1"),
        ("x: page a\nT0: R x\nask 0:x=\n", "3:9", "a value"),
        ("x: page a\nT0: R x\nask outcome bliss\n", "3:13", "no outcome class"),
        ("x: page a\nT0: R x\nexpect ok\n", "3:8", "a question"),
        ("x: page a\nT0: R x $\n", "2:9", "unexpected $"),
        ("x: page a\nT0: W L2(x):=page b\n", "2:14", "a leaf of level 3"),
        ("x: page a\nT0: R x\nask 0:x=99999999999\n", "3:9", "no number"),
    ])
    func `a bad scenario is refused in one line with line and column`(
        text: String, place: String, word: String
    ) throws {
        let file = try folder.write("bad.scenario", text)
        let run = try linmap("split", "--scenario", file)
        expectRefusal(run, 65, "\(file):\(place): ", word, "; expected ")
    }

    @Test func `hostile bytes end in one line, never in a trap`() throws {
        let hostile: [[UInt8]] = [
            [0xff, 0xfe, 0x00], Array(repeating: 0x28, count: 60_000),
            Array("ask ".utf8) + Array(repeating: 0x21, count: 5000),
            Array("x: page a\nT0: ".utf8) + Array(String(repeating: "R x;", count: 3000).utf8),
            Array(repeating: 0x0a, count: 70_000), Array("x\u{1b}[31m: page a\nT0: R x".utf8),
            Array("x: page a\nT0: R x[99999999999999999999]".utf8), Array("ipa i: page a\nT0: R i".utf8),
        ]
        for bytes in hostile {
            let run = try linmap("split", "--scenario", "-", input: bytes)
            expectRefusal(run, 65, "standard input:")
        }
    }

    @Test func `what cannot be read is told as every other input`() throws {
        expectRefusal(try linmap("split", "--scenario", folder.path("nothing")), 66)
        expectRefusal(try linmap("split", "--scenario", folder.root), 65, "is a directory")
        let large = try folder.write("large", [UInt8](repeating: 0x23, count: 2 << 20))
        expectRefusal(try linmap("split", "--scenario", large), 65, "larger than")
    }
}
