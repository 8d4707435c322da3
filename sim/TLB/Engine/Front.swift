/// What happens to addresses before the first level: they become items, and repeats that cannot miss are left
/// out.
struct Front: Sendable {
    /// What came of a batch.
    struct Result {
        /// Where the items are: the scratch memory, or the addresses themselves.
        let items: UnsafePointer<UInt64>
        let count: Int
        /// Accesses that were set aside.
        var outside: UInt64 = 0, invalid: UInt64 = 0
    }

    private var translator: Translator?
    private let repeats: RepeatFilter?
    /// Batches that go without the filter because it left nothing out of the last one.
    private var unfiltered = 0

    init(_ map: TranslationMap, first: LevelState?, shape: CacheShape?) {
        let shift = first?.smallestShift(kinds: map.table.kinds.count) ?? 12
        repeats = shape.map { RepeatFilter(shift: shift, before: $0) }
        if !map.table.isUniform { translator = Translator(map, period: repeats?.period ?? 0) }
    }

    /// Prepares `count` addresses for the first level; `scratch` has room for as many.
    mutating func enter(
        _ addresses: UnsafePointer<UInt64>, _ scratch: UnsafeMutablePointer<UInt64>, _ count: Int
    ) -> Result {
        if let result = translator?.translate(addresses, scratch, count) {
            return Result(
                items: UnsafePointer(scratch), count: result.items, outside: result.outside,
                invalid: result.invalid)
        }
        guard let repeats, unfiltered == 0 else {
            unfiltered -= repeats == nil ? 0 : 1
            return Result(items: addresses, count: count)
        }
        let kept = repeats.keep(addresses, scratch, count)
        if kept > count - count / 16 { unfiltered = 15 }
        return Result(items: UnsafePointer(scratch), count: kept)
    }
}
