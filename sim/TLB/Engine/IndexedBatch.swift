/// A batch of items on its way through `IndexedSets`.
///
/// Pointers for the reason given at `SetBatch`. `IndexedSets` vouches for them: links are slots, and hashes are
/// below the number of buckets.
struct IndexedBatch {
    typealias Slot = IndexedSets.Slot

    let slots: UnsafeMutablePointer<Slot>
    let heads: UnsafeMutablePointer<UInt32>
    /// 64 − log2 of the number of buckets.
    let hashShift: UInt64
    let newest: UnsafeMutablePointer<UInt32>
    let ways: Int
    let sets: UInt64
    let input: UnsafePointer<UInt64>
    let output: UnsafeMutablePointer<UInt64>
    let count: Int

    /// One set, LRU: its newest entry stays in a register.
    @inline(__always)
    func fullyAssociative(_ names: some EntryKeys) -> Int {
        var misses = 0
        var newest = self.newest[0]
        for position in 0..<count {
            let item = input[position]
            let key = names.key(item)
            let bucket = bucket(key)
            if let slot = find(key, bucket) {
                makeNewest(slot, &newest)
            } else {
                output[misses] = item
                misses &+= 1
                newest = slots[Int(newest)].newer
                replace(newest, by: key, bucket)
            }
        }
        self.newest[0] = newest
        return misses
    }

    /// Several sets, LRU.
    @inline(__always)
    func leastRecentlyUsed(_ names: some EntryKeys) -> Int {
        var misses = 0
        for position in 0..<count {
            let item = input[position]
            let key = names.key(item)
            let bucket = bucket(key)
            let set = Int(truncatingIfNeeded: names.page(item) % sets)
            if let slot = find(key, bucket) {
                makeNewest(slot, &newest[set])
            } else {
                output[misses] = item
                misses &+= 1
                // The oldest entry follows the newest in the ring: it becomes the newest where it is.
                newest[set] = slots[Int(newest[set])].newer
                replace(newest[set], by: key, bucket)
            }
        }
        return misses
    }

    /// Any number of sets, random. The ring counts up the free ways until none is left.
    @inline(__always)
    func random(_ names: some EntryKeys, _ generator: inout SplitMix64?) -> Int {
        var misses = 0
        for position in 0..<count {
            let item = input[position]
            let key = names.key(item)
            let bucket = bucket(key)
            guard find(key, bucket) == nil else { continue }
            output[misses] = item
            misses &+= 1
            let set = Int(truncatingIfNeeded: names.page(item) % sets)
            let next = slots[Int(newest[set])].newer
            if slots[Int(next)].key == emptyKey {
                newest[set] = next
                replace(next, by: key, bucket)
            } else {
                let draw = (generator?.next() ?? 0) >> 32
                let way = Int(truncatingIfNeeded: (draw &* UInt64(ways)) >> 32)
                replace(UInt32(truncatingIfNeeded: set &* ways &+ way), by: key, bucket)
            }
        }
        return misses
    }

    /// The bucket of a key: the upper bits of its product with 2^64 divided by the golden ratio (Knuth, TAOCP 3,
    /// 6.4).
    @inline(__always)
    private func bucket(_ key: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) &>> hashShift)
    }

    @inline(__always)
    private func find(_ key: UInt64, _ bucket: UInt32) -> UInt32? {
        var slot = heads[Int(bucket)]
        while slot != IndexedSets.none {
            if slots[Int(slot)].key == key { return slot }
            slot = slots[Int(slot)].chain
        }
        return nil
    }

    @inline(__always)
    private func makeNewest(_ slot: UInt32, _ newest: inout UInt32) {
        guard slot != newest else { return }
        let oldest = slots[Int(newest)].newer
        if slot != oldest {
            let older = slots[Int(slot)].older
            let newer = slots[Int(slot)].newer
            slots[Int(older)].newer = newer
            slots[Int(newer)].older = older
            slots[Int(newest)].newer = slot
            slots[Int(slot)].older = newest
            slots[Int(slot)].newer = oldest
            slots[Int(oldest)].older = slot
        }
        newest = slot
    }

    /// Gives the slot to `key`, which is in no slot.
    @inline(__always)
    private func replace(_ slot: UInt32, by key: UInt64, _ bucket: UInt32) {
        let entry = slots + Int(slot)
        let before = entry.pointee.bucket
        if before != IndexedSets.none {
            if heads[Int(before)] == slot {
                heads[Int(before)] = entry.pointee.chain
            } else {
                var other = heads[Int(before)]
                while slots[Int(other)].chain != slot { other = slots[Int(other)].chain }
                slots[Int(other)].chain = entry.pointee.chain
            }
        }
        entry.pointee.key = key
        entry.pointee.bucket = bucket
        entry.pointee.chain = heads[Int(bucket)]
        heads[Int(bucket)] = slot
    }
}
