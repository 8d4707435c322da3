import LiveSplit

/// A strategy's script with its changer's program cut into steps, one of them dropped or two neighbours swapped.
struct Mutation {
    enum Kind: Hashable { case dropped, swapped }
    let kind: Kind
    /// The step, from 1; of a swap, the earlier one.
    let step: Int
    let name: String
    let text: String

    /// The script's lines before T0's program, its steps, and what follows.
    private static func parts(_ script: String) -> (head: String, steps: [String], tail: String) {
        var head = "", tail = "", steps: [String] = []
        var isInProgram = false
        for line in script.split(separator: "\n") {
            var line = line
            if line.hasPrefix("T0:") {
                isInProgram = true
                line = line.dropFirst(3)
            } else if line.hasPrefix("T1:") {
                isInProgram = false
            }
            if isInProgram {
                steps += line.split(separator: ";").map { String($0.drop { $0 == " " }) }
            } else if steps.isEmpty {
                head += line + "\n"
            } else {
                tail += line + "\n"
            }
        }
        return (head, steps, tail)
    }

    /// Every way to leave out one step, and to swap two that are next to each other.
    static func all(of script: String) -> [Mutation] {
        let (head, steps, tail) = parts(script)
        func mutation(_ kind: Kind, _ index: Int, _ name: String, _ changed: [String]) -> Mutation {
            Mutation(
                kind: kind, step: index + 1, name: name,
                text: head + "T0: " + changed.joined(separator: "; ") + "\n" + tail)
        }
        var all: [Mutation] = []
        for index in steps.indices {
            var dropped = steps
            dropped.remove(at: index)
            all.append(mutation(.dropped, index, "without \(index + 1) (\(steps[index]))", dropped))
            guard index + 1 < steps.count, steps[index] != steps[index + 1] else { continue }
            var swapped = steps
            swapped.swapAt(index, index + 1)
            all.append(
                mutation(
                    .swapped, index, "\(steps[index + 1]) before \(index + 1) (\(steps[index]))", swapped))
        }
        return all
    }
}
