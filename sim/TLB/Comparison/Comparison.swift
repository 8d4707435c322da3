/// Several maps under the same accesses: each chunk of addresses passes through all of them, on all processors,
/// so that a trace is read once and never held.
public struct Comparison: Sendable {
    /// What becomes of one map.
    private struct Lane: AccessSink {
        /// Accesses of a chunk that are looked at for their locality.
        private static let sampled = 1 << 12

        let layout: LayoutCase
        var simulator: Simulator
        var locality: LineLocality
        var distances: StackDistances?

        mutating func run(_ addresses: Span<UInt64>) {
            simulator.run(addresses)
            distances?.run(addresses)
            locality.observe(addresses.extracting(first: Self.sampled), layout.map)
        }
    }

    /// The largest level of a sweep.
    static let mostSwept = 1 << 14

    /// The core, if there is one: without it there are counts and no cycles.
    public let core: CoreProfile?
    private var lanes: [Lane]

    /// A comparison of `layouts` behind `hierarchy`; all caches are empty.
    ///
    /// - Parameter sweep: whether to count the misses of every number of entries too, for entries as the last
    ///   level holds them.
    public init(
        _ layouts: [LayoutCase], _ hierarchy: Hierarchy, core: CoreProfile?, sweep: Bool = false
    ) {
        self.core = core
        let perLine = core?.memory?.entriesPerLine ?? 8
        lanes = layouts.map { layout in
            Lane(
                layout: layout, simulator: Simulator(hierarchy, layout.map),
                locality: LineLocality(entriesPerLine: perLine),
                distances: sweep
                    ? hierarchy.levels.last.flatMap { level in
                        try? StackDistances(level, layout.map, mostEntries: Self.mostSwept)
                    } : nil)
        }
    }

    /// Accesses everything that `source` still gives; `progress` is told the number after each chunk.
    public mutating func run<Source: AccessSource>(
        _ source: inout Source, progress: (UInt64) -> Void = { _ in }
    ) throws(TraceError) {
        var ensemble = Ensemble(lanes)
        defer { lanes = ensemble.sinks }
        try ensemble.run(&source, progress: progress)
    }

    /// What was counted, in the order of the layouts.
    ///
    /// - Parameter memory: the memory that was accessed, as far as it is known: its table entries are what has to
    ///   fit the caches. Otherwise all table entries are.
    public func results(memory: WorkloadMemory?) -> [LayoutResult] {
        lanes.map { lane in
            LayoutResult(
                layout: lane.layout, counts: lane.simulator.counts, sameLine: lane.locality.sameLine,
                cycles: cycles(lane, memory), formulas: distances(lane))
        }
    }

    /// The levels that hold the entries of the sweep, by its stack distances.
    private func distances(_ lane: Lane) -> [FormulaAnswer] {
        guard let curve = lane.distances?.curve, let swept = lane.simulator.hierarchy.levels.last,
            curve.accesses > 0
        else { return [] }
        return lane.simulator.hierarchy.levels.enumerated().compactMap { index, level in
            let isSame =
                level.nativeSizes == swept.nativeSizes
                && level.coalescesContiguous == swept.coalescesContiguous
            guard isSame, 4 * level.shape.entries <= curve.mostEntries else { return nil }
            let isFull = level.shape.sets == 1
            return FormulaAnswer(
                level: index, origin: .stackDistances,
                missRatio: curve.estimatedMisses(sets: level.shape.sets, ways: level.shape.ways)
                    / Double(curve.accesses),
                method: isFull
                    ? "exact for a fully associative level" : "sets by Smith's estimate (1978)")
        }
    }

    /// The misses of every power of two of entries, and of `others`; empty if that was not asked for.
    public func sweep(others: [Int]) -> [SweepCurve] {
        let powers = (0...).lazy.map { 1 << $0 }.prefix { $0 <= Self.mostSwept }
        let sizes = Set(powers).union(others.filter { (1...Self.mostSwept).contains($0) }).sorted()
        return lanes.compactMap { lane in
            guard let curve = lane.distances?.curve else { return nil }
            let misses = curve.misses
            let accesses = Double(max(curve.accesses, 1))
            return SweepCurve(
                layout: lane.layout.name,
                points: sizes.map { .init(entries: $0, missRatio: Double(misses[$0]) / accesses) })
        }
    }

    private func cycles(
        _ lane: Lane, _ memory: WorkloadMemory?
    ) -> Result<CycleEstimate, CycleEstimate.Unknown> {
        guard let core else {
            return .failure(.init(reason: "a geometry alone has no latencies; --core has"))
        }
        let footprint = lane.layout.footprint(memory)
        do throws(CycleEstimate.Unknown) {
            return .success(
                try CycleEstimate(
                    lane.simulator.counts, on: core, footprint: footprint, sameLine: lane.locality.sameLine))
        } catch {
            return .failure(error)
        }
    }
}
