import LiveSplit

/// One scenario: read, resolved, searched for a while, and what was found told and made again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzScenario(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let scenario = try? Scenario(String(decoding: bytes, as: UTF8.self)) else { return 0 }
    guard let machine = try? Machine(scenario) else { return 0 }
    let found = Explorer(stateLimit: 2000).explore(machine)
    for outcome in found.outcomes {
        precondition(outcome.isReachable == (outcome.witness != nil), "an outcome without its run")
        if let witness = outcome.witness { follow(witness, on: machine) }
    }
    for answer in found.answers {
        precondition(answer.verdict != nil || !found.isComplete, "a whole search without an answer")
        if let witness = answer.witness { follow(witness, on: machine) }
    }
    _ = machine.deterministicRun(limit: 200)
    return 0
}

/// A run that was found is possible, and possible again from its text.
private func follow(_ witness: Witness, on machine: Machine) {
    guard let again = Witness(moves: witness.moves), let replay = machine.replay(again) else {
        preconditionFailure("a run that cannot be made again")
    }
    precondition(replay.trace.count >= witness.count, "a move that is not told")
}
