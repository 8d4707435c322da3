public import Arm64

/// Builds the linear map as the kernel's table construction would, over ranges instead of entries:
/// time and memory grow with the number of calls, not with the memory they cover.
///
/// Mirrors `alloc_init_pud`, `alloc_init_cont_pmd`, `init_pmd` and `alloc_init_cont_pte` of
/// arch/arm64/mm/mmu.c, with the overlap rules that 7.2 added. Up to 7.1 no two calls overlap, so the
/// same code serves every version.
public struct LayoutBuilder: Sendable {
    /// Page size and with it all leaf sizes.
    public let granule: Granule
    /// Linear-map virtual address minus physical address, wrapping at 2^64.
    public let offset: UInt64
    private var map = SegmentMap()

    /// Gives the change operations access to the runs.
    mutating func changeMap(_ body: (inout SegmentMap) -> Void) { body(&map) }

    /// An empty map. `offset` decides which large leaves are possible at all: a leaf needs its
    /// physical and its virtual address aligned.
    public init(granule: Granule, offset: UInt64) {
        self.granule = granule
        self.offset = offset
    }

    /// The map so far, ascending.
    public var segments: [Segment] { map.segments }

    /// Performs one mapping call. The range is rounded outward to pages, as the kernel does.
    public mutating func map(_ call: MapCall) {
        guard let range = call.range.roundedOutward(to: granule.pageSize) else { return }
        mapPud(range, call)
    }

    private func isPossible(_ size: UInt64) -> Bool { offset.isAligned(to: size) }

    private mutating func mapPud(_ range: AddressRange, _ call: MapCall) {
        guard granule.hasPudLeaf, call.leaves != .pages, isPossible(granule.pudSize) else {
            return mapContPmd(range, call)
        }
        for piece in pieces(range, size: granule.pudSize) {
            switch piece.state {
            case .empty:
                paint(piece.range, Leaf(size: granule.pudSize), call)
            case .covered(let existing) where existing.leaf.size == granule.pudSize:
                break
            case .covered, .mixed, .partial:
                mapContPmd(piece.range, call)
            }
        }
    }

    private mutating func mapContPmd(_ range: AddressRange, _ call: MapCall) {
        guard call.leaves == .all, isPossible(granule.contPmdSize) else {
            return mapPmd(range, contiguous: false, call)
        }
        for piece in pieces(range, size: granule.contPmdSize) {
            switch piece.state {
            case .partial: mapPmd(piece.range, contiguous: false, call)
            case .empty: mapPmd(piece.range, contiguous: true, call)
            case .covered, .mixed:
                mapPmd(piece.range, contiguous: !hasValidLonePmd(piece.range), call)
            }
        }
    }

    private mutating func mapPmd(_ range: AddressRange, contiguous: Bool, _ call: MapCall) {
        guard call.leaves != .pages, isPossible(granule.pmdSize) else { return mapContPte(range, call) }
        let leaf = Leaf(size: granule.pmdSize, contiguous: contiguous)
        for piece in pieces(range, size: granule.pmdSize) {
            switch piece.state {
            case .empty:
                paint(piece.range, leaf, call)
            case .covered(let existing) where existing.leaf.size == granule.pmdSize:
                paint(piece.range, leaf, call)
            case .covered, .mixed, .partial:
                mapContPte(piece.range, call)
            }
        }
    }

    private mutating func mapContPte(_ range: AddressRange, _ call: MapCall) {
        let page = Leaf(size: granule.pageSize)
        guard call.leaves == .all, isPossible(granule.contPteSize) else {
            return paint(range, page, call)
        }
        let group = Leaf(size: granule.pageSize, contiguous: true)
        for piece in pieces(range, size: granule.contPteSize) {
            switch piece.state {
            case .partial: paint(piece.range, page, call)
            case .empty: paint(piece.range, group, call)
            case .covered, .mixed:
                paint(piece.range, hasValidLonePage(piece.range) ? page : group, call)
            }
        }
    }

    /// `pmd_range_has_valid_noncont()`: a table counts, whatever its entries are.
    private func hasValidLonePmd(_ range: AddressRange) -> Bool {
        map.overlapping(range).contains {
            $0.leaf.size < granule.pmdSize || ($0.valid && !$0.leaf.contiguous)
        }
    }

    /// `pte_range_has_valid_noncont()`.
    private func hasValidLonePage(_ range: AddressRange) -> Bool {
        map.overlapping(range).contains { $0.valid && !$0.leaf.contiguous }
    }

    /// Writes entries. Where entries exist already, they keep what the memory is.
    private mutating func paint(_ range: AddressRange, _ leaf: Leaf, _ call: MapCall) {
        map.update(range) { gap in
            Segment(range: gap, leaf: leaf, kind: call.kind)
        } change: { existing in
            existing.leaf = leaf
        }
    }

    private struct Piece {
        enum State {
            /// Not a whole piece: the call ends inside.
            case partial
            /// Whole pieces without entries.
            case empty
            /// Whole pieces inside one run.
            case covered(Segment)
            /// One whole piece holding several runs, or a run and a gap.
            case mixed
        }
        let range: AddressRange
        let state: State
    }

    /// Cuts `range` into pieces of `size` bytes on the virtual grid, joining neighbours that are alike.
    private func pieces(_ range: AddressRange, size: UInt64) -> [Piece] {
        let first = (range.start &+ offset).roundedDown(to: size) &- offset
        let bodyStart = first == range.start ? first : first &+ size
        let bodyEnd = (range.end &+ offset).roundedDown(to: size) &- offset
        guard let body = AddressRange(bodyStart, bodyEnd), bodyEnd <= range.end else {
            return [Piece(range: range, state: .partial)]
        }
        var result: [Piece] = []
        if let head = AddressRange(range.start, body.start) {
            result.append(Piece(range: head, state: .partial))
        }
        appendBody(body, size: size, to: &result)
        if let tail = AddressRange(body.end, range.end) {
            result.append(Piece(range: tail, state: .partial))
        }
        return result
    }

    private func appendBody(_ body: AddressRange, size: UInt64, to result: inout [Piece]) {
        var position = body.start
        func up(_ address: UInt64) -> UInt64 { down(address &+ (size - 1)) }
        func down(_ address: UInt64) -> UInt64 { (address &+ offset).roundedDown(to: size) &- offset }
        func append(to end: UInt64, _ state: Piece.State) {
            guard let range = AddressRange(position, min(end, body.end)) else { return }
            result.append(Piece(range: range, state: state))
            position = range.end
        }
        for segment in map.overlapping(body) {
            append(to: down(segment.range.start), .empty)
            if position < segment.range.start { append(to: position + size, .mixed) }
            guard position >= segment.range.start else { continue }
            append(to: down(segment.range.end), .covered(segment))
            if position < min(segment.range.end, body.end) { append(to: position + size, .mixed) }
        }
        append(to: up(body.end), .empty)
    }
}
