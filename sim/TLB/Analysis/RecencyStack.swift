/// The most recently used keys, with the depth at which each is found.
///
/// Every use takes the next of 2 × capacity places in time; a Fenwick tree counts the places that hold the last
/// use of a key. When no place is left, the kept keys move to the first places.
struct RecencyStack: Sendable {
    private let capacity: Int
    /// The place of each key's last use.
    private var places: KeyTable
    /// The key whose last use a place is; `emptyKey` where there was a later one.
    private var keys: [UInt64]
    /// Fenwick tree, from 1, over the places that are last uses.
    private var tree: [Int32]
    private var next = 0
    /// No last use is before this place.
    private var oldest = 0

    init(_ capacity: Int) {
        self.capacity = capacity
        keys = Array(repeating: emptyKey, count: 2 * capacity)
        tree = Array(repeating: 0, count: 2 * capacity + 1)
        places = KeyTable(capacity + 1)
    }

    /// Uses `key`. Returns how deep it was, 1 for the most recently used; nil if it was not among the
    /// `capacity` most recently used.
    mutating func use(_ key: UInt64) -> Int? {
        if next == keys.count { compact() }
        let old = places.update(key, next)
        var depth: Int?
        if let old {
            depth = places.count - last(before: old)
            clear(old)
        } else if places.count > capacity {
            while keys[oldest] == emptyKey { oldest += 1 }
            places.remove(keys[oldest])
            clear(oldest)
        }
        keys[next] = key
        mark(next, 1)
        next += 1
        return depth
    }

    private mutating func clear(_ place: Int) {
        mark(place, -1)
        keys[place] = emptyKey
    }

    /// Last uses before `place`.
    private func last(before place: Int) -> Int {
        var sum = 0
        var node = place
        while node > 0 {
            sum += Int(tree[node])
            node &= node - 1
        }
        return sum
    }

    private mutating func mark(_ place: Int, _ change: Int32) {
        var node = place + 1
        while node < tree.count {
            tree[node] += change
            node += node & -node
        }
    }

    private mutating func compact() {
        let kept = keys.filter { $0 != emptyKey }
        for place in keys.indices { keys[place] = place < kept.count ? kept[place] : emptyKey }
        for (place, key) in kept.enumerated() { _ = places.update(key, place) }
        for node in 1..<tree.count {
            // A node covers the places from node − (its lowest bit) to node − 1.
            let first = node & (node - 1)
            tree[node] = Int32(max(0, min(node, kept.count) - first))
        }
        next = kept.count
        oldest = 0
    }
}
