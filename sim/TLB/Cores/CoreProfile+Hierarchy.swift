import Arm64

extension CoreProfile {
    /// The TLB levels and walk caches of this core, as the simulator takes them.
    ///
    /// - Throws: `TLBShapeError` if the figures make no cache; no profile of `CoreProfiles` does.
    public func hierarchy() throws(TLBShapeError) -> Hierarchy {
        let walk = try CacheShape(entries: walkCacheEntries.value, ways: walkCacheWays.value)
        return Hierarchy(
            levels: [try level("L1", l1), try level("L2", l2)],
            walkCache: WalkCacheShape(levels: (-1...2).map { .init(tableLevel: $0, shape: walk) }))
    }

    private func level(_ name: String, _ level: Level) throws(TLBShapeError) -> TLBLevel {
        TLBLevel(
            name: name, shape: try CacheShape(entries: level.entries.value, ways: level.ways.value),
            nativeSizes: level.sizes.value.map(NativeSizes.sizes) ?? .any,
            coalescesContiguous: coalescesContiguous.value)
    }
}
