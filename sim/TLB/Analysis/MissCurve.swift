/// Misses of a fully associative LRU level of every size at once.
public struct MissCurve: Hashable, Sendable {
    /// All accesses.
    public let accesses: UInt64
    /// `hits[d - 1]` accesses found their entry at stack distance d: it was the d-th most recently used one. A
    /// level hits if it has at least d entries.
    public let hits: [UInt64]

    /// A curve from the number of hits at each distance from 1 on. Accesses that are in none were first uses, or
    /// reuses at greater distances.
    public init(accesses: UInt64, hits: [UInt64]) {
        self.accesses = accesses
        self.hits = hits
    }

    /// The largest number of entries that the curve tells.
    public var mostEntries: Int { hits.count }

    /// Misses of a level of `entries` entries, 0 to `mostEntries`; nil beyond.
    public func misses(entries: Int) -> UInt64? {
        guard (0...mostEntries).contains(entries) else { return nil }
        return accesses - hits.prefix(entries).reduce(0, +)
    }

    /// The misses for 0, 1, 2, … `mostEntries` entries.
    public var misses: [UInt64] {
        var left = accesses
        var result = [left]
        result.reserveCapacity(hits.count + 1)
        for count in hits {
            left -= count
            result.append(left)
        }
        return result
    }

    /// The estimated misses of a set-associative LRU level, by `SetAssociativeEstimate`. What lies beyond the
    /// curve counts as a miss, so `mostEntries` should be several times the entries of the level.
    public func estimatedMisses(sets: Int, ways: Int) -> Double {
        var hit = 0.0
        for (between, count) in hits.enumerated() where count > 0 {
            let miss = SetAssociativeEstimate.missLikelihood(between: UInt64(between), sets: sets, ways: ways)
            hit += Double(count) * (1 - miss)
        }
        return Double(accesses) - hit
    }
}
