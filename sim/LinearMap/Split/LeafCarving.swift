import Arm64

/// Takes single leaves apart on paper.
struct LeafCarving {
    let granule: Granule
    /// What is to be separable.
    let range: AddressRange
    let goal: SplitGoal
    /// How: no further than needed, through contiguous groups (`split_kernel_leaf_mapping()`); or every touched
    /// block wholly into pages, without groups in between (`range_split_to_ptes()`).
    let isWalk: Bool

    private var page: Leaf { Leaf(size: granule.pageSize) }
    private var block: Leaf { Leaf(size: granule.pmdSize) }
    private var perTable: UInt64 { 1 << UInt64(granule.tableBits) }

    /// What taking apart `segment` makes. Its leaves that need not be touched are not counted.
    func shape(of segment: Segment) -> SplitShape {
        var shape = SplitShape()
        let unit = segment.leaf.reach(granule)
        guard unit > granule.pageSize, let common = segment.range.intersection(range) else { return shape }
        let base = segment.range.start
        let first = (common.start - base) / unit, last = (common.end - 1 - base) / unit
        func leaf(_ index: UInt64) -> AddressRange? {
            let start = base + index * unit
            return AddressRange(start, start + unit)
        }
        for index in Set([first, last]) {
            if let span = leaf(index), needsSplit(span) { shape.add(top(segment.leaf, span)) }
        }
        // All leaves in between are alike, and covered wholly.
        if last > first + 1, let span = leaf(first + 1), needsSplit(span) {
            shape.add(top(segment.leaf, span), times: last - first - 1)
        }
        return shape
    }

    private func needsSplit(_ span: AddressRange) -> Bool {
        switch goal {
        case .pages: span.overlaps(range)
        case .ends: isInside(range.start, span) || isInside(range.end, span)
        }
    }

    private func isInside(_ cut: UInt64, _ span: AddressRange) -> Bool { span.start < cut && cut < span.end }

    /// A leaf, or a group, of the captured map.
    private func top(_ leaf: Leaf, _ span: AddressRange) -> SplitShape {
        var shape = SplitShape()
        if leaf.size > granule.pmdSize {
            shape.blocks = 1
            shape.add(largeBlock(span))
        } else if leaf.size == granule.pmdSize {
            if leaf.contiguous {
                shape.blockGroups = 1
                let inside = blockGroup(span)
                shape.tablesInGroups = inside.level3Tables
                shape.add(inside)
            } else {
                shape.blocks = 1
                shape.add(tableOfPages(span))
            }
        } else if leaf.contiguous {
            shape.pageGroups = 1
            shape.add(pageGroup(span))
        }
        return shape
    }

    /// A level-1 block: a table of level-2 blocks, in contiguous groups unless all are to become pages.
    private func largeBlock(_ span: AddressRange) -> SplitShape {
        var shape = SplitShape()
        shape.level2Tables = 1
        let size = isWalk ? granule.pmdSize : granule.contPmdSize
        let grouped = Leaf(size: granule.pmdSize, contiguous: !isWalk)
        shape.add(
            parts(of: span, size: size, keep: (grouped, size / granule.pmdSize)) { part in
                isWalk ? tableOfPages(part) : blockGroup(part)
            })
        return shape
    }

    /// A contiguous group of level-2 blocks: every entry loses the hint.
    private func blockGroup(_ span: AddressRange) -> SplitShape {
        var shape = SplitShape()
        shape.level2Groups = 1
        shape.add(parts(of: span, size: granule.pmdSize, keep: (block, 1), tableOfPages))
        return shape
    }

    /// A level-2 block: a table of pages, in contiguous groups unless all are to become pages.
    private func tableOfPages(_ span: AddressRange) -> SplitShape {
        var shape = SplitShape()
        shape.level3Tables = 1
        let isWhole = goal == .pages && (isWalk || range.contains(span))
        guard !isWhole else {
            shape.add(page, entries: perTable)
            return shape
        }
        let grouped = Leaf(size: granule.pageSize, contiguous: true)
        let size = granule.contPteSize
        shape.add(parts(of: span, size: size, keep: (grouped, size / granule.pageSize), pageGroup))
        return shape
    }

    /// A contiguous group of pages: every entry loses the hint.
    private func pageGroup(_ span: AddressRange) -> SplitShape {
        var shape = SplitShape()
        shape.level3Groups = 1
        shape.add(page, entries: span.size / granule.pageSize)
        return shape
    }

    /// The parts of `span`: those that need not be split are kept, with so many entries each; runs of equal parts
    /// are counted, not walked.
    private func parts(
        of span: AddressRange, size: UInt64, keep: (leaf: Leaf, entries: UInt64),
        _ split: (AddressRange) -> SplitShape
    ) -> SplitShape {
        var shape = SplitShape()
        let count = span.size / size
        var done: UInt64 = 0
        func add(_ index: UInt64, times: UInt64 = 1) {
            let start = span.start + index * size
            guard let part = AddressRange(start, start + size), needsSplit(part) else { return }
            shape.add(split(part), times: times)
            done += times
        }
        if let common = span.intersection(range) {
            let first = (common.start - span.start) / size, last = (common.end - 1 - span.start) / size
            for index in Set([first, last]) { add(index) }
            if last > first + 1 { add(first + 1, times: last - first - 1) }
        }
        shape.add(keep.leaf, entries: (count - done) * keep.entries)
        return shape
    }
}
