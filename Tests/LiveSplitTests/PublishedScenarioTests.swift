import LiveSplit
import Testing

@Suite struct PublishedScenarioTests {
    @Test func everyPublishedScenarioIsThere() {
        #expect(ScenarioFiles.published.count == 47)
        #expect(ScenarioFiles.derived.count >= 90)
    }

    /// Each of the 47 gives the published answer, at every level it is published for; the file holds its citation.
    @Test(arguments: ScenarioFiles.published)
    func givesThePublishedAnswer(_ name: String) throws { try check(name) }

    /// Further ones, written from published verdicts and from the rules.
    @Test(arguments: ScenarioFiles.derived)
    func givesTheAnswerOfItsSource(_ name: String) throws { try check("derived/" + name) }

    private func check(_ name: String) throws {
        var scenario = try ScenarioFiles.read(name)
        #expect(!scenario.citation.isEmpty)
        #expect(!scenario.expectations.isEmpty)
        for level in scenario.expectedLevels {
            scenario.bbm = level
            let machine = try Machine(scenario)
            let found = Explorer().explore(machine)
            #expect(found.isComplete)
            for answer in found.answers {
                let expected = try #require(scenario.expectations[answer.id])
                let told = answer.witness.map { machine.trace($0).joined(separator: "\n") } ?? ""
                #expect(
                    answer.verdict == expected,
                    "\(name) at level \(level.rawValue): \(answer.question)\n\(told)")
            }
        }
    }

    /// Every witness is a run of the machine, and ends in what it shows.
    @Test(arguments: ScenarioFiles.published)
    func witnessesReplay(_ name: String) throws {
        var scenario = try ScenarioFiles.read(name)
        scenario.bbm = scenario.expectedLevels[0]
        let machine = try Machine(scenario)
        let found = Explorer().explore(machine)
        for outcome in found.outcomes {
            guard let witness = outcome.witness else { continue }
            let replay = try #require(machine.replay(witness))
            #expect(replay.outcomes.contains(outcome.outcome))
            #expect(replay == machine.replay(witness))
            #expect(replay.trace.count >= witness.count)
        }
        for answer in found.answers {
            guard let witness = answer.witness else { continue }
            #expect(try #require(machine.replay(witness)).answered.contains(answer.id))
        }
        if let witness = found.violation { #expect(try #require(machine.replay(witness)).isViolation) }
    }
}
