/// What lies behind a core's TLB in one machine: where a walk's reads are served, and how long that takes.
public struct CoreMemory: Hashable, Sendable {
    /// A cache that walks read through.
    public struct Cache: Hashable, Sendable {
        /// "L2", "L3".
        public let name: String
        /// Bytes.
        public let bytes: Figure<UInt64>
        /// Load-to-use latency in core cycles; nil where nobody published it.
        public let cycles: Figure<ClosedRange<Double>>?
    }

    /// The machine: "Graviton2 (2.5 GHz)".
    public let machine: String
    /// The caches behind the first, nearest first.
    public let caches: [Cache]
    /// Latency of memory in core cycles; nil where nobody published it.
    public let dramCycles: Figure<ClosedRange<Double>>?
    /// Bytes of a cache line: eight table entries in 64 bytes.
    public let lineBytes: UInt64

    /// Memory behind `caches`.
    public init(
        machine: String, caches: [Cache], dramCycles: Figure<ClosedRange<Double>>?, lineBytes: UInt64 = 64
    ) {
        self.machine = machine
        self.caches = caches
        self.dramCycles = dramCycles
        self.lineBytes = lineBytes
    }

    /// Table entries in one cache line.
    public var entriesPerLine: UInt64 { lineBytes / 8 }
}

extension Figure where Value == ClosedRange<Double> {
    /// A latency in cycles that was published in nanoseconds at a clock in GHz.
    static func nanoseconds(
        _ range: ClosedRange<Double>, at gigahertz: Double, _ confidence: Confidence, _ source: String
    ) -> Figure {
        Figure(range.lowerBound * gigahertz...range.upperBound * gigahertz, confidence, source)
    }
}
