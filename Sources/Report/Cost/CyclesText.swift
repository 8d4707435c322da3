import TLB

/// The estimate in cycles, with the latencies it rests on.
struct CyclesText {
    private let answer: TLBAnswer

    init(_ answer: TLBAnswer) { self.answer = answer }

    var lines: [String] {
        guard answer.core != nil else { return ["  None: a geometry alone has no latencies; --core has."] }
        let estimates = answer.results.map { try? $0.cycles.get() }
        guard estimates.contains(where: { $0 != nil }) else { return unknown }
        var rows: [[String]] = [[""] + answer.results.map(\.layout.name)]
        func add(_ name: String, _ cell: (CycleEstimate) -> String) {
            rows.append([name] + estimates.map { $0.map(cell) ?? "?" })
        }
        add("added to an access") { CostNumber.rough($0.perAccess) }
        if let first = estimates.first ?? nil, answer.results.count > 1 {
            add("  against \(answer.results[0].layout.name)") { Self.difference($0, first) }
        }
        add("  for second-level hits") { CostNumber.rough($0.ofHits) }
        add("  for walks") { CostNumber.rough($0.ofWalks) }
        return TLBTable.aligned(rows) + unknown + basis
    }

    /// The differences of the ends: both maps with the walks overlapping, and both without.
    private static func difference(_ estimate: CycleEstimate, _ first: CycleEstimate) -> String {
        let low = estimate.perAccess.lowerBound - first.perAccess.lowerBound
        let high = estimate.perAccess.upperBound - first.perAccess.upperBound
        if low == 0, high == 0 { return "0" }
        return CostNumber.rough(min(low, high)...max(low, high))
    }

    private var unknown: [String] {
        var reasons: [String] = []
        for case .failure(let error) in answer.results.map(\.cycles) where !reasons.contains(error.reason) {
            reasons.append(error.reason)
        }
        return reasons.flatMap { reason in
            wrapped("No estimate: \(reason).", width: 94).map { "  " + $0 }
        }
    }

    private var basis: [String] {
        guard let core = answer.core else { return [] }
        let walks = core.walksInFlight
        let overlap =
            walks.map {
                "\($0.value) walks at once to none overlapping (\($0.confidence.rawValue): \($0.source))"
            }
            ?? "no overlap of walks, as nobody published how many run at once"
        let machine = core.memory.map { " on \($0.machine)" } ?? ""
        let weakest = answer.results.compactMap { try? $0.cycles.get().confidence }.first
        let known = weakest.map { $0 == .solid ? "" : " (latencies \($0.rawValue) at the weakest)" } ?? ""
        var lines = wrapped("An estimate\(known)\(machine), from \(overlap); latencies:", width: 94).map {
            "  " + $0
        }
        for latency in CycleEstimate.latencies(of: core) {
            let text =
                "\(latency.what): \(CoreWords.cycles(latency.cycles)) (\(latency.confidence.rawValue): \(latency.source))"
            lines += wrapped(text, width: 92).enumerated().map {
                ($0.offset == 0 ? "    " : "      ") + $0.element
            }
        }
        return lines
    }
}
