/// A tree pseudo-LRU cache.
struct TreeSets: Sendable {
    /// A set: bit n of `tree` is inner node n (1 is the root, 2n and 2n+1 are the halves of n), set where the
    /// upper half is to be replaced first.
    struct Set: Sendable {
        var tree: UInt64 = 0
        var used = 0
    }

    let ways: Int
    var sets: [Set]
    var keys: [UInt64]

    init(_ shape: CacheShape) {
        ways = shape.ways
        sets = Array(repeating: Set(), count: shape.sets)
        keys = Array(repeating: emptyKey, count: shape.entries)
    }

    /// Accesses `count` items and writes those that miss to `output`, which may be `input`; returns how many.
    mutating func filter(
        _ names: some EntryKeys, _ input: UnsafePointer<UInt64>, _ output: UnsafeMutablePointer<UInt64>,
        _ count: Int
    ) -> Int {
        var misses = 0
        for position in 0..<count {
            let item = input[position]
            if access(names.key(item), set: Int(names.page(item) % UInt64(sets.count))) { continue }
            output[misses] = item
            misses += 1
        }
        return misses
    }

    private mutating func access(_ key: UInt64, set: Int) -> Bool {
        let first = set * ways
        for way in 0..<sets[set].used where keys[first + way] == key {
            touch(way, set)
            return true
        }
        let way = sets[set].used < ways ? sets[set].used : victim(sets[set].tree)
        sets[set].used = max(sets[set].used, way + 1)
        keys[first + way] = key
        touch(way, set)
        return false
    }

    /// Turns every node on the way to `way` away from it.
    private mutating func touch(_ way: Int, _ set: Int) {
        var node = way + ways
        while node > 1 {
            let parent = node / 2
            let bit: UInt64 = 1 << UInt64(parent)
            if node % 2 == 0 { sets[set].tree |= bit } else { sets[set].tree &= ~bit }
            node = parent
        }
    }

    private func victim(_ tree: UInt64) -> Int {
        var node = 1
        while node < ways { node = 2 * node + Int(tree >> UInt64(node) & 1) }
        return node - ways
    }
}
