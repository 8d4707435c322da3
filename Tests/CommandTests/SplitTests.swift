import Foundation
import Testing

/// `linmap split` with strategies, as a user calls it.
@Suite struct SplitTests {
    private let folder: Workspace

    init() throws { folder = try Workspace() }

    static let classes = [
        "safe", "translation-fault", "conflict-abort-handled", "conflict-abort-fatal", "recursive-abort",
        "guest-killed", "stale-access", "coherency-loss",
    ]
    static let strategies = [
        "break-before-make", "nt-split", "direct-split", "direct-split-no-tlbi", "merge-break", "nt-merge",
        "direct-merge", "linux-split", "linux-repaint", "kfence-late", "permission-after-split",
        "permission-no-tlbi", "naive",
    ]

    /// The classes that a run's JSON calls reachable.
    private func reachable(_ run: Run) -> [String] {
        let outcomes = run.json?["outcomes"] as? [[String: Any]] ?? []
        return outcomes.filter { $0["reachable"] as? Bool == true }.compactMap { $0["class"] as? String }
    }

    private func split(_ strategy: String, _ level: Int, _ handler: String = "none", _ more: String...) throws
        -> Run
    {
        try linmap(["split", "--strategy", strategy, "--bbm", "\(level)", "--handler", handler] + more)
    }

    // MARK: - One strategy

    @Test(arguments: strategies)
    func `every strategy gives a whole document`(strategy: String) throws {
        let run = try split(strategy, 2, "none", "--format", "json")
        let document = try #require(run.json)
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(document["schema"] as? String == "linmap.split/1")
        #expect(document["strategy"] as? String == strategy && document["bbm"] as? Int == 2)
        #expect(document["complete"] as? Bool == true && document["statesExplored"] as? Int ?? 0 > 1)
        let outcomes = try #require(document["outcomes"] as? [[String: Any]])
        #expect(outcomes.map { $0["class"] as? String } == Self.classes)
        for outcome in outcomes {
            let isBad = outcome["class"] as? String != "safe" && outcome["reachable"] as? Bool == true
            #expect((outcome["witness"] as? [String])?.isEmpty == !isBad, "\(outcome)")
            #expect((outcome["moves"] as? [String])?.isEmpty == !isBad)
        }
        #expect(["ok", "violation"].contains(document["rules"] as? String))
    }

