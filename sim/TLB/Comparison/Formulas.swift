/// What formulas say of a workload under a map, where they hold: for the workloads that are sequential or
/// independent references, and levels taken as fully associative with least recently used replacement.
public enum Formulas {
    /// The answers for each level of `hierarchy`; none for workloads without a formula, and for mixes.
    public static func answers(
        _ mix: WorkloadMix, _ hierarchy: Hierarchy, _ layout: LayoutCase, _ memory: WorkloadMemory,
        accesses: UInt64
    ) -> [FormulaAnswer] {
        guard mix.parts.count == 1, let kind = mix.parts.first?.kind else { return [] }
        return hierarchy.levels.enumerated().compactMap { index, level in
            switch kind {
            case .uniform: uniform(index, level, EntryClasses(layout, level, memory))
            case .zipf: zipf(index, level, EntryClasses(layout, level, memory), memory)
            case .sequential: sequential(index, level, layout, memory, accesses)
            case .copy, .pageCache, .pageCacheShuffled, .slab, .network: nil
            }
        }
    }

    /// Misses per access of any line of `memory`, all equally likely, at `level`.
    static func uniform(_ index: Int, _ level: TLBLevel, _ entries: EntryClasses) -> FormulaAnswer {
        let total = Double(max(entries.bytes, 1))
        let groups = entries.classes.map {
            CheApproximation.Group(
                pages: Double($0.entries), share: Double($0.bytes) / Double(max($0.entries, 1)) / total)
        }
        let isPlain = entries.classes.count == 1
        return FormulaAnswer(
            level: index, missRatio: CheApproximation.missRatio(groups, entries: UInt64(level.shape.entries)),
            method: isPlain
                ? "1 - entries/leaves, as all leaves are equally likely"
                : "Che's approximation over the leaf sizes")
    }

    /// Only where an entry is a page: then its popularity is the page's.
    private static func zipf(
        _ index: Int, _ level: TLBLevel, _ entries: EntryClasses, _ memory: WorkloadMemory
    ) -> FormulaAnswer? {
        guard entries.classes.count == 1, entries.classes[0].size == memory.pageBytes else { return nil }
        return FormulaAnswer(
            level: index,
            missRatio: CheApproximation.missRatio(
                CheApproximation.zipf(pages: memory.pages, exponent: ZipfPattern.exponent),
                entries: UInt64(level.shape.entries)),
            method: "Che's approximation over the pages' ranks")
    }

    /// Each entry is met once a pass; a level that holds all of them misses in the first pass only.
    private static func sequential(
        _ index: Int, _ level: TLBLevel, _ layout: LayoutCase, _ memory: WorkloadMemory, _ accesses: UInt64
    ) -> FormulaAnswer? {
        let (bytes, overflow) = accesses.multipliedReportingOverflow(by: WorkloadMemory.lineBytes)
        guard accesses > 0, !overflow else { return nil }
        let once = EntryClasses(layout, level, memory, limit: bytes)
        let (passes, rest) = bytes.quotientAndRemainder(dividingBy: memory.bytes)
        let last = rest > 0 ? EntryClasses(layout, level, memory, limit: rest).entries : 0
        let isHeld = once.entries <= UInt64(level.shape.entries)
        let misses = isHeld ? once.entries : once.entries * passes + last
        return FormulaAnswer(
            level: index, missRatio: Double(misses) / Double(accesses),
            method: "one miss a leaf and pass")
    }
}
