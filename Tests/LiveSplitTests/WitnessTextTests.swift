import LiveSplit
import Testing

/// Runs as text: what was printed can be made again, and nothing else.
@Suite struct WitnessTextTests {
    private static let text = """
        x: block a
        T0: fill L3(x); DSB ISHST; W L2(x):=table; DSB ISHST; ISB
        T1: R x; W x+1; R x
        ask 1:x[1] conflict
        """

    private func machine(_ level: BBMLevel) throws -> Machine {
        var scenario = try Scenario(Self.text)
        scenario.bbm = level
        return try Machine(scenario)
    }

    @Test func `every witness comes back from its moves`() throws {
        let machine = try machine(.zero)
        let found = Explorer().explore(machine)
        let witnesses = (found.outcomes.map(\.witness) + found.answers.map(\.witness)).compactMap { $0 }
        #expect(witnesses.count > 2)
        for witness in witnesses {
            let again = try #require(Witness(moves: witness.moves))
            #expect(again == witness && machine.firstImpossibleMove(of: again) == nil)
            #expect(machine.replay(again) == machine.replay(witness))
        }
    }

    @Test func `a move that is not possible is named`() throws {
        let found = Explorer().explore(try machine(.two))
        let witness = try #require(found.answers[0].witness)
        // At level 3 there is no conflict, which is the last move.
        let other = try machine(.three)
        #expect(other.replay(witness) == nil)
        #expect(other.firstImpossibleMove(of: witness) == witness.count)
    }

    @Test(arguments: ["x", "", "1 2", "0x1", "1ffffffffffffffff"])
    func `what is no move is refused`(move: String) { #expect(Witness(moves: [move]) == nil) }

    @Test func `moves of nowhere are not possible, and do not trap`() throws {
        let machine = try machine(.two)
        for packed in stride(from: UInt64(0), to: .max, by: Int.max / 97) {
            let witness = try #require(Witness(moves: [String(packed, radix: 16)]))
            #expect(
                packed == 0 || machine.firstImpossibleMove(of: witness) != nil
                    || machine.replay(witness) != nil)
        }
    }

    @Test func `accesses are counted thread by thread`() throws {
        let accesses = try machine(.two).accesses
        #expect(accesses.map(\.thread) == [1, 1, 1] && accesses.map(\.page) == ["x", "x+1", "x"])
        #expect(accesses.map(\.occurrence) == [1, 1, 2])
    }
}
