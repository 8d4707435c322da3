import Glibc

/// What a set-associative LRU cache would miss, estimated from the stack distances of a fully associative one.
///
/// Each of the d pages used since falls into the same set with likelihood 1/S, independently: a reuse at
/// distance d misses if at least as many as there are ways did (Smith, IEEE TSE SE-4(2), 1978; Hill and Smith,
/// IEEE TC 38(12), 1989). An estimate: strides that favour some sets break it, in both directions.
public enum SetAssociativeEstimate {
    /// The likelihood that a reuse with `between` other pages since the last use misses in `sets` × `ways`.
    public static func missLikelihood(between: UInt64, sets: Int, ways: Int) -> Double {
        guard sets > 1 else { return between >= UInt64(ways) ? 1 : 0 }
        guard between >= UInt64(ways) else { return 0 }
        let others = Double(between)
        let share = 1 / Double(sets)
        // Terms of the binomial distribution, each from the one before, in logarithms against underflow.
        var logTerm = others * log1p(-share)
        var hit = 0.0
        for found in 0..<ways {
            hit += exp(logTerm)
            logTerm += log((others - Double(found)) / Double(found + 1)) + log(share) - log1p(-share)
        }
        return max(0, 1 - hit)
    }
}
