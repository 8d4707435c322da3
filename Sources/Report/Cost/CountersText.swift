import TLB

/// Measured counters, and what they would have been with the other maps.
struct CountersText {
    private let counters: CounterAnswer

    init?(_ answer: TLBAnswer) {
        guard let counters = answer.counters else { return nil }
        self.counters = counters
    }

    var lines: [String] {
        guard let first = counters.projections.first else {
            return ["  No projection: none of the patterns misses with the present map."]
        }
        var rows = [["", "counted"] + counters.projections.map(\.layout)]
        for (index, line) in first.lines.enumerated() {
            rows.append(
                [line.event.rawValue, Self.count(line.counted)]
                    + counters.projections.map { Self.range($0.lines[index].projected) })
        }
        if counters.projections.contains(where: { $0.cyclesSaved != nil }) {
            rows.append(
                ["cycles saved, at most", ""] + counters.projections.map { $0.cyclesSaved.map(saved) ?? "?" })
        }
        let missing = counters.counters.notCounted.map(\.rawValue)
        let notCounted = missing.isEmpty ? [] : ["  not counted: \(missing.joined(separator: ", "))"]
        return TLBTable.aligned(rows) + notCounted + assumption
    }

    private var assumption: [String] {
        let patterns = counters.patterns.map(printable).joined(separator: ", ")
        let who =
            counters.counters.isKernelOnly
            ? "The counters are the kernel's own."
            : "The counters include user space, whose misses would stay; the modifier :k leaves it out."
        let text =
            "Assumes that every counted miss is of the linear map and that the work touches it like \(patterns): the range is over these patterns. \(who) Walks run beside other work, which hides part of what they cost."
        return wrapped(text, width: 94).map { "  " + $0 }
    }

    private func saved(_ range: ClosedRange<Double>) -> String {
        guard let cycles = counters.counters[.cycles], cycles > 0 else { return Self.range(range) }
        return
            "\(CostNumber.range(100 * range.lowerBound / cycles...100 * range.upperBound / cycles)) %"
    }

    private static func range(_ range: ClosedRange<Double>) -> String {
        let low = count(range.lowerBound), high = count(range.upperBound)
        return low == high ? low : "\(low) to \(high)"
    }

    /// "1.82 G", "439 M".
    static func count(_ value: Double) -> String {
        for (unit, size) in [("G", 1e9), ("M", 1e6), ("k", 1e3)] where abs(value) >= size {
            return "\(CostNumber.short(value / size)) \(unit)"
        }
        return CostNumber.short(value)
    }
}
