/// Which part of a walk's reads each cache serves, by the size of the tables against the size of the cache.
///
/// Entries are taken to be read independently of one another, so that a cache of C bytes that holds nothing but
/// tables of T bytes serves C/T of the reads, or all. Reads that follow another one in the same cache line are
/// served by the nearest cache.
struct ServedShares: Hashable, Sendable {
    /// Shares of the caches, nearest first.
    let caches: [Double]
    /// What is left for memory.
    let memory: Double

    /// - Parameters:
    ///   - bytes: bytes of table entries.
    ///   - capacity: bytes of each cache that tables get, nearest first.
    ///   - sameLine: the part of the reads that follow another one in the same line, 0 to 1.
    init(bytes: UInt64, capacity: [Double], sameLine: Double) {
        var served = 0.0
        var shares: [Double] = []
        for cache in capacity {
            let whole = bytes > 0 ? min(1, cache / Double(bytes)) : 1
            shares.append(max(0, whole - served) * (1 - sameLine))
            served = max(served, whole)
        }
        if !shares.isEmpty { shares[0] += sameLine }
        caches = shares
        memory = max(0, 1 - shares.reduce(0, +))
    }
}
