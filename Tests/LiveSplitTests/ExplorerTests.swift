import LiveSplit
import Testing

@Suite struct ExplorerTests {
    private static let race = """
        x: page a
        flag y=0
        T0: W PTE3(x):=inv; DSB ISH; TLBI VAE1IS x; DSB ISH; W y:=1
        T1: R x; R y; R x
        ask old: 1:y=1 & 1:x ok
        ask fault: 1:x fault
        ask rules: violation
        """

    @Test func aCutOffSearchNeverGivesANegativeAnswer() throws {
        let machine = try Machine(Scenario(Self.race))
        let whole = Explorer().explore(machine)
        #expect(whole.isComplete)
        for limit in 1..<whole.states {
            let part = Explorer(stateLimit: limit).explore(machine)
            #expect(!part.isComplete)
            // A state has a few successors: the store stays near its limit.
            #expect(part.states <= limit + 16)
            for (answer, full) in zip(part.answers, whole.answers) where answer.verdict != nil {
                #expect(answer.verdict == full.verdict)
                #expect(answer.witness != nil)
            }
        }
        #expect(Explorer(stateLimit: whole.states).explore(machine).isComplete)
    }

    @Test func searchingTwiceGivesTheSame() throws {
        let machine = try Machine(Scenario(Self.race))
        let first = Explorer().explore(machine), second = Explorer().explore(machine)
        #expect(first.states == second.states)
        #expect(first.answers.map(\.witness) == second.answers.map(\.witness))
    }

    @Test func aWitnessOfAnotherMachineDoesNotReplay() throws {
        let machine = try Machine(Scenario(Self.race))
        let witness = try #require(Explorer().explore(machine).answers[1].witness)
        #expect(machine.replay(witness) != nil)
        let other = try Machine(Scenario("x: page a\nT0: ISB\nT1: R x"))
        #expect(other.replay(witness) == nil)
    }

    @Test func aTraceTellsTheRunMoveByMove() throws {
        let text = """
            x: page a
            memory a=7
            T0: W PTE3(x):=inv; DSB; ISB; R x
            ask 0:x=7
            """
        let machine = try Machine(Scenario(text))
        let witness = try #require(Explorer().explore(machine).answers[0].witness)
        #expect(
            machine.trace(witness) == [
                "T0: W PTE3(x):=inv is visible to all", "T0: DSB completes",
                "T0: R x: uses L3(x)=page a (cached: memory has changed) and reads 7 from a",
            ])
    }

    @Test func aRunThatCannotEndIsNoticed() throws {
        let found = try explored("x: page a\nflag y=0\nT0: R y ->1; R x\nask 0:x ok\n")
        #expect(found.endings == 0)
        #expect(found.isComplete)
        #expect(try explored("x: page a\nT0: R x\n").endings == 1)
    }

    @Test func witnessesAreShortest() throws {
        // The write alone lets a TLB hold both.
        let found = try explored("x: page a\nT0: W PTE3(x):=page b\nT1: R x\nask violation\n")
        #expect(found.violation?.count == 1)
    }
}
