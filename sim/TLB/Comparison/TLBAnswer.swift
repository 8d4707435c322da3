/// Everything `linmap tlb` found out: the input of its text, its JSON and its picture.
public struct TLBAnswer: Sendable {
    /// What accessed memory.
    public enum Accesses: Sendable {
        /// A workload, from a seed, on some memory.
        case workload(WorkloadMix, seed: UInt64, memory: WorkloadMemory)
        /// A trace: its name and its format.
        case trace(String, format: String)
    }

    /// The snapshot's name; nil without one.
    public var snapshot: String?
    /// The core; nil for a geometry alone.
    public var core: CoreProfile?
    /// What decided for that core, in a few words.
    public var coreChoice: String
    /// The TLBs.
    public var hierarchy: Hierarchy
    /// What accessed memory.
    public var accesses: Accesses
    /// The maps, the host's present one first.
    public var results: [LayoutResult]
    /// Every workload in short, where none was named.
    public var survey: [SurveyRow]
    /// What became of perf samples, if the trace was one.
    public var samples: SampleTally?
    /// Measured counters and what other maps would have made of them.
    public var counters: CounterAnswer?
    /// Misses of every TLB size, per map, if that was asked for.
    public var sweep: [SweepCurve]
    /// What to keep in mind, one sentence each.
    public var notes: [String]

    /// An answer.
    public init(
        snapshot: String?, core: CoreProfile?, coreChoice: String, hierarchy: Hierarchy, accesses: Accesses,
        results: [LayoutResult]
    ) {
        self.snapshot = snapshot
        self.core = core
        self.coreChoice = coreChoice
        self.hierarchy = hierarchy
        self.accesses = accesses
        self.results = results
        survey = []
        sweep = []
        notes = []
    }

    /// Accesses that were simulated, skipped ones included.
    public var accessCount: UInt64 {
        results.map { $0.counts.accesses + $0.counts.outside + $0.counts.invalid }.max() ?? 0
    }
}

/// One workload under all maps.
public struct SurveyRow: Sendable {
    /// The workload.
    public let kind: WorkloadKind
    /// The maps, in the order of the answer's.
    public let results: [LayoutResult]

    /// The results of `kind`.
    public init(kind: WorkloadKind, results: [LayoutResult]) {
        self.kind = kind
        self.results = results
    }
}

/// Counters, and their projections.
public struct CounterAnswer: Sendable {
    /// As measured.
    public let counters: PerfCounters
    /// The patterns whose range was taken, by name.
    public let patterns: [String]
    /// One for each map but the present one.
    public let projections: [CounterProjection]

    /// The projections of `counters`.
    public init(counters: PerfCounters, patterns: [String], projections: [CounterProjection]) {
        self.counters = counters
        self.patterns = patterns
        self.projections = projections
    }
}

/// One map's misses for every size of a fully associative TLB with least recently used replacement.
public struct SweepCurve: Sendable {
    /// A size and its misses.
    public struct Point: Hashable, Sendable {
        /// Entries.
        public let entries: Int
        /// Misses per access, 0 to 1.
        public let missRatio: Double

        /// A point.
        public init(entries: Int, missRatio: Double) {
            self.entries = entries
            self.missRatio = missRatio
        }
    }

    /// The map.
    public let layout: String
    /// Ascending entries.
    public let points: [Point]

    /// A curve.
    public init(layout: String, points: [Point]) {
        self.layout = layout
        self.points = points
    }
}
