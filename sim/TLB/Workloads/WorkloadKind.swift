/// The workloads, by the name the user gives.
public enum WorkloadKind: String, CaseIterable, Hashable, Sendable {
    /// Any line of memory.
    case uniform
    /// Few pages often, many seldom.
    case zipf
    /// Line after line.
    case sequential
    /// Pages copied.
    case copy
    /// Pages of a cached file that lies in one piece.
    case pageCache = "page-cache"
    /// Pages of a cached file that lies scattered.
    case pageCacheShuffled = "page-cache-shuffled"
    /// Small objects in scattered slab pages.
    case slab
    /// Packets from a ring of scattered buffers.
    case network

    /// What it does, in a few words.
    public var words: String {
        switch self {
        case .uniform: "any cache line of memory, all equally likely"
        case .zipf: "pages by Zipf's law, exponent 0.99, scattered"
        case .sequential: "line after line through memory"
        case .copy: "random pages copied to random pages"
        case .pageCache: "random pages read of a file in the lower half of memory"
        case .pageCacheShuffled: "random pages read of a file scattered over memory"
        case .slab: "256-byte objects in scattered slab pages, a sixteenth of memory"
        case .network: "packets from 4096 scattered receive buffers"
        }
    }

    func pattern(_ memory: WorkloadMemory, seed: UInt64) -> any AccessPattern {
        switch self {
        case .uniform: UniformPattern(memory: memory)
        case .zipf: ZipfPattern(memory, seed: seed)
        case .sequential: SequentialPattern(memory)
        case .copy: CopyPattern(memory: memory)
        case .pageCache: PageCachePattern(memory, isShuffled: false, seed: seed)
        case .pageCacheShuffled: PageCachePattern(memory, isShuffled: true, seed: seed)
        case .slab: SlabPattern(memory, seed: seed)
        case .network: NetworkPattern(memory, seed: seed)
        }
    }
}
