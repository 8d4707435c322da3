import Arm64

extension SplitCost {
    /// What is worth knowing of a host when no range is asked for: one page of its largest leaf that is to get other
    /// permissions, and the whole map rewritten as pages. None where ordinary memory is in pages already, or is not known.
    public static func examples(_ prediction: Prediction) -> [SplitCost] {
        let map = SplitMap(prediction), segments = map.segments
        guard let page = pageOfLargestLeaf(map, prediction.granule), let first = segments.first,
            let last = segments.last,
            let whole = AddressRange(first.range.start, last.range.end)
        else { return [] }
        return [(page, SplitGoal.ends), (whole, .pages)].compactMap {
            try? SplitCost(prediction, $0, goal: $1)
        }
    }

    /// A page that no larger leaf begins or ends beside, in the largest leaf of the map.
    private static func pageOfLargestLeaf(_ map: SplitMap, _ granule: Granule) -> AddressRange? {
        let largest = map.ordinary.max { $0.leaf.reach(granule) < $1.leaf.reach(granule) }
        guard let largest else { return nil }
        let reach = largest.leaf.reach(granule)
        guard reach > granule.pageSize else { return nil }
        var offset: UInt64 = 0
        for size in [granule.pudSize, granule.contPmdSize, granule.pmdSize, granule.contPteSize]
        where size <= reach { offset += size / 2 }
        let start = largest.range.start + min(offset, reach - granule.pageSize)
        return AddressRange(start, start + granule.pageSize)
    }
}
