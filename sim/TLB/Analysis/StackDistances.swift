/// Stack distances in one pass (Mattson, Gecsei, Slutz and Traiger, IBM Systems Journal 9(2), 1970), each in
/// O(log entries) by counting marks in a Fenwick tree (Fenwick, Software: Practice and Experience 24(3), 1994).
///
/// Only the `mostEntries` most recently used entries are kept, which is all that levels up to this size need:
/// memory is proportional to `mostEntries`, whatever the trace.
public struct StackDistances: AccessSink {
    /// The translation of addresses to entries.
    private let map: TranslationMap
    private let level: TLBLevel
    private let mostEntries: Int
    private var accesses: UInt64 = 0
    private var outside: UInt64 = 0
    private var hits: [UInt64]
    private var newestKey: UInt64?
    private var stack: RecencyStack

    /// Distances between uses of the entries that `level` would hold over `map`, for levels of up to
    /// `mostEntries` entries (1 to 2^20); the shape of `level` does not matter.
    public init(_ level: TLBLevel, _ map: TranslationMap, mostEntries: Int) throws(TLBShapeError) {
        guard mostEntries > 0 else { throw .noEntries(mostEntries) }
        guard mostEntries <= CacheShape.mostEntries else { throw .tooManyEntries(mostEntries) }
        self.map = map
        self.level = level
        self.mostEntries = mostEntries
        hits = Array(repeating: 0, count: mostEntries)
        stack = RecencyStack(mostEntries)
    }

    /// Accesses set aside because no valid leaf translates them.
    public var skipped: UInt64 { outside }

    /// The curve so far.
    public var curve: MissCurve { MissCurve(accesses: accesses, hits: hits) }

    /// Accesses `addresses`, in this order.
    public mutating func run(_ addresses: Span<UInt64>) {
        for index in addresses.indices { access(addresses[index]) }
    }

    private mutating func access(_ address: UInt64) {
        guard let translation = map.translation(at: address), translation.valid else {
            outside += 1
            return
        }
        accesses += 1
        let leaf = level.coalescesContiguous ? translation.reach : translation.size
        let shift = UInt64(level.nativeSizes.entrySize(for: leaf).trailingZeroBitCount)
        let key = (address >> shift) << 6 | shift
        if key == newestKey {
            hits[0] += 1
            return
        }
        newestKey = key
        if let distance = stack.use(key) { hits[distance - 1] += 1 }
    }
}
