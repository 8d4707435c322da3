import Arm64
import HostFacts
import LinearMap

/// What a captured host allows, and what its kernel does, when its live map is to change.
struct SplitHostText {
    let report: SplitHostReport
    let style: TextStyle

    private var prediction: Prediction { report.prediction }

    var lines: [String] {
        let pieces = PredictionText(prediction: prediction, style: style)
        var lines = pieces.heading + [""] + SplitText.warning(report.runs, style)
        lines += section(
            "What this host allows", SplitConditionsText(prediction: prediction, style: style).lines)
        lines += section("CPUs and FEAT_BBM", CPUText(prediction).lines)
        lines += section("What its kernel does", policy)
        lines += section("Which strategies are safe here", strategies)
        lines += section(
            "In each case",
            report.runs.count > 1 ? SplitTableText(results: report.runs, style: style).cells : [])
        lines += costs
        if !report.costs.isEmpty {
            lines += section("Many invalidations at once", StormText(cpus: prediction.host.cpus.count).lines)
        }
        return Array(lines.reversed().drop { $0.isEmpty }.reversed())
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [style.bold(title)] + lines + [""]
    }

    private var policy: [String] {
        let policy = KernelPolicy(prediction)
        let doubt = policy.isCertain ? "" : " (not certain: see what is not known in linmap predict)"
        var lines = wrapped(printable("\(policy.text)\(doubt)."), width: 94).map { "  " + $0 }
        for reason in policy.reasons {
            let text = printable("\(reason.text) [\(reason.rule.id)]")
            lines += wrapped(text, width: 92).enumerated().map {
                ($0.offset == 0 ? "  - " : "    ") + $0.element
            }
        }
        return lines
    }

    private var strategies: [String] {
        let own = KernelPolicy(prediction).method?.rawValue
        let names = report.strategies.map { $0 + ($0 == own ? ", as this kernel does" : "") }
        let width = names.map(\.count).max() ?? 0
        return zip(report.strategies, names).flatMap { strategy, name -> [String] in
            let (verdict, words) = words(strategy)
            let head = "  " + name.padded(to: width) + "  " + verdict.padded(to: 9) + "  "
            let lines = wrapped(words, width: 98 - head.count)
            let first = (head + (lines.first ?? "")).withoutTrailingBlanks
            return [first] + lines.dropFirst().map { String(repeating: " ", count: head.count) + $0 }
        }
    }

    private func words(_ strategy: String) -> (verdict: String, words: String) {
        let dangers = report.dangers(strategy)
        let harm = dangers.filter { $0 != "conflict-abort-handled" }.joined(separator: ", ")
        switch report.safety(strategy) {
        case .yes: return ("safe", dangers.isEmpty ? "" : "apart from aborts that are handled")
        case .no: return ("NOT SAFE", harm)
        case .unknown:
            let levels = report.safeLevels(strategy).map(String.init).joined(separator: ", ")
            let safe = levels.isEmpty ? "" : "safe at level \(levels) only; "
            return ("not known", harm.isEmpty ? "the search was cut off" : "\(safe)else \(harm)")
        }
    }

    private var costs: [String] {
        guard !report.costs.isEmpty else {
            return section(
                "What it costs",
                [
                    prediction.layout.segments.isEmpty
                        ? "  The snapshot names no memory, so that there is nothing to count."
                        : "  The map is in pages already: there is nothing to split."
                ])
        }
        let granule = prediction.granule
        let basis = report.costs.first.map { SplitCostText.basis($0, style) } ?? []
        return report.costs.flatMap { SplitCostText(cost: $0, granule: granule, style: style).lines + [""] }
            + section("What the cost rests on", basis)
    }
}
