/// What address translation costs an access, in core cycles: counts from a simulation times published latencies.
///
/// It is an estimate of what is added to an access whose translation the first level holds: hits of the second
/// level, and walks. The lower end lets as many walks overlap as the core can have under way, the upper end none.
/// Everything else a core does meanwhile is left out.
public struct CycleEstimate: Hashable, Sendable {
    /// A figure that went into it.
    public struct Latency: Hashable, Sendable {
        /// What takes so long: "second-level TLB hit", "L2 cache".
        public let what: String
        /// Cycles.
        public let cycles: ClosedRange<Double>
        /// Where that was read.
        public let source: String
        /// How well it is known.
        public let confidence: Confidence
    }

    /// Why there is none.
    public struct Unknown: Error, Hashable, Sendable {
        /// In one clause.
        public let reason: String
    }

    /// Cycles added to an access on average.
    public let perAccess: ClosedRange<Double>
    /// Of them, for hits of the second level.
    public let ofHits: ClosedRange<Double>
    /// Of them, for walks.
    public let ofWalks: ClosedRange<Double>
    /// The confidence of the weakest latency used; what the counts rest on is the profile's.
    public let confidence: Confidence

    /// The middle of the range, for those who need one number.
    public var middle: Double { (perAccess.lowerBound + perAccess.upperBound) / 2 }

    /// The estimate for `counts`.
    ///
    /// - Parameters:
    ///   - footprint: the table entries walked over.
    ///   - sameLine: the part of the leaf reads that follow another one in the same cache line.
    /// - Throws: why a latency that is needed is not known.
    public init(
        _ counts: Counts, on core: CoreProfile, footprint: TableFootprint, sameLine: Double
    ) throws(Unknown) {
        let accesses = Double(max(counts.accesses, 1))
        let misses = counts.levels.first.map { Double($0.misses) } ?? 0
        let hits = max(0, misses - Double(counts.walks)) / accesses
        ofHits = try Self.hits(hits, core)
        ofWalks = try Self.walks(counts, accesses, core, footprint, sameLine)
        perAccess = ofHits.lowerBound + ofWalks.lowerBound...ofHits.upperBound + ofWalks.upperBound
        confidence = Self.latencies(of: core).map(\.confidence).reduce(.solid, Confidence.weaker)
    }

    private static func hits(_ hits: Double, _ core: CoreProfile) throws(Unknown) -> ClosedRange<Double> {
        guard hits > 0 else { return 0...0 }
        guard let cycles = core.l2HitCycles?.value else {
            throw Unknown(reason: "nobody published what a second-level TLB hit costs on \(core.name)")
        }
        return hits * cycles.lowerBound...hits * cycles.upperBound
    }

    private static func walks(
        _ counts: Counts, _ accesses: Double, _ core: CoreProfile, _ footprint: TableFootprint,
        _ sameLine: Double
    ) throws(Unknown) -> ClosedRange<Double> {
        guard counts.walks > 0 else { return 0...0 }
        guard let memory = core.memory else {
            throw Unknown(reason: "no cache and memory latencies were published for \(core.name)")
        }
        let latency = WalkLatency(memory, footprint: footprint, sameLine: sameLine)
        var low = 0.0, high = 0.0
        for level in counts.walkReads where level.reads > 0 {
            let share = Double(level.reads) / accesses
            do throws(WalkLatency.Unknown) {
                let cycles = try latency.cycles(tableLevel: level.tableLevel)
                low += share * cycles.lowerBound
                high += share * cycles.upperBound
            } catch {
                throw Unknown(reason: error.reason)
            }
        }
        return low / Double(core.walksInFlight?.value ?? 1)...high
    }

    /// Every latency of `core` that an estimate may rest on.
    public static func latencies(of core: CoreProfile) -> [Latency] {
        var list: [Latency] = []
        func add(_ what: String, _ figure: Figure<ClosedRange<Double>>?) {
            guard let figure else { return }
            list.append(
                Latency(
                    what: what, cycles: figure.value, source: figure.source, confidence: figure.confidence))
        }
        add("second-level TLB hit", core.l2HitCycles)
        for cache in core.memory?.caches ?? [] { add("\(cache.name) cache", cache.cycles) }
        add("memory", core.memory?.dramCycles)
        return list
    }
}
