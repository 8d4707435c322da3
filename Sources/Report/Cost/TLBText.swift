import Arm64
import LinearMap
public import TLB

/// `linmap tlb` as text: the maps side by side, a row for each count, then what the numbers rest on.
public struct TLBText {
    private let answer: TLBAnswer
    private let style: TextStyle

    /// The text of `answer`.
    public static func render(_ answer: TLBAnswer, style: TextStyle) -> String {
        let lines = TLBText(answer: answer, style: style).lines
        return Array(lines.reversed().drop { $0.isEmpty }.reversed()).joined(separator: "\n") + "\n"
    }

    private var lines: [String] {
        heading + [""] + verdict + section("Misses and walks, for 1000 accesses", TLBTable(answer).lines)
            + section("Cycles", CyclesText(answer).lines)
            + section("Every workload: walks for 1000 accesses", survey) + section("Set aside", setAside)
            + section("Counters", CountersText(answer)?.lines ?? [])
            + section("Every TLB size", SweepText(answer.sweep).lines) + section("Keep in mind", notes)
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [style.bold(title)] + lines + [""]
    }

    // MARK: - Heading

    private var heading: [String] {
        var columns = TextColumns(.left, .left)
        if let snapshot = answer.snapshot { columns.add("snapshot", printable(snapshot)) }
        if let core = answer.core {
            columns.add("core", "\(core.name), \(printable(answer.coreChoice))")
            for line in wrapped(CoreWords.knowledge(core), width: 84) { columns.add("", line) }
        } else {
            columns.add("core", "none, a geometry: \(printable(answer.coreChoice))")
        }
        for level in answer.hierarchy.levels {
            columns.add("TLB \(level.name)", CoreWords.shape(level.shape))
        }
        columns.add("accesses", accesses)
        if case .workload(let mix, _, _) = answer.accesses, mix.parts.count == 1 {
            columns.add("", mix.parts[0].kind.words)
        }
        if case .workload(_, _, let memory) = answer.accesses {
            columns.add(
                "memory",
                "\(ByteCount.text(memory.bytes)) in \(PictureText.count(memory.ranges.count, "range"))")
        }
        return columns.lines(indent: 0)
    }

    private var accesses: String {
        let count = CostNumber.grouped(answer.accessCount)
        switch answer.accesses {
        case .workload(let mix, let seed, _):
            return "\(count) of workload \(mix.text), seed \(seed)"
        case .trace(let name, let format): return "\(count) of trace \(printable(name)) (\(format))"
        }
    }

    // MARK: - Verdict

    /// How the present map and the best other one compare, in one sentence each.
    private var verdict: [String] {
        guard let present = answer.results.first, answer.results.count > 1 else { return [] }
        var lines: [String] = []
        for kind in [LayoutCase.Kind.whatIf, .blocks] {
            guard let other = answer.results.first(where: { $0.layout.kind == kind }) else { continue }
            lines += wrapped(sentence(present, other), width: 96)
        }
        return lines.isEmpty ? [] : lines + [""]
    }

    private func sentence(_ present: LayoutResult, _ other: LayoutResult) -> String {
        let old = 1000 * present.walkRatio, new = 1000 * other.walkRatio
        let title = other.layout.kind == .whatIf ? "after the changes" : "in the best blocks"
        // Below one in two thousand it is first touches of empty TLBs, and their ratio says nothing.
        guard max(old, new) >= 0.5 else {
            return
                "As is hardly any access walks the tables: \(CostNumber.short(old)) of 1000; \(title) \(CostNumber.short(new))."
        }
        let head = "As is: \(CostNumber.short(old)) of 1000 accesses walk the tables;"
        if old == new { return "\(head) \(title) it is the same." }
        guard new > 0, old > 0 else { return "\(head) \(title) \(CostNumber.short(new))." }
        let factor =
            old > new
            ? "\(Self.times(old / new)) times fewer" : "\(Self.times(new / old)) times more"
        return "\(head) \(title) \(CostNumber.short(new)), \(factor)."
    }

    /// A large factor rests on the few first misses of empty TLBs.
    private static func times(_ factor: Double) -> String {
        factor >= 1000 ? "over 1000" : CostNumber.short(factor)
    }

    // MARK: - What is left out

    private var setAside: [String] {
        var lines: [String] = []
        if let samples = answer.samples {
            lines.append(
                "  \(CostNumber.grouped(samples.samples)) samples, of which simulated \(CostNumber.grouped(samples.linear))"
            )
            let others = [
                (samples.user, "of user addresses"),
                (samples.otherKernel, "of kernel addresses outside the linear map (vmalloc, modules, image)"),
                (samples.withoutPhysical, "without a physical address"),
            ]
            lines += others.filter { $0.0 > 0 }.map { "  \(CostNumber.grouped($0.0)) \($0.1)" }
        }
        for result in answer.results {
            let counts = result.counts
            if counts.outside > 0 {
                lines.append(
                    "  \(result.layout.name): \(CostNumber.grouped(counts.outside)) accesses outside the map")
            }
            if counts.invalid > 0 {
                lines.append(
                    "  \(result.layout.name): \(CostNumber.grouped(counts.invalid)) accesses to invalid leaves"
                )
            }
        }
        return lines
    }

    private var survey: [String] {
        guard !answer.survey.isEmpty else { return [] }
        let rows = answer.survey.map { row in
            [row.kind.rawValue] + row.results.map { CostNumber.short(1000 * $0.walkRatio) }
        }
        return TLBTable.aligned([[""] + answer.results.map(\.layout.name)] + rows)
    }

    private var notes: [String] {
        (answer.notes + (answer.core?.notes ?? [])).flatMap { note in
            wrapped(printable(note), width: 94).enumerated().map {
                ($0.offset == 0 ? "  - " : "    ") + $0.element
            }
        }
    }
}
