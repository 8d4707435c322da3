/// A cache with an index from key to entry, so that the cost of an access does not grow with the ways: for LRU
/// with many ways, which includes fully associative levels, and for random replacement.
struct IndexedSets: Sendable {
    /// One entry, and its places in two lists. Links are numbers of slots.
    struct Slot: Sendable {
        var key = emptyKey
        /// The ring of the set's entries by use: going to `older` from the newest ends at the oldest, whose
        /// `older` is the newest again.
        var older: UInt32
        var newer: UInt32
        /// The next slot of the same bucket, or `none`.
        var chain = none
        /// The bucket that lists the slot, or `none`.
        var bucket = none
    }

    /// No slot, no bucket.
    static let none = UInt32.max

    let ways: Int
    let sets: UInt64
    /// All slots, set after set.
    var slots: [Slot]
    /// The first slot of each bucket, or `none`. Buckets are 4 to 32 times the entries, so that few hold two.
    var heads: [UInt32]
    /// The newest slot of each set.
    var newest: [UInt32]
    /// Draws victims; nil means LRU.
    var random: SplitMix64?

    init(_ shape: CacheShape) {
        let ways = shape.ways
        self.ways = ways
        sets = UInt64(shape.sets)
        slots = (0..<shape.entries).map { slot in
            let first = slot / ways * ways
            // The first slot is the oldest, so that free ways are taken lowest first.
            return Slot(
                older: UInt32(slot == first ? first + ways - 1 : slot - 1),
                newer: UInt32(slot == first + ways - 1 ? first : slot + 1))
        }
        newest = (1...shape.sets).map { UInt32($0 * ways - 1) }
        var buckets = 16
        while buckets < shape.entries * (shape.entries <= 4096 ? 16 : 4) { buckets *= 2 }
        heads = Array(repeating: Self.none, count: buckets)
        if case .random(let seed) = shape.replacement { random = SplitMix64(seed: seed) }
    }

    /// Accesses `count` items and writes those that miss to `output`, which may be `input`; returns how many.
    mutating func filter(
        _ names: some EntryKeys, _ input: UnsafePointer<UInt64>, _ output: UnsafeMutablePointer<UInt64>,
        _ count: Int
    ) -> Int {
        let ways = ways, sets = sets
        let buckets = heads.count
        return slots.withUnsafeMutableBufferPointer { slots in
            heads.withUnsafeMutableBufferPointer { heads in
                newest.withUnsafeMutableBufferPointer { newest -> Int in
                    guard let slots = slots.baseAddress, let heads = heads.baseAddress,
                        let newest = newest.baseAddress
                    else { return 0 }
                    let batch = IndexedBatch(
                        slots: slots, heads: heads, hashShift: UInt64(buckets.leadingZeroBitCount + 1),
                        newest: newest, ways: ways, sets: sets, input: input, output: output, count: count)
                    return if random != nil {
                        batch.random(names, &random)
                    } else if sets == 1 {
                        batch.fullyAssociative(names)
                    } else {
                        batch.leastRecentlyUsed(names)
                    }
                }
            }
        }
    }
}
