/// What came of a batch.
struct SetPass {
    /// Items that missed.
    var misses = 0
    /// Items that hit the entry used last in their set.
    var front = 0

    /// What the next batch of `ways` ways is best taken for, after this one of `count` items.
    ///
    /// A search pays for each outcome that is not the usual one, a miss or a hit in front, with a misprediction;
    /// comparing all pays for each way. The break-even is estimated from what both cost on an AMD EPYC (Zen 5).
    func habit(_ count: Int, ways: Int) -> MoveToFrontSets.Habit {
        let unusual = count - max(front, misses)
        return unusual * 10 < count * (ways - 1) ? .regular : .irregular
    }
}

/// A batch of items on its way through `MoveToFrontSets`.
///
/// Pointers, because with arrays, whose every access is checked, the loop takes 23 % longer (four ways, hits at
/// random, AMD EPYC). `MoveToFrontSets.filter` vouches for them: `keys` holds sets × ways keys, `input` and `output`
/// hold `count` items.
struct SetBatch {
    let keys: UnsafeMutablePointer<UInt64>
    let input: UnsafePointer<UInt64>
    let output: UnsafeMutablePointer<UInt64>
    let count: Int

    @inline(__always)
    func pass(
        _ names: some EntryKeys, _ index: some SetIndex, _ ways: some WayCount, _ habit: MoveToFrontSets.Habit
    ) -> SetPass {
        switch habit {
        case .regular: search(names, index, ways)
        case .irregular: compareAll(names, index, ways)
        }
    }

    /// Stops where the key is: fast where the processor can tell in advance where that will be.
    @inline(never)
    private func search(_ names: some EntryKeys, _ index: some SetIndex, _ ways: some WayCount) -> SetPass {
        let ways = ways.count
        var result = SetPass()
        for position in 0..<count {
            let item = input[position]
            let key = names.key(item)
            let set = keys + index.set(names.page(item)) &* ways
            var way = 0
            while way < ways, set[way] != key { way &+= 1 }
            if way < ways {
                result.front &+= way == 0 ? 1 : 0
                while way > 0 {
                    set[way] = set[way &- 1]
                    way &-= 1
                }
                set[0] = key
            } else {
                var moved = key
                for way in 0..<ways { swap(&set[way], &moved) }
                output[result.misses] = item
                result.misses &+= 1
            }
        }
        return result
    }

    /// Compares with every way and moves every key, without a branch that could be mispredicted.
    @inline(never)
    private func compareAll(_ names: some EntryKeys, _ index: some SetIndex, _ ways: some WayCount) -> SetPass
    {
        let ways = ways.count
        var result = SetPass()
        for position in 0..<count {
            let item = input[position]
            let key = names.key(item)
            let set = keys + index.set(names.page(item)) &* ways
            let (found, front) = Self.moveToFront(key, set, ways)
            output[result.misses] = item
            result.misses &+= 1 &+ Int(truncatingIfNeeded: found)
            result.front &-= Int(truncatingIfNeeded: front)
        }
        return result
    }

    /// Puts `key` in front, and every key that was before it, or all if it is new, one place further. Returns
    /// −1 for `found` where the key was there, and for `front` where it was in front already; else 0.
    @inline(__always)
    private static func moveToFront(
        _ key: UInt64, _ set: UnsafeMutablePointer<UInt64>, _ ways: Int
    ) -> (found: Int64, front: Int64) {
        var moved = key
        var found: UInt64 = 0
        var front: UInt64 = 0
        for way in 0..<ways {
            let old = set[way]
            set[way] = moved ^ ((moved ^ old) & found)
            // All ones where the two are equal; otherwise they differ by less than 2^63.
            found |= UInt64(bitPattern: Int64(bitPattern: (old ^ key) &- 1) &>> 63)
            if way == 0 { front = found }
            moved = old
        }
        return (Int64(bitPattern: found), Int64(bitPattern: front))
    }
}
