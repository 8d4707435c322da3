/// The way of addresses through a hierarchy, in batches. Each level passes on what misses, in place: as nothing
/// goes back from a level to the one before, batches change no count.
struct Pipeline: Sendable {
    /// Accesses that pass the levels together: what one level makes of them stays in the processor's cache for
    /// the next.
    static let batch = 2048

    private var front: Front
    private var levels: [LevelState]
    private var walker: WalkState
    private var total: Counts

    init(_ hierarchy: Hierarchy, _ map: TranslationMap) {
        levels = hierarchy.levels.map { LevelState($0, map) }
        walker = WalkState(hierarchy.walkCache, map)
        front = Front(map, first: levels.first, shape: hierarchy.levels.first?.shape)
        total = Counts(levels: hierarchy.levels.map { Counts.Level(name: $0.name) })
    }

    var counts: Counts {
        var counts = total
        counts.walkReads = walker.reads
        return counts
    }

    /// Accesses `addresses`; `scratch` has room for `batch` items.
    mutating func run(_ addresses: UnsafeBufferPointer<UInt64>, _ scratch: UnsafeMutableBufferPointer<UInt64>)
    {
        guard var next = addresses.baseAddress, let scratch = scratch.baseAddress else { return }
        var left = addresses.count
        while left > 0 {
            let count = min(left, Self.batch)
            pass(next, scratch, count)
            next += count
            left -= count
        }
    }

    private mutating func pass(
        _ addresses: UnsafePointer<UInt64>, _ scratch: UnsafeMutablePointer<UInt64>, _ count: Int
    ) {
        let entered = front.enter(addresses, scratch, count)
        var items = entered.items
        var left = entered.count
        var lookups = UInt64(count) - entered.outside - entered.invalid
        total.outside += entered.outside
        total.invalid += entered.invalid
        total.accesses += lookups
        for level in levels.indices {
            left = levels[level].filter(items, scratch, left)
            items = UnsafePointer(scratch)
            total.levels[level].accesses += lookups
            total.levels[level].misses += UInt64(left)
            lookups = UInt64(left)
        }
        // Without any level the items may still be the addresses themselves.
        if levels.isEmpty, items != UnsafePointer(scratch) { scratch.update(from: items, count: left) }
        total.walks += UInt64(left)
        walker.walk(scratch, left)
    }
}
