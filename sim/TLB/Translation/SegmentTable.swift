import Arm64
import LinearMap

/// Runs of equal translations over the address space.
struct SegmentTable: Sendable {
    /// The different translations.
    var kinds: [TranslationMap.Translation] = []
    /// Ascending starts of the runs; with `ends` exclusive. An end of 0 stands for 2^64.
    var starts: [UInt64] = []
    var ends: [UInt64] = []
    /// Index into `kinds`, for each run.
    var kindOf: [UInt8] = []

    init(_ layout: Layout) {
        for segment in layout.segments {
            let leaf = segment.leaf
            let translation = TranslationMap.Translation(
                size: leaf.size, reach: leaf.reach(layout.granule),
                level: Self.level(of: leaf.size, layout.granule), valid: segment.valid)
            append(segment.range.start, segment.range.end, translation)
        }
    }

    init(everywhere page: UInt64, granule: Granule) {
        let level = Self.level(of: page, granule)
        append(0, 0, TranslationMap.Translation(size: page, reach: page, level: level))
    }

    private mutating func append(_ start: UInt64, _ end: UInt64, _ translation: TranslationMap.Translation) {
        let kind = kinds.firstIndex(of: translation) ?? kinds.count
        if kind == kinds.count { kinds.append(translation) }
        if let last = kindOf.last, last == kind, ends.last == start {
            ends[ends.count - 1] = end
        } else {
            starts.append(start)
            ends.append(end)
            kindOf.append(UInt8(kind))
        }
    }

    /// The deepest level whose entries are not larger than `size`.
    private static func level(of size: UInt64, _ granule: Granule) -> Int {
        [1, 2].first { granule.entrySize(level: $0) <= size } ?? 3
    }

    /// The run that holds `address`.
    func segmentIndex(of address: UInt64) -> Int? {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, address <= ends[low - 1] &- 1 else { return nil }
        return low - 1
    }
}
