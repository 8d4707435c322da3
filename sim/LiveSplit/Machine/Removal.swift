/// What one TLB maintenance operation takes from a PE's TLB.
struct Removal: Sendable {
    /// Entries that leave, and combined translations that do.
    let entries: UInt64
    let combined: UInt64
    let isBroadcast: Bool
    /// It is one of those that end a TLB conflict for sure (R_BLRKC, I_JCCRT); smaller ones need not (R_GRVDR).
    let isCure: Bool
    /// It names no page: the page of the access that aborted is meant.
    let isForAbort: Bool
    /// For each page, what it removes if that page is meant.
    let forPage: [(entries: UInt64, combined: UInt64)]

    static let none = Removal(
        entries: 0, combined: 0, isBroadcast: false, isCure: false, isForAbort: false, forPage: [])
}

/// Derives what operations remove.
struct RemovalMaker {
    let resolved: Resolved
    let universe: CacheUniverse
    let translations: [Translation]
    let scenario: Scenario

    func removal(_ operation: Operation) -> Removal {
        guard case .invalidate(let invalidation, let pages) = operation.action else { return .none }
        let isForAbort = invalidation.takesAddress && pages == 0
        let masks = masks(invalidation, pages)
        return Removal(
            entries: masks.entries, combined: masks.combined, isBroadcast: invalidation.isBroadcast,
            isCure: isCure(invalidation), isForAbort: isForAbort,
            forPage: isForAbort
                ? resolved.tree.pages.indices.map { self.masks(invalidation, 1 << UInt64($0)) } : [])
    }

    private func isCure(_ invalidation: Invalidation) -> Bool {
        guard invalidation.regime == scenario.regime else { return false }
        switch invalidation.scope {
        case .everything: return true
        case .bothStages: return vmid(invalidation) == resolved.tree.spaces[invalidation.space].vmid
        case .stage1:
            return !resolved.hasStage2 && vmid(invalidation) == resolved.tree.spaces[invalidation.space].vmid
        case .address, .asid, .intermediate: return false
        }
    }

    private func vmid(_ invalidation: Invalidation) -> Int {
        invalidation.vmid ?? resolved.tree.spaces[invalidation.space].vmid
    }

    private func asid(_ invalidation: Invalidation) -> Int {
        invalidation.asid ?? resolved.tree.spaces[invalidation.space].asid
    }

    private func masks(_ invalidation: Invalidation, _ pages: UInt64) -> (entries: UInt64, combined: UInt64) {
        guard invalidation.regime == scenario.regime else { return (0, 0) }
        let addresses = addresses(pages)
        let entries = universe.mask { removes(invalidation, addresses, $0) }
        guard resolved.hasStage2 else { return (entries, 0) }
        // A combined entry is tagged by stage 1: operations on stage 2 alone need not find it (R_TVTYQ).
        if case .intermediate = invalidation.scope { return (entries, 0) }
        // What stage 2 splinters of a stage-1 block goes with the block (R_LGSCG).
        let combined = translations.indices.reduce(0) { mask, index -> UInt64 in
            entries >> UInt64(translations[index].stage1) & 1 == 1 ? mask | 1 << UInt64(index) : mask
        }
        return (entries, combined)
    }

    /// The pages with the addresses of `pages`, in every space.
    private func addresses(_ pages: UInt64) -> UInt64 {
        let tree = resolved.tree
        guard tree.spaces.count > 1 else { return pages }
        return tree.pages.indices.reduce(0) { mask, index in
            let isMeant = tree.pages.indices.contains {
                pages >> UInt64($0) & 1 == 1 && tree.pages[$0].stage == tree.pages[index].stage
                    && tree.baseName($0) == tree.baseName(index)
            }
            return isMeant ? mask | 1 << UInt64(index) : mask
        }
    }

    private func removes(_ invalidation: Invalidation, _ pages: UInt64, _ entry: CachedEntry) -> Bool {
        if invalidation.scope == .everything { return true }
        let tree = resolved.tree
        let space = tree.spaces[tree.pages[tree.slots[entry.slot].page].space]
        guard space.vmid == vmid(invalidation) else { return false }
        let isOfASID = space.asid == asid(invalidation)
        switch invalidation.scope {
        case .everything, .bothStages: return true
        case .stage1: return entry.stage == 1
        case .asid: return entry.stage == 1 && !entry.isGlobal && isOfASID
        case .address(let everyASID, let lastLevelOnly):
            guard entry.stage == 1, entry.covers & pages != 0 else { return false }
            guard everyASID || entry.isGlobal || isOfASID else { return false }
            return isAtLevel(invalidation, lastLevelOnly, entry)
        case .intermediate(let lastLevelOnly):
            guard entry.stage == 2, entry.covers & pages != 0 else { return false }
            return isAtLevel(invalidation, lastLevelOnly, entry)
        }
    }

    /// Last-level forms keep walk caches; a level hint that is wrong may find nothing.
    private func isAtLevel(_ invalidation: Invalidation, _ lastLevelOnly: Bool, _ entry: CachedEntry) -> Bool
    {
        guard entry.table == nil else {
            guard !lastLevelOnly else { return false }
            return invalidation.level.map { entry.level < $0 } ?? true
        }
        return invalidation.level.map { entry.level == $0 } ?? true
    }
}
