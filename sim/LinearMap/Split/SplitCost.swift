public import Arm64

/// What splitting a range of a host's linear map costs, for every method.
public struct SplitCost: Hashable, Sendable {
    /// One method's cost.
    public struct Entry: Hashable, Sendable {
        /// The method.
        public let method: SplitMethod
        /// What it does.
        public let work: SplitWork
        /// Microseconds, least and most; see `SplitTime`.
        public let microseconds: ClosedRange<Double>
        /// The entries of all leaves that were touched, afterwards.
        public let leaves: [Leaf: UInt64]
    }

    /// Why there is no cost to give.
    public enum Refusal: Error, Hashable, Sendable {
        /// An end of the range is not at a page of this host.
        case unaligned(pageSize: UInt64)
        /// Nothing in the range is mapped.
        case unmapped
    }

    /// The physical range.
    public let range: AddressRange
    /// What the split is for.
    public let goal: SplitGoal
    /// The file that shows the tables that were counted in; nil for the map as it is predicted to have been built.
    public let source: String?
    /// How much of the range is mapped.
    public let mappedBytes: UInt64
    /// How much of it is mapped by entries that are not valid: splitting those needs no care.
    public let invalidBytes: UInt64
    /// Leaves and contiguous groups that are touched; none where the range's leaves fit already.
    public let before: [Leaf: UInt64]
    /// Each method that serves the goal.
    public let entries: [Entry]
    /// Linux's change of permissions afterwards; only where the goal is that.
    public let change: PermissionChange?
    /// The time of that change in microseconds.
    public let changeMicroseconds: ClosedRange<Double>?
    /// What the times rest on.
    public let time: SplitTime

    /// The cost of splitting `range` of the map.
    ///
    /// - Throws: `unaligned` or `unmapped`.
    public init(_ prediction: Prediction, _ range: AddressRange, goal: SplitGoal) throws(Refusal) {
        let granule = prediction.granule
        guard range.start.isAligned(to: granule.pageSize), range.end.isAligned(to: granule.pageSize) else {
            throw .unaligned(pageSize: granule.pageSize)
        }
        let map = SplitMap(prediction)
        let segments = map.segments.filter { $0.range.overlaps(range) }
        guard !segments.isEmpty else { throw .unmapped }
        func bytes(_ list: [Segment]) -> UInt64 {
            list.reduce(0) { $0 + ($1.range.intersection(range)?.size ?? 0) }
        }
        let time = SplitTime(prediction.host)
        self.range = range
        self.goal = goal
        self.time = time
        source = map.source
        mappedBytes = bytes(segments)
        invalidBytes = bytes(segments.filter { !$0.valid })
        entries = SplitMethod.allCases.filter { $0.goals.contains(goal) }.map { method in
            let shape = Self.shape(segments, range, goal, method, granule)
            let work = SplitWork(shape, method, granule)
            return Entry(
                method: method, work: work, microseconds: time.microseconds(work), leaves: shape.leaves)
        }
        before = Self.touched(segments, range, goal, granule)
        change = goal == .ends ? Self.change(prediction, segments, range) : nil
        changeMicroseconds = change.map { time.microseconds($0.work) }
    }

    private static func shape(
        _ segments: [Segment], _ range: AddressRange, _ goal: SplitGoal, _ method: SplitMethod,
        _ granule: Granule
    ) -> SplitShape {
        let isWalk = method == .repaint || method == .kfence
        let carving = LeafCarving(granule: granule, range: range, goal: goal, isWalk: isWalk)
        return segments.reduce(into: SplitShape()) { $0.add(carving.shape(of: $1)) }
    }

    /// The entries of the leaves that are touched, as they are now.
    private static func touched(
        _ segments: [Segment], _ range: AddressRange, _ goal: SplitGoal, _ granule: Granule
    ) -> [Leaf: UInt64] {
        let carving = LeafCarving(granule: granule, range: range, goal: goal, isWalk: false)
        var leaves: [Leaf: UInt64] = [:]
        for segment in segments {
            let touched = carving.shape(of: segment).touched
            guard touched > 0 else { continue }
            leaves[segment.leaf, default: 0] += touched * segment.leaf.reach(granule) / segment.leaf.size
        }
        return leaves
    }

    /// The change itself: every entry of the range is written, in the leaves the range has after Linux's split.
    private static func change(
        _ prediction: Prediction, _ segments: [Segment], _ range: AddressRange
    ) -> PermissionChange {
        let granule = prediction.granule
        let entries = segments.reduce(0) { $0 + RangeEntries(granule: granule, range: range).count($1) }
        let hasRanges = prediction.host.log.features["TLB range maintenance instructions"] != nil
        return PermissionChange(
            pages: range.size / granule.pageSize, entries: entries, granule: granule, hasRanges: hasRanges)
    }
}
