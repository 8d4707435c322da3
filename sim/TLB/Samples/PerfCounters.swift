/// Counters of a run, as `perf stat -x,` or `perf stat -j` writes them.
///
/// Lines of one event are added up: perf writes one for each CPU, interval or cgroup where it was asked to.
public struct PerfCounters: Hashable, Sendable {
    /// What is wrong with a file of counters.
    public struct Damage: Error, Hashable, Sendable {
        /// 1-based line; nil for the whole file.
        public let line: Int?
        /// What is wrong.
        public let problem: String
        /// What was expected.
        public let expected: String
    }

    /// Counts by event.
    public let counts: [CounterEvent: Double]
    /// Events that were asked for but not counted: the PMU has no such event, or too few counters.
    public let notCounted: [CounterEvent]
    /// Whether all events counted the kernel alone.
    public let isKernelOnly: Bool

    /// Reads `bytes`.
    ///
    /// - Throws: `Damage` for a line of another form, and for a file without any event of address translation.
    public init(_ bytes: [UInt8]) throws(Damage) {
        var counts: [CounterEvent: Double] = [:]
        var missing: Set<CounterEvent> = []
        var kernelOnly: [Bool] = []
        for (index, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line.filter { $0 != 0x0d }, as: UTF8.self)
            guard let first = text.first(where: { $0 != " " }), first != "#" else { continue }
            let found = first == "{" ? CounterLine(json: text) : CounterLine(separated: text)
            guard let found else {
                throw Damage(
                    line: index + 1, problem: "no counter",
                    expected: "a line of perf stat -x, or perf stat -j")
            }
            guard let event = CounterEvent(perfName: found.event) else { continue }
            kernelOnly.append(CounterEvent.isKernelOnly(found.event))
            if let value = found.value {
                counts[event, default: 0] += value
            } else {
                missing.insert(event)
            }
        }
        let translation: [CounterEvent] = [.l1Refills, .l2Refills, .walks]
        guard translation.contains(where: { counts[$0] != nil }) else {
            throw Damage(
                line: nil, problem: "counts no event of address translation",
                expected: "dTLB-load-misses, l1d_tlb_refill, l2d_tlb_refill or dtlb_walk")
        }
        self.counts = counts
        notCounted = CounterEvent.allCases.filter { missing.contains($0) && counts[$0] == nil }
        isKernelOnly = kernelOnly.allSatisfy { $0 }
    }

    /// The count of `event`, if it was counted.
    public subscript(event: CounterEvent) -> Double? { counts[event] }
}
