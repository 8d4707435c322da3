public import Arm64

/// What Linux does once the leaves are split: it rewrites the entries of the range, and invalidates them
/// (`update_range_prot()`, `flush_tlb_kernel_range()`).
public struct PermissionChange: Hashable, Sendable {
    /// Entries of the range afterwards: each is written once.
    public let entries: UInt64
    /// What it takes.
    public let work: SplitWork
    /// Whether everything is invalidated, as the range is too long to do so page by page.
    public let isWhole: Bool

    /// The change of `pages` pages that `entries` entries map. With `hasRanges` the CPUs have FEAT_TLBIRANGE.
    ///
    /// The limit is that of 6.9 and later: as many pages as a table has entries (`MAX_DVM_OPS`); with range instructions
    /// 2^21 (`MAX_TLBI_RANGE_PAGES`).
    public init(pages: UInt64, entries: UInt64, granule: Granule, hasRanges: Bool) {
        self.entries = entries
        let limit: UInt64 = hasRanges ? (1 << 21) + 1 : 1 << UInt64(granule.tableBits)
        isWhole = pages >= limit
        var work = SplitWork()
        work.liveWrites = entries
        work.invalidations = isWhole ? 1 : hasRanges ? Self.rangeInstructions(pages) : pages
        work.rounds = 1
        // Behind the writes DSB ISHST and ISB; around the TLBI DSB ISHST, DSB ISH and ISB.
        work.dataBarriers = 3
        work.instructionBarriers = 2
        self.work = work
    }

    /// How many instructions `__flush_tlb_range_op()` takes for `pages`: each covers (NUM + 1) << (5·SCALE + 1) pages,
    /// from the largest scale down; an odd page gets one of its own.
    static func rangeInstructions(_ pages: UInt64) -> UInt64 {
        var left = pages
        var count: UInt64 = 0
        for scale in [UInt64(3), 2, 1, 0] {
            let units = min(left >> (5 * scale + 1), 32)
            guard units > 0, left > 1 else { continue }
            count += 1
            left -= units << (5 * scale + 1)
        }
        return count + left
    }
}
