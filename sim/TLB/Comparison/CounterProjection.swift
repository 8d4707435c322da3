/// What measured counters would have been with another map: the same work, the same core.
///
/// A count is multiplied by how many times as often the simulated accesses miss with the other map as with the
/// present one. Which accesses the work made is not in the counters, so that this is done for several patterns, and
/// the answer is the range they span. It assumes that all counted misses are of linear-map addresses; those that
/// are not (user addresses, vmalloc, the kernel's image) would stay.
public struct CounterProjection: Hashable, Sendable {
    /// One event.
    public struct Line: Hashable, Sendable {
        /// The event.
        public let event: CounterEvent
        /// As counted.
        public let counted: Double
        /// As it would have been.
        public let projected: ClosedRange<Double>
    }

    /// The map.
    public let layout: String
    /// The events of address translation that were counted.
    public let lines: [Line]
    /// Cycles that would have been saved; negative where the map is worse. Nil where nothing tells what a miss
    /// costs.
    public let cyclesSaved: ClosedRange<Double>?

    /// Projects `counters` from the first of each run's results to its result number `index`.
    ///
    /// - Parameter runs: results of the same layouts under different patterns.
    /// - Returns: nil if no pattern misses with the present map.
    public init?(_ counters: PerfCounters, _ runs: [[LayoutResult]], layout index: Int, core: CoreProfile?) {
        guard let name = runs.first?[index].layout.name else { return nil }
        layout = name
        var lines: [Line] = []
        for event in [CounterEvent.l1Refills, .l2Refills, .walks] {
            guard let counted = counters[event] else { continue }
            let ratios = runs.compactMap { Self.ratio(event, $0[index], to: $0[0]) }
            guard let least = ratios.min(), let most = ratios.max() else { return nil }
            lines.append(Line(event: event, counted: counted, projected: counted * least...counted * most))
        }
        self.lines = lines
        cyclesSaved = Self.saved(counters, lines, core)
    }

    /// How many times as often `event` happens with `other`; nil if it does not happen with `present`.
    private static func ratio(
        _ event: CounterEvent, _ other: LayoutResult, to present: LayoutResult
    ) -> Double? {
        func misses(_ result: LayoutResult) -> Double {
            event == .l1Refills ? result.missRatio(level: 0) : result.walkRatio
        }
        let old = misses(present)
        return old > 0 ? misses(other) / old : nil
    }

    /// First-level misses that no walk follows cost a hit in the second level; walks what was measured.
    private static func saved(
        _ counters: PerfCounters, _ lines: [Line], _ core: CoreProfile?
    ) -> ClosedRange<Double>? {
        func fewer(_ event: CounterEvent) -> ClosedRange<Double>? {
            guard let line = lines.first(where: { $0.event == event }) else { return nil }
            return line.counted - line.projected.upperBound...line.counted - line.projected.lowerBound
        }
        guard let refills = fewer(.l1Refills), let hit = core?.l2HitCycles?.value else { return nil }
        var range = [refills.lowerBound, refills.upperBound].flatMap {
            [$0 * hit.lowerBound, $0 * hit.upperBound]
        }
        if let walks = fewer(.walks), let cycles = counters[.walkCycles], let counted = counters[.walks],
            counted > 0
        {
            let latency = cycles / counted
            range = range.flatMap { [$0 + walks.lowerBound * latency, $0 + walks.upperBound * latency] }
        }
        guard let least = range.min(), let most = range.max() else { return nil }
        return least...most
    }
}