    @Test func `the script that is printed is a scenario with the same answer`() throws {
        let document = try #require(try split("direct-split", 1, "all", "--format", "json").json)
        let file = try folder.write("script", try #require(document["script"] as? String))
        let again = try linmap("split", "--scenario", file, "--bbm", "1", "--format", "json")
        #expect(again.status == 0 && again.errors.isEmpty)
        #expect(
            reachable(again)
                == (document["outcomes"] as? [[String: Any]] ?? []).compactMap {
                    $0["reachable"] as? Bool == true ? $0["class"] as? String : nil
                })
        #expect(
            (again.json?["answers"] as? [[String: Any]])?.first?["answer"] as? String == document["rules"]
                as? String)
    }

    @Test func `a direct split may be aborted at level 2 and not at level 3`() throws {
        #expect(
            reachable(try split("direct-split", 2, "none", "--format", "json")).contains(
                "conflict-abort-fatal"))
        #expect(reachable(try split("direct-split", 3, "none", "--format", "json")) == ["safe"])
    }

    @Test func `text ends in a numbered trace for each bad outcome`() throws {
        let run = try split("break-before-make", 0)
        #expect(run.status == 0 && run.errors.isEmpty && harmful(run.output) == [])
        #expect(run.text.contains("The shortest way to translation-fault\n  1. T0: "))
        #expect(run.text.contains("level 0") && run.text.contains("all there are"))
    }

    @Test func `a guest is killed under KVM and lives under a hypervisor that invalidates`() throws {
        #expect(reachable(try split("direct-split", 2, "kvm", "--format", "json")).contains("guest-killed"))
        let other = reachable(try split("direct-split", 2, "hypervisor", "--format", "json"))
        #expect(other.contains("conflict-abort-handled") && !other.contains("guest-killed"))
    }

    @Test func `a handler whose stack lies in the range recurses`() throws {
        let run = try split("direct-split", 2, "all-in-range", "--format", "json")
        #expect(reachable(run).contains("recursive-abort"))
        #expect(
            !reachable(try split("direct-split", 2, "all", "--format", "json")).contains("recursive-abort"))
    }

    // MARK: - The matrix

    @Test func `the matrix has a cell for each level and handler`() throws {
        let run = try linmap("split", "--table", "--strategy", "direct-split", "--strategy", "nt-split")
        #expect(run.status == 0 && run.errors.isEmpty && harmful(run.output) == [])
        let rows = run.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(
            rows[0] == ["strategy", "level", "none", "by-va", "all", "all-in-range", "kvm", "hypervisor"])
        #expect(rows.contains { $0.first == "direct-split" && $0.contains("F") })
        #expect(rows.contains(["3", "safe", "safe", "safe", "safe", "safe", "safe"]))
    }

    @Test func `the matrix as JSON has a run for each cell`() throws {
        let run = try linmap(
            "split", "--table", "--strategy", "direct-split", "--bbm", "2", "--bbm", "3", "--handler", "none",
            "--handler", "kvm", "--format", "json")
        let document = try #require(run.json)
        let table = try #require(document["table"] as? [[String: Any]])
        #expect(table.map { $0["bbm"] as? Int } == [2, 2, 3, 3])
        #expect(table.map { $0["handler"] as? String } == ["none", "kvm", "none", "kvm"])
        #expect(document["schema"] as? String == "linmap.split/1" && document["complete"] as? Bool == true)
    }

    // MARK: - Searches that are cut off

    @Test func `a search that is cut off says so, loudly, and calls nothing impossible`() throws {
        let run = try split("direct-split", 2, "none", "--state-limit", "5")
        #expect(run.status == 1 && run.errorLines.count == 1 && run.errorText.contains("cut off"))
        #expect(run.text.contains("NOT COMPLETE") && !run.text.contains("cannot happen"))
        let document = try #require(
            try split("direct-split", 2, "none", "--state-limit", "5", "--format", "json").json)
        #expect(document["complete"] as? Bool == false && document["cutOff"] is String)
        let outcomes = document["outcomes"] as? [[String: Any]] ?? []
        #expect(outcomes.count == 8 && outcomes.allSatisfy { $0["reachable"] as? Bool != false })
    }

    // MARK: - Single runs

    @Test(arguments: ["text", "json"])
    func `a witness is made again from what was printed`(format: String) throws {
        let first = try split("direct-split", 2, "kvm", "--format", format)
        let file = try folder.write("way", first.text)
        let again = try split("direct-split", 2, "kvm", "--replay", file)
        #expect(again.status == 0 && again.text.contains("it ends in  guest-killed"))
        #expect(again.text.contains("the hypervisor kills the guest"))
    }

    @Test func `a witness of another machine is refused at its first impossible move`() throws {
        let file = try folder.write("way", try split("direct-split", 2).text)
        expectRefusal(
            try split("direct-split", 3, "none", "--replay", file), 1, "move 4 of 4 is not possible")
        expectRefusal(try split("direct-split", 2, "none", "--replay", folder.path("nothing")), 66)
        let empty = try folder.write("empty", "moves: none\nmoves\nmoves: [")
        expectRefusal(try split("direct-split", 2, "none", "--replay", empty), 65, "holds no moves")
        let absurd = try folder.write("absurd", "moves: ffffffffffffffff 123456789abcdef0")
        expectRefusal(try split("direct-split", 2, "none", "--replay", absurd), 1, "move 1 of 2")
    }

    @Test func `a forced conflict makes one run through the handler, always the same`() throws {
        let run = try split("direct-split", 3, "all", "--force-conflict", "1")
        #expect(run.status == 0 && run.text.contains("it ends in  conflict-abort-handled"))
        #expect(run.text.contains("T1 handler: TLBI VMALLE1"))
        #expect(try split("direct-split", 3, "all", "--force-conflict", "1").output == run.output)
        let both = try split("direct-split", 3, "none", "--force-conflict", "1,2", "--format", "json")
        #expect(reachable(both) == ["conflict-abort-fatal"] && both.json?["complete"] as? Bool == false)
    }

    @Test(arguments: ["0", "3", "x", "1,", "1,9", "-1", "99999999999999999999"])
    func `an access that does not exist is refused, and those that do are named`(list: String) throws {
        expectRefusal(
            try linmap("split", "--strategy", "naive", "--bbm", "2", "--force-conflict=\(list)"), 64,
            "1 is T1's")
    }

    // MARK: - Usage

    @Test(arguments: [
        ["--strategy", "magic", "--bbm", "2"], ["--strategy", "naive", "--bbm", "4"],
        ["--strategy", "naive", "--bbm", "two"], ["--strategy", "naive"], [],
        ["--strategy", "naive", "--strategy", "nt-split", "--bbm", "2"],
        ["--strategy", "naive", "--bbm", "2", "--handler", "magic"],
        ["--strategy", "naive", "--bbm", "2", "--range", "0-1"], ["--table", "--scenario", "x"],
        ["--table", "--host", "x"], ["--scenario", "x", "--strategy", "naive"],
        ["--host", "x", "--bbm", "2"],
        ["--table", "--replay", "x"], ["--strategy", "naive", "--bbm", "2", "--state-limit", "0"],
        ["--strategy", "naive", "--bbm", "2", "--replay", "x", "--force-conflict", "1"],
        ["--strategy", "naive", "--bbm", "2", "--format", "svg"], ["--strategy", "\u{1b}[31m", "--bbm", "2"],
    ])
    func `what cannot be asked is a usage error in one line`(options: [String]) throws {
        expectRefusal(try linmap(["split"] + options), 64)
    }

    @Test func `an unknown strategy or handler names the known ones`() throws {
        expectRefusal(
            try linmap("split", "--strategy", "magic", "--bbm", "2"), 64, words: ["'magic'"] + Self.strategies
        )
        expectRefusal(
            try split("naive", 2, "magic"), 64, "none", "by-va", "all", "all-in-range", "kvm", "hypervisor")
    }
}
