/// The random numbers of workloads: the same for a seed everywhere.
struct WorkloadRandom: Sendable {
    private var generator: SplitMix64

    /// The numbers of `seed`, for one of several independent `streams`.
    init(seed: UInt64, stream: UInt64 = 0) {
        generator = SplitMix64(seed: Self.mixed(seed ^ Self.mixed(stream)))
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 { generator.next() }

    /// A number below `limit`, which is at least 1. The bias is below limit / 2^64.
    mutating func below(_ limit: UInt64) -> UInt64 { next().multipliedFullWidth(by: limit).high }

    /// A number from 0 up to but not including 1, of 53 bits.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A well mixed function of `value`.
    static func mixed(_ value: UInt64) -> UInt64 {
        var generator = SplitMix64(seed: value)
        return generator.next()
    }
}
