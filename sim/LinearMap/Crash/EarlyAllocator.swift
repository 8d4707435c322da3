public import Arm64

/// The early allocator (memblock) as far as placing one region needs it: what is free, searched from the top.
public struct EarlyAllocator: Hashable, Sendable {
    /// Memory the allocator knows and may hand out: no-map memory is not in it.
    public let memory: AddressSet
    /// What of it is not reserved.
    public private(set) var free: AddressSet

    /// An allocator over `memory`, of which `reserved` is taken.
    public init(memory: AddressSet, reserved: AddressSet) {
        self.memory = memory
        free = memory.subtracting(reserved)
    }

    /// The highest free place for `size` bytes at a multiple of `alignment` inside [lowest, limit), or nil.
    /// Page 0 is never handed out (`memblock_find_in_range_node()`, the same in 5.10 to 7.3).
    public func highestPlace(
        _ size: UInt64, alignment: UInt64, from lowest: UInt64, below limit: UInt64, pageSize: UInt64
    ) -> AddressRange? {
        let bottom = max(lowest, pageSize)
        for range in free.ranges.reversed() where range.start < limit && range.end > bottom {
            let start = max(range.start, bottom)
            let end = min(range.end, limit)
            guard end >= size, size > 0 else { continue }
            let place = (end - size).roundedDown(to: alignment)
            if place >= start { return AddressRange(place, place + size) }
        }
        return nil
    }

    /// Takes `bytes` in pieces of `unit` from the top, as many single allocations do.
    public mutating func takeHighest(_ bytes: UInt64, unit: UInt64) {
        var left = bytes / unit
        var taken: [AddressRange] = []
        for range in free.ranges.reversed() where left > 0 {
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
