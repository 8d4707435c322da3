public import Arm64

/// The early allocator (memblock) as far as placing one region needs it: what is free, searched from the top.
public struct EarlyAllocator: Hashable, Sendable {
    /// Memory the allocator knows and may hand out: no-map memory is not in it.
    public let memory: AddressSet
    /// What of it is not reserved.
    public private(set) var free: AddressSet
    /// Addresses at which one region of the allocator touches the next, ascending: where a NUMA node begins, once the
    /// nodes are known. A region that is searched ends there.
    public var edges: [UInt64] = []

    /// An allocator over `memory`, of which `reserved` is taken.
    public init(memory: AddressSet, reserved: AddressSet) {
        self.memory = memory
        free = memory.subtracting(reserved)
    }

    /// The highest free place for `size` bytes at a multiple of `alignment` inside [lowest, limit), or nil.
    /// Page 0 is never handed out (`memblock_find_in_range_node()`, the same in 5.10 to 7.3). With `node`, only
    /// its memory is looked at.
    public func highestPlace(
        _ size: UInt64, alignment: UInt64, from lowest: UInt64, below limit: UInt64, pageSize: UInt64,
        of node: AddressSet? = nil
    ) -> AddressRange? {
        let bottom = max(lowest, pageSize)
        guard size > 0 else { return nil }
        for range in free(of: node).ranges.reversed() where range.start < limit && range.end > bottom {
            for piece in AddressSet([range]).cut(at: edges).reversed()
            where piece.start < limit && piece.end > bottom {
                let start = max(piece.start, bottom)
                let end = min(piece.end, limit)
                guard end >= size else { continue }
                let place = (end - size).roundedDown(to: alignment)
                if place >= start { return AddressRange(place, place + size) }
            }
        }
        return nil
    }

    /// Whether no edge lies inside `range`.
    func isOneRegion(_ range: AddressRange) -> Bool {
        !edges.contains { range.start < $0 && $0 < range.end }
    }

    private func free(of node: AddressSet?) -> AddressSet {
        guard let node else { return free }
        return free.subtracting(memory.subtracting(node))
    }

    /// Takes `bytes` in pieces of `unit` from the top, as many single allocations do; with `node`, from its memory.
    public mutating func takeHighest(_ bytes: UInt64, unit: UInt64, from node: AddressSet? = nil) {
        var left = bytes / unit
        var taken: [AddressRange] = []
        for range in free(of: node).ranges.reversed() where left > 0 {
            guard let whole = range.roundedInward(to: unit) else { continue }
            let count = min(left, whole.size / unit)
            if let piece = AddressRange(whole.end - count * unit, whole.end) { taken.append(piece) }
            left -= count
        }
        free = free.subtracting(AddressSet(taken))
    }

    /// Takes `range` out of what is free.
    public mutating func reserve(_ range: AddressRange) { free = free.subtracting(range) }
}

extension AddressSet {
    /// The ranges, ascending, cut at `edges`, which are ascending too.
    func cut(at edges: [UInt64]) -> [AddressRange] {
        guard !edges.isEmpty else { return ranges }
        return ranges.flatMap { range -> [AddressRange] in
            var start = range.start
            var pieces: [AddressRange] = []
            for edge in edges where start < edge && edge < range.end {
                if let piece = AddressRange(start, edge) { pieces.append(piece) }
                start = edge
            }
            if let last = AddressRange(start, range.end) { pieces.append(last) }
            return pieces
        }
    }
}
