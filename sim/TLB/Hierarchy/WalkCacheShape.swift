/// The caches of intermediate table entries: one for each table level, apart from the TLB's own entries.
///
/// Cores whose second-level TLB holds intermediate entries too (Cortex-A76 TRM, A5.2) are approximated by the
/// share that those entries are thought to have of it.
public struct WalkCacheShape: Hashable, Sendable {
    /// The cache for entries of one table level.
    public struct Level: Hashable, Sendable {
        /// The level of the table that the cached entries are read from, −1 to 2 (3 holds leaves only). An
        /// entry covers `Granule.entrySize(level:)` bytes; a hit leaves only deeper levels to be read.
        public var tableLevel: Int
        /// Entries, ways and replacement.
        public var shape: CacheShape

        /// A cache for table entries at `tableLevel`.
        public init(tableLevel: Int, shape: CacheShape) {
            self.tableLevel = tableLevel
            self.shape = shape
        }
    }

    /// The caches, in any order; a table level without one is read on every walk that reaches it.
    public var levels: [Level]

    /// Walk caches for `levels`. Of two for the same table level, the first counts.
    public init(levels: [Level]) {
        self.levels = levels
    }
}
