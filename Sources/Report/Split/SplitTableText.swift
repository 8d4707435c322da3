/// Strategies and levels by handlers: what can go wrong in each.
struct SplitTableText {
    let results: [SplitResult]
    let style: TextStyle

    /// A letter for each class, in the order of the manual.
    private static let letters: [(name: String, letter: String)] = [
        ("translation-fault", "T"), ("conflict-abort-handled", "H"), ("conflict-abort-fatal", "F"),
        ("recursive-abort", "R"), ("guest-killed", "G"), ("stale-access", "S"), ("coherency-loss", "C"),
    ]

    var lines: [String] {
        let states = results.reduce(0) { $0 + $1.statesExplored }
        return SplitText.warning(results, style) + cells
            + ["", style.dim("\(results.count) searches, \(SplitText.count(states)) states.")]
    }

    /// The matrix and what its letters mean.
    var cells: [String] { matrix + [""] + legend }

    private var handlers: [String] { Self.unique(results.map(\.handler)) }

    private var matrix: [String] {
        var columns = TextColumns([.left, .left] + handlers.map { _ in .left })
        columns.add(["strategy", "level"] + handlers)
        for strategy in Self.unique(results.map(\.strategy)) {
            let mine = results.filter { $0.strategy == strategy }
            for (index, level) in Set(mine.map(\.bbm)).sorted().enumerated() {
                let cells = handlers.map { handler in
                    mine.first { $0.bbm == level && $0.handler == handler }.map(Self.cell) ?? ""
                }
                columns.add([index == 0 ? strategy : "", "\(level)"] + cells)
            }
        }
        let lines = columns.lines(indent: 2)
        return [style.bold(lines[0])] + lines.dropFirst()
    }

    private static func cell(_ result: SplitResult) -> String {
        let bad = letters.filter { result.bad.contains($0.name) }.map(\.letter).joined(separator: " ")
        if result.isComplete { return bad.isEmpty ? "safe" : bad }
        return bad.isEmpty ? "?" : bad + " ?"
    }

    private var legend: [String] {
        var columns = TextColumns(.left, .left, .left, .left)
        let words = Self.letters.map { "\($0.letter)  \($0.name)" } + ["?  cut off: not known"]
        for start in stride(from: 0, to: words.count, by: 4) {
            columns.add((start..<start + 4).map { $0 < words.count ? words[$0] : "" })
        }
        return columns.lines(indent: 2)
    }

    private static func unique(_ names: [String]) -> [String] {
        names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }
}
