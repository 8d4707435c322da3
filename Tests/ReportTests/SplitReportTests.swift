import Foundation
import HostFacts
import LinearMap
import LiveSplit
import Snapshot
import Testing

@testable import Report

/// `linmap.split/1` and its text, from results made by hand.
@Suite struct SplitReportTests {
    private static func result(
        _ strategy: String = "direct", bbm: Int = 2, bad: [String: Bool?] = [:], cutOff: String? = nil,
        answers: [SplitResult.Answer] = []
    ) -> SplitResult {
        let names =
            ["safe", "translation-fault", "conflict-abort-fatal"]
            + bad.keys.filter { $0 == "conflict-abort-handled" }
        let outcomes = names.map { name -> SplitResult.Outcome in
            let reachable: Bool? = name == "safe" ? true : bad[name] ?? (cutOff == nil ? false : nil)
            let witness =
                reachable == true && name != "safe" ? ["T0: W L2(x):=table", "T1: R x, \u{1b}[31m"] : []
            return SplitResult.Outcome(name: name, reachable: reachable, witness: witness)
        }
        return SplitResult(
            strategy: strategy, summary: "Writes the table at once.", bbm: bbm, handler: "none",
            statesExplored: 12345, cutOff: cutOff, outcomes: outcomes, answers: answers)
    }

    private static func json(_ document: SplitDocument) throws -> [String: Any] {
        let text = JSONText.render(document)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private static let plain = TextStyle(isColored: false)

    @Test func `a run has the shape that others rely on`() throws {
        let document = try Self.json(SplitDocument([Self.result(bad: ["conflict-abort-fatal": true])]))
        #expect(document["schema"] as? String == "linmap.split/1")
        #expect(document["strategy"] as? String == "direct" && document["bbm"] as? Int == 2)
        #expect(document["statesExplored"] as? Int == 12345 && document["complete"] as? Bool == true)
        let outcomes = try #require(document["outcomes"] as? [[String: Any]])
        #expect(
            outcomes.map { $0["class"] as? String } == ["safe", "translation-fault", "conflict-abort-fatal"])
        #expect(outcomes.map { $0["reachable"] as? Bool } == [true, false, true])
        #expect((outcomes[2]["witness"] as? [String])?.count == 2)
        #expect(document["answers"] == nil && document["table"] == nil)
    }

    @Test func `what a search did not get to is absent, never false`() throws {
        let document = try Self.json(SplitDocument([Self.result(cutOff: "the memory was used up")]))
        #expect(document["complete"] as? Bool == false && document["cutOff"] is String)
        let outcomes = try #require(document["outcomes"] as? [[String: Any]])
        #expect(outcomes[0]["reachable"] as? Bool == true && outcomes[1]["reachable"] == nil)
        let text = SplitText.render(Self.result(cutOff: "the memory was used up"), style: Self.plain)
        #expect(text.contains("NOT COMPLETE") && text.contains("not known"))
        #expect(!text.contains("cannot happen"))
    }

    @Test func `answers carry level and expectation`() throws {
        let answers = [
            SplitResult.Answer(
                id: "q1", question: "1:x fault", bbm: 2, answer: "allowed", expected: "forbidden",
                witness: ["T1: R x"])
        ]
        let document = try Self.json(SplitDocument([Self.result(answers: answers)]))
        let answer = try #require((document["answers"] as? [[String: Any]])?.first)
        #expect(answer["id"] as? String == "q1" && answer["answer"] as? String == "allowed")
        #expect(answer["question"] as? String == "1:x fault" && answer["bbm"] as? Int == 2)
        let text = SplitText.render(scenario: [Self.result(answers: answers)], style: Self.plain)
        #expect(text.contains("q1: allowed, but forbidden was expected"))
    }

    @Test func `an unknown answer is never as expected`() {
        let answer = SplitResult.Answer(
            id: "q1", question: "", bbm: 0, answer: "unknown", expected: nil, witness: [])
        #expect(!answer.isAsExpected)
    }

    @Test func `text shows each way as a numbered trace, made printable`() {
        let text = SplitText.render(Self.result(bad: ["conflict-abort-fatal": true]), style: Self.plain)
        #expect(text.contains("The shortest way to conflict-abort-fatal"))
        #expect(text.contains("  1. T0: W L2(x):=table") && text.contains("  2. T1: R x"))
        #expect(text.contains("12,345 states, all there are") && !text.contains("\u{1b}"))
    }

    @Test func `a table names what can go wrong in each row`() throws {
        let results = [
            Self.result(bbm: 2, bad: ["conflict-abort-fatal": true]), Self.result(bbm: 3),
            Self.result("naive", bbm: 3, cutOff: "too many states"),
        ]
        let text = SplitText.render(table: results, style: Self.plain)
        let rows = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.contains(["strategy", "level", "none"]))
        #expect(rows.contains(["direct", "2", "F"]) && rows.contains(["3", "safe"]))
        #expect(rows.contains(["naive", "3", "?"]))
        #expect(text.contains("F  conflict-abort-fatal") && text.contains("NOT COMPLETE"))
        let document = try Self.json(SplitDocument(table: results))
        #expect((document["table"] as? [Any])?.count == 3 && document["complete"] as? Bool == false)
    }

    @Test func `every way that is counted is one that is played through`() {
        for method in SplitMethod.allCases { #expect(Strategy.named(method.rawValue) != nil, "\(method)") }
    }

    @Test func `a machine's findings become the report's`() throws {
        let scenario = try Scenario("x: page a\nT0: W PTE3(x):=inv; R x\nask 0:x fault\nexpect allowed")
        let machine = try Machine(scenario)
        let whole = SplitResult(
            strategy: "s", summary: "", handler: "", machine, Explorer().explore(machine), limit: 9)
        #expect(whole.isComplete && whole.bad.contains("translation-fault") && whole.answers[0].isAsExpected)
        #expect(whole.outcomes.count == OutcomeClass.allCases.count && whole.answers[0].witness.count > 0)
        let cut = SplitResult(
            strategy: "s", summary: "", handler: "", machine, Explorer(stateLimit: 1).explore(machine),
            limit: 1)
        #expect(!cut.isComplete && cut.outcomes.allSatisfy { $0.reachable != false })
        #expect(cut.answers[0].answer == "unknown" && !cut.answers[0].isAsExpected)
    }

    @Test func `a strategy is safe on a host only if it is so in every case`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/boots")
        let path = folder.appending(path: "619-n2-2g-default/snapshot.tar.gz").standardizedFileURL.path
        let host = try Gather.facts(SnapshotReader.read(path))
        let report = SplitHostReport(
            Predictor.predict(host),
            runs: [
                Self.result("a", bbm: 2), Self.result("a", bbm: 3), Self.result("b", bbm: 2),
                Self.result("b", bbm: 3, bad: ["translation-fault": true]),
                Self.result("c", bad: ["translation-fault": true]),
                Self.result("d", cutOff: "too many states"),
            ], costs: [])
        #expect(
            ["a", "b", "c", "d"].map { report.safety($0).rawValue } == ["yes", "unknown", "no", "unknown"])
        let text = SplitText.render(report, style: Self.plain)
        #expect(text.contains("FEAT_BBM level: 2, published for Neoverse N2"))
        #expect(text.contains("started at EL1") && text.contains("NOT SAFE"))
    }
}
