/// Runs as text, to be kept and replayed.
extension Witness {
    /// Its moves, a word of hexadecimal digits each; they mean something to the machine they came from only.
    public var moves: [String] { events.map { String($0.packed, radix: 16) } }

    /// A run from its moves; nil if one of them is no such word.
    public init?(moves: some Sequence<some StringProtocol>) {
        var events: [Event] = []
        for move in moves {
            guard let packed = UInt64(move, radix: 16) else { return nil }
            events.append(Event(packed: packed))
        }
        self.events = events
    }
}

extension Machine {
    /// The first of `witness`'s moves that is not possible where it stands, from 1; nil if all are.
    public func firstImpossibleMove(of witness: Witness) -> Int? {
        var state = start
        for (index, event) in witness.events.enumerated() {
            guard let next = move(state, event) else { return index + 1 }
            state = next
        }
        return nil
    }

    /// Every access that a conflict can be forced at: those of T0 in program order, then those of T1, and so on.
    public var accesses: [Scenario.ForcedConflict] {
        resolved.programs.enumerated().flatMap { thread, program in
            var seen: [Int: Int] = [:]
            return program.compactMap { operation -> Scenario.ForcedConflict? in
                guard case .access(_, let page, _) = operation.action else { return nil }
                seen[page, default: 0] += 1
                return .init(
                    thread: thread, page: resolved.tree.pages[page].name, occurrence: seen[page] ?? 1)
            }
        }
    }
}
