/// Table walks, and the caches that shorten them.
///
/// A walk looks for the deepest cached entry, reads the tables below it, and leaves what it read in the caches.
/// A cache above the one that hit is not looked up.
struct WalkState: Sendable {
    /// What one table level needs.
    private struct Level: Sendable {
        let keys: UniformKeys
        var cache: CacheState?
        var reads: UInt64 = 0
    }

    private let rootLevel: Int
    /// From the root level to level 3.
    private var levels: [Level]
    /// The table level of the leaf, for each translation of the map.
    private let leafLevels: [Int]
    private let hasCaches: Bool
    private let offset: UInt64

    init(_ shape: WalkCacheShape?, _ map: TranslationMap) {
        rootLevel = map.rootLevel
        levels = (map.rootLevel...3).map { level in
            let size = map.granule.entrySize(level: level)
            let cache = level < 3 ? shape?.levels.first { $0.tableLevel == level }?.shape : nil
            return Level(
                keys: UniformKeys(shift: UInt64(size.trailingZeroBitCount)), cache: cache.map(CacheState.init)
            )
        }
        leafLevels = map.table.kinds.map { max($0.level, map.rootLevel) }
        hasCaches = levels.contains { $0.cache != nil }
        offset = map.virtualOffset
    }

    /// What was read so far.
    var reads: [Counts.WalkReads] {
        levels.enumerated().map {
            Counts.WalkReads(tableLevel: rootLevel + $0.offset, reads: $0.element.reads)
        }
    }

    /// Walks for `count` items, in their order; overwrites them.
    mutating func walk(_ items: UnsafeMutablePointer<UInt64>, _ count: Int) {
        guard leafLevels.count > 1 else { return walk(items, count, leafLevel: leafLevels.first ?? 3) }
        guard hasCaches else { return tally(items, count) }
        var start = 0
        while start < count {
            // The next items whose leaf is at the same level.
            let level = leafLevel(items[start])
            var end = start + 1
            while end < count, leafLevel(items[end]) == level { end += 1 }
            walk(items + start, end - start, leafLevel: level)
            start = end
        }
    }

    /// Walks that nothing shortens read from the root to the leaf, in whatever order.
    private mutating func tally(_ items: UnsafePointer<UInt64>, _ count: Int) {
        var walks = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        for position in 0..<count {
            switch leafLevel(items[position]) {
            case 3: walks.3 += 1
            case 2: walks.2 += 1
            case 1: walks.1 += 1
            default: walks.0 += 1
            }
        }
        var reads = UInt64(0)
        for (level, ending) in [(3, walks.3), (2, walks.2), (1, walks.1), (0, walks.0), (-1, 0)]
        where level >= rootLevel {
            reads += ending
            levels[level - rootLevel].reads += reads
        }
    }

    private func leafLevel(_ item: UInt64) -> Int { leafLevels[Int(item & 0xff)] }

    private mutating func walk(_ items: UnsafeMutablePointer<UInt64>, _ count: Int, leafLevel: Int) {
        var left = count
        levels[leafLevel - rootLevel].reads += UInt64(left)
        if hasCaches, offset != 0 {
            for position in 0..<left { items[position] &+= offset }
        }
        for index in (0..<leafLevel - rootLevel).reversed() where left > 0 {
            let keys = levels[index].keys
            left = levels[index].cache?.filter(keys, items, items, left) ?? left
            levels[index].reads += UInt64(left)
        }
    }
}
