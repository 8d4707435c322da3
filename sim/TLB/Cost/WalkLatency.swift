/// How long the reads of walks take on one machine.
struct WalkLatency: Hashable, Sendable {
    /// Why there is no number.
    struct Unknown: Error, Hashable, Sendable {
        let reason: String
    }

    private let memory: CoreMemory
    private let footprint: TableFootprint
    private let sameLine: Double

    init(_ memory: CoreMemory, footprint: TableFootprint, sameLine: Double) {
        self.memory = memory
        self.footprint = footprint
        self.sameLine = sameLine
    }

    /// Cycles of one read at `level`.
    ///
    /// The lower end takes the caches to hold nothing but tables; the upper end gives tables half of each, as
    /// much as the line of data that every walk is followed by.
    func cycles(tableLevel level: Int) throws(Unknown) -> ClosedRange<Double> {
        let low = try cycles(level, part: 1) { $0.lowerBound }
        let high = try cycles(level, part: 0.5) { $0.upperBound }
        return low...max(low, high)
    }

    private func cycles(
        _ level: Int, part: Double, _ bound: (ClosedRange<Double>) -> Double
    ) throws(Unknown) -> Double {
        let capacity = memory.caches.map { Double($0.bytes.value) * part }
        let shares = ServedShares(
            bytes: footprint.bytes[level] ?? 0, capacity: capacity, sameLine: level == 3 ? sameLine : 0)
        var sum = 0.0
        for (cache, share) in zip(memory.caches, shares.caches) where share > 0 {
            guard let cycles = cache.cycles else { throw unknown(cache.name) }
            sum += share * bound(cycles.value)
        }
        if shares.memory > 1e-9 {
            guard let cycles = memory.dramCycles else { throw unknown("memory") }
            sum += shares.memory * bound(cycles.value)
        }
        return sum
    }

    private func unknown(_ place: String) -> Unknown {
        Unknown(
            reason: "no latency of \(place) was published for \(memory.machine), and walks read from there")
    }
}
