/// The random numbers of workloads: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), the same for a seed everywhere.
struct WorkloadRandom: Sendable {
    private var state: UInt64

    /// The numbers of `seed`, for one of several independent `streams`.
    init(seed: UInt64, stream: UInt64 = 0) {
        state = Self.mixed(seed &+ 0x9e37_79b9_7f4a_7c15 &* (stream &+ 1))
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mixed(state)
    }

    /// A number below `limit`, which is at least 1. The bias is below limit / 2^64.
    mutating func below(_ limit: UInt64) -> UInt64 { next().multipliedFullWidth(by: limit).high }

    /// A number from 0 up to but not including 1, of 53 bits.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// The mixing function.
    static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
