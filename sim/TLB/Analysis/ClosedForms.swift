/// Miss ratios that follow without simulating.
public enum ClosedForm {
    /// Misses per access of a fully associative LRU level of `entries` entries, under independent accesses that
    /// are uniform over `pages` pages, once it is warm: every page is held with the same likelihood.
    ///
    /// Exact for one level. For a second level of E entries behind a first, 1 − E/N walks per access holds
    /// approximately: hits in the first level do not refresh the second.
    public static func uniform(pages: UInt64, entries: UInt64) -> Double {
        pages > entries ? 1 - Double(entries) / Double(pages) : 0
    }

    /// Misses per access of steps of `step` bytes through memory that is not come back to while an entry lasts:
    /// one for each entry passed, or one for each step where steps are larger. Zero steps miss once, so 0.
    public static func sequential(step: UInt64, entrySize: UInt64) -> Double {
        guard entrySize > 0 else { return 1 }
        return min(1, Double(step) / Double(entrySize))
    }
}
