/// Several maps under the same accesses: each chunk of addresses passes through all of them, on all processors,
/// so that a trace is read once and never held.
public struct Comparison: Sendable {
    /// Addresses of one chunk. Each thread works for milliseconds on one.
    static let chunk = 1 << 19
    /// Addresses of a chunk that are looked at for their locality.
    private static let sampled = 1 << 14

    /// What becomes of one map.
    private struct Lane: Sendable {
        let layout: LayoutCase
        var simulator: Simulator
        var locality: LineLocality
    }

    /// The core, if there is one: without it there are counts and no cycles.
    public let core: CoreProfile?
    private var lanes: [Lane]

    /// A comparison of `layouts` behind `hierarchy`; all caches are empty.
    public init(_ layouts: [LayoutCase], _ hierarchy: Hierarchy, core: CoreProfile?) {
        self.core = core
        let perLine = core?.memory?.entriesPerLine ?? 8
        lanes = layouts.map {
            Lane(
                layout: $0, simulator: Simulator(hierarchy, $0.map),
                locality: LineLocality(entriesPerLine: perLine))
        }
    }

    /// Accesses everything that `source` still gives; `progress` is told the number after each chunk.
    public mutating func run<Source: AccessSource>(
        _ source: inout Source, progress: (UInt64) -> Void = { _ in }
    ) throws(TraceError) {
        var buffer = [UInt64](repeating: 0, count: Self.chunk)
        var done: UInt64 = 0
        while true {
            let count = try source.next(&buffer)
            guard count > 0 else { return }
            let addresses = buffer[..<count]
            Processors.forEach(&lanes) { lane in
                lane.simulator.run(addresses.span)
                lane.locality.observe(addresses.prefix(Self.sampled), lane.layout.map)
            }
            done += UInt64(count)
            progress(done)
        }
    }

    /// What was counted, in the order of the layouts.
    ///
    /// - Parameter memory: the memory that was accessed, as far as it is known: its table entries are what has to
    ///   fit the caches. Otherwise all table entries are.
    public func results(memory: WorkloadMemory?) -> [LayoutResult] {
        lanes.map { lane in
            LayoutResult(
                layout: lane.layout, counts: lane.simulator.counts, sameLine: lane.locality.sameLine,
                cycles: cycles(lane, memory))
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
