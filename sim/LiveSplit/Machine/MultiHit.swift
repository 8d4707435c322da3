/// What the architecture says when a TLB holds two translations for one page.
struct MultiHit: Sendable {
    /// For each page and translation, those it must not meet: the result is undefined within limits (R_WHZWS,
    /// R_FVQCK).
    private(set) var undefined: [UInt64]
    /// As above, but only while the two frames' contents differ: both are read-only.
    private(set) var undefinedIfContentsDiffer: [UInt64]
    /// For each page and translation, those with which a TLB conflict abort is possible.
    private(set) var abort: [UInt64]
    /// Of these, those where only the size or the contiguous hint differs (R_FWRMB).
    private(set) var sizeOnly: [UInt64]

    /// Translations there are: page `p` and translation `t` have place `p * count + t`.
    private let count: Int

    init(_ translations: [Translation], pages: Int, bbm: BBMLevel) {
        count = translations.count
        let empty = [UInt64](repeating: 0, count: translations.count * pages)
        undefined = empty
        undefinedIfContentsDiffer = empty
        abort = empty
        sizeOnly = empty
        for page in 0..<pages {
            for first in translations.indices where translations[first].covers >> UInt64(page) & 1 == 1 {
                for second in translations.indices
                where first != second && translations[second].covers >> UInt64(page) & 1 == 1 {
                    add(page, first, second, Relation(translations[first], translations[second], page), bbm)
                }
            }
        }
    }

    private mutating func add(_ page: Int, _ first: Int, _ second: Int, _ relation: Relation, _ bbm: BBMLevel)
    {
        let bit: UInt64 = 1 << UInt64(second)
        let isUndefined = relation.needsBreak || relation.sizeNeedsBreak(bbm)
        if isUndefined { undefined[page * count + first] |= bit }
        if relation.isReadOnlyMove && !isUndefined { undefinedIfContentsDiffer[page * count + first] |= bit }
        let mayAbort = relation.changesSize && bbm != .three
        if isUndefined || mayAbort { abort[page * count + first] |= bit }
        if relation.changesSize && !relation.needsBreak { sizeOnly[page * count + first] |= bit }
    }

    /// How two translations of a page differ.
    private struct Relation {
        /// Address (of writable memory), type, shareability or global: break-before-make at every level.
        let needsBreak: Bool
        /// Address, but both are read-only: allowed while the contents are equal.
        let isReadOnlyMove: Bool
        let changesLevel: Bool
        let changesContiguous: Bool
        /// The larger of the two is marked nT.
        let largerIsMarked: Bool

        init(_ first: Translation, _ second: Translation, _ page: Int) {
            let moves = first.cells[page] != second.cells[page]
            let isReadOnly = !first.writable && !second.writable
            needsBreak =
                (moves && !isReadOnly) || first.types != second.types || first.isGlobal != second.isGlobal
            isReadOnlyMove = moves && isReadOnly
            changesLevel = first.levels != second.levels
            changesContiguous = first.contiguous != second.contiguous
            let larger = first.levels.lexicographicallyPrecedes(second.levels) ? first : second
            largerIsMarked = larger.notTLBCached
        }

        var changesSize: Bool { changesLevel || changesContiguous }

        /// R_KFLJB: level 0 breaks, level 1 breaks or marks the block nT, level 2 need not. R_KHRBC, R_FCPSG: the
        /// contiguous hint may change directly from level 1.
        func sizeNeedsBreak(_ bbm: BBMLevel) -> Bool {
            switch bbm {
            case .zero: changesSize
            case .one: changesLevel && !largerIsMarked
            case .two, .three: false
            }
        }
    }
}
