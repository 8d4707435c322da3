/// A number of accesses to memory in a pattern or a mix of patterns. The same mix, memory and seed give the same
/// addresses everywhere.
///
/// The operations of a mix follow one another in random order, each kind as often as its share of the accesses
/// demands in expectation.
public struct Workload: AccessSource, Sendable {
    /// The mix.
    public let mix: WorkloadMix
    /// The memory addressed.
    public let memory: WorkloadMemory
    private var patterns: [any AccessPattern]
    /// The upper edges of the patterns' shares of the operations, the last one 1.
    private let edges: [Double]
    private var random: WorkloadRandom
    private var queue: [UInt64] = []
    private var taken = 0
    private var remaining: UInt64

    /// `accesses` accesses to `memory`.
    public init(_ mix: WorkloadMix, memory: WorkloadMemory, seed: UInt64, accesses: UInt64) {
        self.mix = mix
        self.memory = memory
        patterns = mix.parts.map { $0.kind.pattern(memory, seed: seed) }
        let rates = zip(mix.parts, patterns).map { Double($0.weight) / Double($1.accessesPerOperation) }
        let sum = rates.reduce(0, +)
        var edge = 0.0
        edges = rates.map {
            edge += $0 / sum
            return edge
        }
        random = WorkloadRandom(seed: seed)
        remaining = accesses
    }

    /// The next addresses.
    public mutating func next(_ buffer: inout [UInt64]) -> Int {
        let wanted = Int(min(UInt64(buffer.count), remaining))
        var given = 0
        while given < wanted {
            if taken == queue.count { refill(wanted) }
            let part = min(wanted - given, queue.count - taken)
            for index in 0..<part { buffer[given + index] = queue[taken + index] }
            taken += part
            given += part
        }
        remaining -= UInt64(wanted)
        return wanted
    }

    private mutating func refill(_ count: Int) {
        queue.removeAll(keepingCapacity: true)
        taken = 0
        guard patterns.count > 1 else { return patterns[0].fill(&queue, to: count, &random) }
        while queue.count < count {
            let point = random.unit()
            let index = edges.firstIndex { point < $0 } ?? edges.count - 1
            patterns[index].operate(&random, into: &queue)
        }
    }
}
