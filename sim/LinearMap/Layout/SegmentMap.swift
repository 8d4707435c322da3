import Arm64

/// Runs sorted by address, with lookup by range and in-place change. The runs never overlap;
/// neighbours that are alike are joined.
struct SegmentMap: Sendable {
    private(set) var segments: [Segment]

    /// Runs that are sorted and do not overlap.
    init(_ segments: [Segment] = []) { self.segments = segments }

    /// The runs that share a byte with `range`, whole.
    func overlapping(_ range: AddressRange) -> ArraySlice<Segment> { segments[indices(range)] }

    private func indices(_ range: AddressRange) -> Range<Int> {
        let first = firstIndex(endingAfter: range.start)
        var last = first
        while last < segments.count, segments[last].range.start < range.end { last += 1 }
        return first..<last
    }

    /// Fills the gaps in `range` with `create` and changes what exists inside it with `change`; runs
    /// that reach beyond `range` are cut at its edges.
    mutating func update(
        _ range: AddressRange, create: (AddressRange) -> Segment?, change: (inout Segment) -> Void
    ) {
        let changed = indices(range)
        var fresh: [Segment] = []
        var position = range.start
        for segment in segments[changed] {
            if let before = AddressRange(segment.range.start, min(segment.range.end, range.start)) {
                fresh.append(segment.over(before))
            }
            if let gap = AddressRange(position, segment.range.start), let run = create(gap) {
                fresh.append(run)
            }
            if let inside = segment.range.intersection(range) {
                var piece = segment.over(inside)
                change(&piece)
                fresh.append(piece)
            }
            if let after = AddressRange(max(segment.range.start, range.end), segment.range.end) {
                fresh.append(segment.over(after))
            }
            position = max(position, segment.range.end)
        }
        if let gap = AddressRange(position, range.end), let run = create(gap) { fresh.append(run) }
        replace(changed, with: fresh)
    }

    private mutating func replace(_ old: Range<Int>, with fresh: [Segment]) {
        let low = max(0, old.lowerBound - 1)
        let high = min(segments.count, old.upperBound + 1)
        var joined: [Segment] = []
        let all = segments[low..<old.lowerBound] + fresh + segments[old.upperBound..<high]
        for segment in all {
            if let last = joined.last, last.isContinued(by: segment),
                let both = AddressRange(last.range.start, segment.range.end)
            {
                joined[joined.count - 1] = last.over(both)
            } else {
                joined.append(segment)
            }
        }
        segments.replaceSubrange(low..<high, with: joined)
    }

    private func firstIndex(endingAfter address: UInt64) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].range.end <= address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
