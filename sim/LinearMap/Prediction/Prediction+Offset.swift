extension Prediction {
    /// Virtual minus physical address of the linear map, wrapping at 2^64: PAGE_OFFSET − PHYS_OFFSET.
    ///
    /// Without a captured PHYS_OFFSET it is that of a map that begins with the lowest memory.
    public var linearMapOffset: UInt64 {
        Geography.offset(host, version: version, granule: granule).value
    }

    /// Whether PHYS_OFFSET was captured. Address randomization moves it at every boot, and redaction hides where to.
    public var isOffsetCaptured: Bool { host.geometry.physOffset != nil }

    /// The tables that `segments` need in this host's address space.
    public func tables(for segments: [Segment]) -> TableCount {
        TableCount(segments: segments, granule: granule, offset: linearMapOffset, vaBits: vaBits)
    }
}
