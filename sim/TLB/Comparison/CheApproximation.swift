import Glibc

/// Misses of a fully associative cache with least recently used replacement under independent references (Che,
/// Tung and Wang, IEEE JSAC 20(7), 2002): an item stays for a time that is the same for all items, and is fixed by
/// the number of entries. For items that are all equally likely this is the exact 1 − entries/items.
enum CheApproximation {
    /// Items of equal probability.
    struct Items: Hashable, Sendable {
        /// How many.
        let count: Double
        /// The probability that a reference is to one of them.
        let probability: Double
    }

    /// Misses per reference, 0 to 1.
    static func missRatio(_ items: [Items], entries: Int) -> Double {
        let items = items.filter { $0.count > 0 && $0.probability > 0 }
        guard items.reduce(0, { $0 + $1.count }) > Double(entries) else { return 0 }
        let time = characteristicTime(items, entries: Double(entries))
        return items.reduce(0) { $0 + $1.count * $1.probability * exp(-$1.probability * time) }
    }

    /// The time at which as many items as there are entries have been referred to, in references.
    private static func characteristicTime(_ items: [Items], entries: Double) -> Double {
        func present(_ time: Double) -> Double {
            items.reduce(0) { $0 - $1.count * expm1(-$1.probability * time) }
        }
        var high = entries
        while present(high) < entries { high *= 2 }
        var low = 0.0
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if present(middle) < entries { low = middle } else { high = middle }
        }
        return high
    }
}
