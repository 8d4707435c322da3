/// The translation caches that a data access passes, first level first.
///
/// A level is looked up only on a miss in the level before it, and an access that misses everywhere is a walk.
/// A miss fills every level that was looked up; levels neither invalidate nor refresh each other.
public struct Hierarchy: Hashable, Sendable {
    /// The TLB levels, first level first.
    public var levels: [TLBLevel]
    /// The walk caches; without them every walk reads from the root table.
    public var walkCache: WalkCacheShape?

    /// A hierarchy of `levels`.
    public init(levels: [TLBLevel], walkCache: WalkCacheShape? = nil) {
        self.levels = levels
        self.walkCache = walkCache
    }
}
