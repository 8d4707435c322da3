import Arm64
import LinearMap
import TLB

/// One cache, written down as slowly and as plainly as it can be: a list of ways for each set.
struct ReferenceCache {
    struct Entry: Equatable {
        var page: UInt64
        var size: UInt64
    }

    let shape: CacheShape
    var sets: [[Entry?]]
    /// For LRU: the time of last use. For tree pseudo-LRU: the bits, as an array of nodes from the root.
    var lastUse: [[Int]]
    var trees: [[Bool]]
    var time = 0
    /// The sizes of all entries there ever were.
    var sizes: Set<UInt64> = []
    var draws: UInt64

    init(_ shape: CacheShape) {
        self.shape = shape
        sets = Array(repeating: Array(repeating: nil, count: shape.ways), count: shape.sets)
        lastUse = Array(repeating: Array(repeating: -1, count: shape.ways), count: shape.sets)
        trees = Array(repeating: Array(repeating: false, count: max(shape.ways, 1)), count: shape.sets)
        draws = if case .random(let seed) = shape.replacement { seed } else { 0 }
    }

    /// Looks for an entry that covers `address`, of whatever size; fills one of `size` bytes if there is none.
    mutating func access(_ address: UInt64, size: UInt64) -> Bool {
        time += 1
        sizes.insert(size)
        for candidate in sizes {
            let page = address / candidate
            let set = Int(page % UInt64(shape.sets))
            for way in 0..<shape.ways where sets[set][way] == Entry(page: page, size: candidate) {
                use(way, set)
                return true
            }
        }
        let page = address / size
        let set = Int(page % UInt64(shape.sets))
        let way = sets[set].firstIndex(of: nil) ?? victim(set)
        sets[set][way] = Entry(page: page, size: size)
        use(way, set)
        return false
    }

    private mutating func victim(_ set: Int) -> Int {
        switch shape.replacement {
        case .lru: return lastUse[set].indices.min { lastUse[set][$0] < lastUse[set][$1] } ?? 0
        case .random:
            draws &+= 0x9e37_79b9_7f4a_7c15
            var mixed = draws
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            mixed ^= mixed >> 31
            return Int(((mixed >> 32) * UInt64(shape.ways)) >> 32)
        case .treePLRU:
            // Halving an interval: true means that the upper half goes first.
            var low = 0
            var high = shape.ways
            var node = 0
            while high - low > 1 {
                let middle = (low + high) / 2
                if trees[set][node] {
                    low = middle
                    node = 2 * node + 2
                } else {
                    high = middle
                    node = 2 * node + 1
                }
            }
            return low
        }
    }

    private mutating func use(_ way: Int, _ set: Int) {
        lastUse[set][way] = time
        guard shape.replacement == .treePLRU else { return }
        var low = 0
        var high = shape.ways
        var node = 0
        while high - low > 1 {
            let middle = (low + high) / 2
            trees[set][node] = way < middle
            if way < middle { high = middle } else { low = middle }
            node = 2 * node + (way < middle ? 1 : 2)
        }
    }
}

/// A whole hierarchy, an access at a time.
struct Reference {
    let hierarchy: Hierarchy
    let granule: Granule
    let segments: [Segment]
    /// Instead of segments: one page size everywhere.
    let page: UInt64?
    let rootLevel: Int
    let offset: UInt64
    var levels: [ReferenceCache]
    var walkCaches: [Int: ReferenceCache] = [:]
    var counts: Counts

    init(
        _ hierarchy: Hierarchy, granule: Granule = .k4, segments: [Segment] = [], page: UInt64? = nil,
        rootLevel: Int = 0, offset: UInt64 = 0
    ) {
        self.hierarchy = hierarchy
        self.granule = granule
        self.segments = segments
        self.page = page
        self.rootLevel = rootLevel
        self.offset = offset
        levels = hierarchy.levels.map { ReferenceCache($0.shape) }
        for level in hierarchy.walkCache?.levels ?? [] {
            walkCaches[level.tableLevel] = ReferenceCache(level.shape)
        }
        counts = Counts(
            levels: hierarchy.levels.map { Counts.Level(name: $0.name) },
            walkReads: (rootLevel...3).map { Counts.WalkReads(tableLevel: $0) })
    }

    mutating func run(_ addresses: [UInt64]) {
        for address in addresses { access(address) }
    }

    private mutating func access(_ address: UInt64) {
        let size: UInt64
        let reach: UInt64
        if let page {
            size = page
            reach = page
        } else {
            guard let segment = segments.first(where: { $0.range.contains(address) }) else {
                counts.outside += 1
                return
            }
            guard segment.valid else {
                counts.invalid += 1
                return
            }
            size = segment.leaf.size
            reach = segment.leaf.reach(granule)
        }
        counts.accesses += 1
        for (index, level) in hierarchy.levels.enumerated() {
            var entry = level.coalescesContiguous ? reach : size
            if case .sizes(let sizes) = level.nativeSizes {
                while entry > 4096, !sizes.contains(entry) { entry /= 2 }
            }
            counts.levels[index].accesses += 1
            if levels[index].access(address, size: entry) { return }
            counts.levels[index].misses += 1
        }
        walk(address &+ offset, leaf: size)
    }

    private mutating func walk(_ address: UInt64, leaf: UInt64) {
        counts.walks += 1
        let leafLevel = leaf >= granule.pudSize ? 1 : leaf >= granule.pmdSize ? 2 : 3
        counts.walkReads[leafLevel - rootLevel].reads += 1
        for level in stride(from: leafLevel - 1, through: rootLevel, by: -1) {
            if walkCaches[level]?.access(address, size: granule.entrySize(level: level)) ?? false { return }
            counts.walkReads[level - rootLevel].reads += 1
        }
    }
}
