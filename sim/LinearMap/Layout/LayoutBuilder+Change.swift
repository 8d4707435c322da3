public import Arm64

extension LayoutBuilder {
    /// Changes attributes of what is mapped inside `range`; leaves stay as they are.
    public mutating func change(_ range: AddressRange, _ body: (inout Segment) -> Void) {
        changeMap { $0.update(range, create: { _ in nil }, change: body) }
    }

    /// Rewrites every leaf that touches `range` as single pages, as `range_split_to_ptes()` does when
    /// 6.18 and later repaint the map: a block or contiguous group that reaches out of the range is
    /// broken as well.
    public mutating func splitToPages(_ range: AddressRange) {
        let granule = granule
        for segment in segments where segment.range.overlaps(range) {
            guard let touched = segment.range.intersection(range) else { continue }
            if segment.leaf.contiguous {
                // Clearing the hint clears it for the whole group.
                let group = grid(touched, size: segment.leaf.reach(granule), within: segment.range)
                change(group) { $0.leaf = Leaf(size: $0.leaf.size) }
            }
            let size = min(segment.leaf.size, granule.pmdSize)
            let leaves = grid(touched, size: size, within: segment.range)
            if segment.leaf.size > granule.pmdSize {
                let blocks = grid(touched, size: segment.leaf.size, within: segment.range)
                change(blocks) { $0.leaf = Leaf(size: granule.pmdSize) }
            }
            change(leaves) { $0.leaf = Leaf(size: granule.pageSize) }
        }
    }

    /// `range` widened to the virtual grid of `size`, but not beyond `limit`.
    private func grid(_ range: AddressRange, size: UInt64, within limit: AddressRange) -> AddressRange {
        let start = (range.start &+ offset).roundedDown(to: size) &- offset
        let end = (range.end &+ offset &+ (size - 1)).roundedDown(to: size) &- offset
        return AddressRange(max(start, limit.start), min(end, limit.end)) ?? range
    }
}
