import LiveSplit
import Testing

@Suite struct StrategyTests {
    /// A strategy keeps to the rules from the level it needs, and not below.
    @Test(arguments: Strategy.all.map(\.name))
    func keepsToTheRulesFromTheLevelItNeeds(_ name: String) throws {
        let strategy = try #require(Strategy.named(name))
        for level in BBMLevel.allCases {
            let found = try explore(strategy, level, .none)
            #expect(found.isComplete)
            guard let needs = strategy.needs else { continue }
            #expect((found.violation == nil) == (level.rawValue >= needs.rawValue), "level \(level.rawValue)")
        }
    }

    /// Whatever keeps to the rules loses no coherency and uses nothing outdated, whoever handles aborts.
    @Test(arguments: Strategy.all.map(\.name))
    func whatKeepsToTheRulesIsCoherent(_ name: String) throws {
        let strategy = try #require(Strategy.named(name))
        guard let needs = strategy.needs else { return }
        for handler in ConflictHandler.allCases {
            for level in BBMLevel.allCases where level.rawValue >= needs.rawValue {
                let found = try explore(strategy, level, handler)
                #expect(found.isComplete)
                #expect(found.violation == nil, "\(handler.rawValue), level \(level.rawValue)")
                #expect(
                    found.reachable.isDisjoint(with: [.coherencyLoss, .staleAccess]), "\(handler.rawValue)")
            }
        }
    }

    /// At level 3 no strategy that keeps to the rules takes a conflict abort.
    @Test func levelThreeNeverAborts() throws {
        for strategy in Strategy.all where strategy.needs != nil && strategy.name != "linux-repaint" {
            for handler in ConflictHandler.allCases {
                let found = try explore(strategy, .three, handler)
                let aborts: Set<OutcomeClass> = [.conflictAbortFatal, .conflictAbortHandled, .guestKilled]
                #expect(found.reachable.isDisjoint(with: aborts), "\(strategy.name), \(handler.rawValue)")
            }
        }
    }

    /// The permission change without its invalidation is stale at every level; the naive split faults.
    @Test func carelessChangesAreFoundOut() throws {
        let permission = try #require(Strategy.named("permission-no-tlbi"))
        let naive = try #require(Strategy.named("naive"))
        for level in BBMLevel.allCases {
            #expect(try explore(permission, level, .none).reachable.contains(.staleAccess))
            #expect(try explore(naive, level, .none).reachable.contains(.translationFault))
        }
        #expect(try explore(naive, .zero, .none).reachable.contains(.coherencyLoss))
    }

    /// While the other CPUs are parked, their own level does not matter.
    @Test func parkedCPUsNeedNoFeature() throws {
        let repaint = try #require(Strategy.named("linux-repaint"))
        #expect(try explore(repaint, .three, .none).violation == nil)
        let hasty = repaint.script.replacing("R go ->1; ctrl; online; R x", with: "online; R x")
        #expect(try explored(hasty + "ask violation\n", bbm: .three).violation != nil)
    }

    private func explore(_ strategy: Strategy, _ level: BBMLevel, _ handler: ConflictHandler) throws
        -> Exploration
    {
        Explorer().explore(try Machine(strategy.scenario(bbm: level, handler: handler)))
    }
}
