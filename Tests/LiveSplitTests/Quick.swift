import LiveSplit
import Testing

@Test func quick() throws {
    let text = """
        x: page a
        flag y=0
        memory a=1, b=2
        T0: W PTE3(x):=inv; DSB ISH; TLBI VAE1IS x; DSB ISH; W PTE3(x):=page b; DSB ISH; W y:=1
        T1: R y ->1; DSB; ISB; R x
        ask old: 1:x=1 | 1:x fault
        ask rules: violation
        """
    let machine = try Machine(Scenario(text))
    let found = Explorer().explore(machine)
    print(found.states, found.transitions, found.isComplete, found.answers.map { ($0.id, $0.verdict) })
    for answer in found.answers {
        if let witness = answer.witness { print(machine.trace(witness).joined(separator: "\n")) }
    }
    for outcome in found.outcomes { print(outcome.outcome, outcome.isReachable) }
}
