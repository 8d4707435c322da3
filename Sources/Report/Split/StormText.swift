import LinearMap

/// What it means when many CPUs invalidate at once.
struct StormText {
    let cpus: Int

    var lines: [String] {
        let counts = StormCounts.upTo(cpus)
        guard !counts.isEmpty else { return [] }
        var lines = [
            "  One CPU splits; the others only take part in each broadcast. Where all invalidate at once,"
        ]
        lines.append("  each invalidation takes, beside one that stays on its CPU:")
        for count in counts { lines += row(count) }
        let loss = Int((InvalidationStorm.bystanderLoss * 100).rounded())
        let text =
            "A CPU that only computes lost \(loss) % beside one that invalidates in a loop (\(InvalidationStorm.bystanderSource))."
        lines += wrapped(text, width: 94).map { "  " + $0 }
        return lines
    }

    private func row(_ count: Int) -> [String] {
        guard let storm = InvalidationStorm(cpus: count) else {
            return ["    \(count) CPUs: not known, nobody published more than 128"]
        }
        let low = WhatIfText.number(storm.factor.lowerBound),
            high = WhatIfText.number(storm.factor.upperBound)
        let factor = low == high ? low : "\(low) to \(high)"
        let sources = Set(storm.basis.map(\.source)).sorted().joined(separator: "; ")
        return wrapped("\(count) CPUs: \(factor) times as long [\(sources)]", width: 92).enumerated()
            .map { ($0.offset == 0 ? "    " : "      ") + $0.element }
    }
}

/// Numbers of CPUs worth a line: powers of two, and the host's own.
enum StormCounts {
    static func upTo(_ cpus: Int) -> [Int] {
        guard cpus > 1 else { return [] }
        return [4, 8, 16, 32, 64, 128].filter { $0 < cpus } + [cpus]
    }
}
