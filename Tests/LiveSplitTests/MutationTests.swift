import LiveSplit
import Testing

/// Every strategy with one step left out, or two neighbours swapped: the explorer finds the harm, or shows there is
/// none.
@Suite struct MutationTests {
    /// Steps (from 1) whose loss harms, and those that must not trade places with the next one.
    private struct Essential {
        let steps: Set<Int>
        let order: Set<Int>
    }

    private static let essential: [String: Essential] = [
        // Break (3), its DSB, the TLBI, the closing DSB. The fill has until the table is linked, and faults there
        // look like those of the window.
        "break-before-make": Essential(steps: [3, 4, 5, 6], order: [3, 4, 5]),
        "nt-split": Essential(steps: [1, 3, 4, 5, 6], order: [3, 4, 5, 6]),
        // Only the fill must be seen before the table; the invalidation may even be left out.
        "direct-split": Essential(steps: [1, 2], order: [1, 2]),
        "direct-split-no-tlbi": Essential(steps: [1, 2], order: [1, 2]),
        "merge-break": Essential(steps: [1, 2, 3, 4], order: [1, 2, 3]),
        "nt-merge": Essential(steps: [1, 2, 3, 4], order: [1, 2, 3, 4]),
        // The table's memory is used again: then the invalidation matters.
        "direct-merge": Essential(steps: [1, 2, 4, 5], order: [1, 4]),
        // Fills and their DSBs, the contiguous hints, and the permission change with its DSB, TLBI, DSB.
        "linux-split": Essential(
            steps: [1, 2, 7, 10, 11, 15, 16, 20, 21, 22], order: [1, 2, 10, 11, 19, 20, 21]),
        "linux-repaint": Essential(steps: [1, 2], order: [1]),
        // The page that is taken away is nobody's; whether an access to it is caught, permission-after-split shows.
        "kfence-late": Essential(steps: [1, 2], order: [1, 2]),
        "permission-after-split": Essential(steps: [1, 2, 7, 8, 9], order: [1, 2, 6, 7, 8]),
    ]

    @Test(arguments: Strategy.all.filter { $0.needs != nil }.map(\.name))
    func findsTheHarmOfEveryMutation(_ name: String) throws {
        let strategy = try #require(Strategy.named(name))
        let needs = try #require(strategy.needs)
        let essential = try #require(Self.essential[name])
        let intact = try explored(strategy.script, bbm: needs)
        for mutation in Mutation.all(of: strategy.script) {
            let found = try explored(mutation.text, bbm: needs)
            #expect(found.isComplete)
            let isHarmful = found.violation != nil || !found.reachable.isSubset(of: intact.reachable)
            let expected = mutation.kind == .dropped ? essential.steps : essential.order
            #expect(isHarmful == expected.contains(mutation.step), "\(mutation.name): \(found.reachable)")
        }
    }

    /// Without its break, its first DSB, its TLBI or its second DSB, a break-before-make breaks the rules.
    @Test func anIncompleteBreakIsAViolation() throws {
        let strategy = try #require(Strategy.named("break-before-make"))
        for mutation in Mutation.all(of: strategy.script) {
            let isBroken = try explored(mutation.text, bbm: .zero).violation != nil
            #expect(
                isBroken == (3...6 ~= mutation.step && (mutation.kind == .dropped || mutation.step < 6)),
                "\(mutation.name)")
        }
    }
}
