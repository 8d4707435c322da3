/// A TLB level at work.
struct LevelState: Sendable {
    private var cache: CacheState
    /// log2 of the entry size for each translation of the map; unused numbers hold 12.
    private let shifts: [UInt8]
    /// Whether all entries are of one size.
    private let isUniform: Bool

    init(_ level: TLBLevel, _ map: TranslationMap) {
        cache = CacheState(level.shape)
        var shifts = [UInt8](repeating: 12, count: 256)
        for (number, translation) in map.table.kinds.enumerated() {
            let leaf = level.coalescesContiguous ? translation.reach : translation.size
            let size = level.nativeSizes.entrySize(for: leaf)
            shifts[number] = UInt8(max(12, size.trailingZeroBitCount))
        }
        self.shifts = shifts
        isUniform = Set(shifts.prefix(map.table.kinds.count)).count <= 1
    }

    /// log2 of the smallest entry.
    func smallestShift(kinds: Int) -> Int { Int(shifts.prefix(kinds).min() ?? 12) }

    /// Accesses `count` items and writes those that miss to `output`, which may be `input`; returns how many.
    mutating func filter(
        _ input: UnsafePointer<UInt64>, _ output: UnsafeMutablePointer<UInt64>, _ count: Int
    ) -> Int {
        if isUniform {
            return cache.filter(UniformKeys(shift: UInt64(shifts[0])), input, output, count)
        }
        return shifts.withUnsafeBufferPointer { shifts in
            guard let base = shifts.baseAddress else { return count }
            return cache.filter(MixedKeys(shifts: base), input, output, count)
        }
    }
}
