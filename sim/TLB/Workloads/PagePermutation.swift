/// A random permutation of 0 ..< count that needs no memory: a four-round Feistel network over the next even
/// number of bits, walked until the result is in range (Black and Rogaway, CT-RSA 2002).
struct PagePermutation: Sendable {
    private let count: UInt64
    private let halfBits: UInt64
    private let mask: UInt64
    private let keys: [UInt64]

    /// The permutation of `seed`; `count` is at least 1.
    init(count: UInt64, seed: UInt64, stream: UInt64) {
        self.count = max(count, 1)
        let bits = UInt64(64 - (self.count - 1).leadingZeroBitCount)
        halfBits = max((bits + 1) / 2, 1)
        mask = (1 << halfBits) - 1
        var random = WorkloadRandom(seed: seed, stream: stream)
        keys = (0..<4).map { _ in random.next() }
    }

    /// Where `index`, which is below `count`, goes.
    subscript(index: UInt64) -> UInt64 {
        var value = index
        repeat {
            var left = value >> halfBits
            var right = value & mask
            for key in keys {
                (left, right) = (right, left ^ (WorkloadRandom.mixed(right ^ key) & mask))
            }
            value = left << halfBits | right
        } while value >= count
        return value
    }
}
