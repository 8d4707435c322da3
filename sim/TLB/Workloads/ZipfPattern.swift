import Glibc

/// `zipf`: the page of rank r is chosen with a probability proportional to r^−0.99 (the exponent of YCSB's
/// workloads); ranks are dealt to pages at random; within the page any line is equally likely.
struct ZipfPattern: AccessPattern {
    /// The exponent.
    static let exponent = 0.99

    let memory: WorkloadMemory
    let accessesPerOperation = 1
    private let ranks: PagePermutation
    private let sampler: ZipfSampler

    init(_ memory: WorkloadMemory, seed: UInt64) {
        self.memory = memory
        ranks = PagePermutation(count: memory.pages, seed: seed, stream: 11)
        sampler = ZipfSampler(count: memory.pages, exponent: Self.exponent)
    }

    mutating func operate(_ random: inout WorkloadRandom, into queue: inout [UInt64]) {
        let page = ranks[sampler.rank(&random) - 1]
        let line = random.below(memory.pageBytes / WorkloadMemory.lineBytes)
        queue.append(memory.address(ofPage: page) + line * WorkloadMemory.lineBytes)
    }
}

/// Draws ranks 1 ... count with probabilities proportional to rank^−exponent, exactly and in constant memory, by
/// rejection-inversion (Hörmann and Derflinger, ACM TOMACS 6(3), 1996).
struct ZipfSampler: Sendable {
    private let count: Double
    private let exponent: Double
    private let first: Double
    private let last: Double
    private let shortcut: Double

    /// Ranks up to `count`; `exponent` is positive and not 1.
    init(count: UInt64, exponent: Double) {
        self.count = Double(count)
        self.exponent = exponent
        first = Self.integral(1.5, exponent) - 1
        last = Self.integral(Double(count) + 0.5, exponent)
        let edge = Self.integral(2.5, exponent) - pow(2, -exponent)
        shortcut = 2 - Self.inverse(edge, exponent)
    }

    /// A rank.
    func rank(_ random: inout WorkloadRandom) -> UInt64 {
        while true {
            let u = last + random.unit() * (first - last)
            let x = Self.inverse(u, exponent)
            let k = min(max((x + 0.5).rounded(.down), 1), count)
            if k - x <= shortcut || u >= Self.integral(k + 0.5, exponent) - pow(k, -exponent) {
                return UInt64(k)
            }
        }
    }

    /// The integral of x^−s from 1 to x.
    private static func integral(_ x: Double, _ s: Double) -> Double { (pow(x, 1 - s) - 1) / (1 - s) }

    /// Its inverse.
    private static func inverse(_ u: Double, _ s: Double) -> Double { pow(1 + (1 - s) * u, 1 / (1 - s)) }
}
