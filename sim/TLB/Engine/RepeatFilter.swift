/// Leaves out accesses that cannot miss and change nothing, before they cost anything: runs within a page, and
/// the alternation between two pages that copying makes.
///
/// An access to the page of the access before hits in the first level and leaves it as it is, whatever the
/// policy. So does an even number of accesses each to the page of the access two before, with LRU and tree
/// pseudo-LRU and two ways or more: both pages are there, for neither policy replaces the entry used last, and
/// they end up in the order they were in.
struct RepeatFilter: Sendable {
    /// Accesses that are looked at together.
    static let group = 8

    /// log2 of a size that every first-level entry is a multiple of.
    let shift: UInt64
    /// 2 where alternation is left out, 1 where only runs are.
    let period: Int

    /// A filter before a first level of shape `shape`, whose entries are multiples of 2^`shift` bytes.
    init(shift: Int, before shape: CacheShape) {
        self.shift = UInt64(shift)
        var replacesLast = shape.ways < 2
        if case .random = shape.replacement { replacesLast = true }
        period = replacesLast ? 1 : 2
    }

    /// Copies from `input` to `output` what may matter, and returns how many accesses these are. The first
    /// group is always copied, so that nothing needs to be known of what went before.
    func keep(_ input: UnsafePointer<UInt64>, _ output: UnsafeMutablePointer<UInt64>, _ count: Int) -> Int {
        period == 2 ? keep(input, output, count, 2) : keep(input, output, count, 1)
    }

    @inline(__always)
    private func keep(
        _ input: UnsafePointer<UInt64>, _ output: UnsafeMutablePointer<UInt64>, _ count: Int, _ period: Int
    ) -> Int {
        let group = Self.group
        var kept = min(count, group)
        output.update(from: input, count: kept)
        var position = kept
        while position &+ group <= count {
            let here = input + position
            var difference: UInt64 = 0
            for offset in 0..<group { difference |= here[offset] ^ here[offset &- period] }
            if difference &>> shift != 0 {
                for offset in 0..<group {
                    output[kept] = here[offset]
                    kept &+= (here[offset] ^ here[offset &- 1]) &>> shift != 0 ? 1 : 0
                }
            }
            position &+= group
        }
        while position < count {
            output[kept] = input[position]
            kept &+= 1
            position &+= 1
        }
        return kept
    }
}
