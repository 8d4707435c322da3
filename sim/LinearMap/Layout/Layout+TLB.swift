extension Layout {
    /// TLB entries that would hold the whole map: one for each leaf, or for each contiguous group.
    public var tlbEntries: UInt64 {
        segments.reduce(0) { $0 + $1.range.size / $1.leaf.reach(granule) }
    }

    /// Bytes that one TLB entry reaches on average; 0 for an empty map.
    public var bytesPerTLBEntry: UInt64 { tlbEntries > 0 ? mappedBytes / tlbEntries : 0 }
}
