import Arm64

/// Counts the entries that map a range once leaves begin and end at its two ends.
struct RangeEntries {
    let granule: Granule
    let range: AddressRange

    /// Those of a run of leaves.
    func count(_ segment: Segment) -> UInt64 {
        guard let common = segment.range.intersection(range) else { return 0 }
        let base = segment.range.start, size = segment.leaf.size
        let first = (common.start - base) / size, last = (common.end - 1 - base) / size
        var count: UInt64 = last > first ? last - first - 1 : 0
        for index in Set([first, last]) {
            guard let leaf = AddressRange(base + index * size, base + (index + 1) * size) else { continue }
            count += entries(leaf)
        }
        return count
    }

    /// The entries inside the range that one entry becomes: as many of the next size as are whole, and pages at the
    /// ends of what is not.
    private func entries(_ leaf: AddressRange) -> UInt64 {
        guard let common = leaf.intersection(range) else { return 0 }
        if common == leaf { return 1 }
        let size = leaf.size > granule.pmdSize ? granule.pmdSize : granule.pageSize
        let first = (common.start - leaf.start + size - 1) / size, last = (common.end - leaf.start) / size
        let whole = last > first ? last - first : 0
        return whole + (common.size - whole * size) / granule.pageSize
    }
}
