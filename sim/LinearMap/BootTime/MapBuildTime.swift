public import Arm64

/// How long a kernel takes to build a linear map: counts of what it does, times what that costs.
public struct MapBuildTime: Hashable, Sendable {
    /// How a kernel builds the map; each step of the v3 series, as the mail names them.
    public enum Method: String, CaseIterable, Hashable, Sendable {
        /// To 6.9: each of a table's 32 contiguous groups maps and unmaps the table, each entry has its barriers.
        case base
        /// 5c63db59c5f8: a table is mapped once.
        case noContRemap = "no-cont-remap"
        /// 1fcb7cea8a5f: barriers once a table.
        case batchBarriers = "batch-barriers"
        /// 0e9df1c905d8: a new table is not mapped again to be cleared. Merged for 6.10.
        case noAllocRemap = "no-alloc-remap"

        /// The method of a kernel of `version`.
        public init(_ version: KernelVersion) { self = version >= v(6, 10) ? .noAllocRemap : .base }

        /// How often each table is unmapped, which costs an invalidation. Fewer groups with 16K and 64K pages.
        func invalidations(_ granule: Granule) -> Double {
            switch self {
            case .base: granule == .k4 ? 33 : granule == .k16 ? 17 : 257
            case .noContRemap, .batchBarriers: 2
            case .noAllocRemap: 1
            }
        }

        var hasBarriers: Bool { self == .base || self == .noContRemap }
    }

    /// Tables that are filled: those below the root.
    public var tables: UInt64
    /// Entries written, leaves and pointers to tables.
    public var entries: UInt64
    /// Page size.
    public var granule: Granule

    /// The work of building `layout`.
    public init(_ layout: Layout) {
        let below = layout.tables.level1 + layout.tables.level2 + layout.tables.level3
        let leaves = layout.segments.reduce(0) { $0 + $1.range.size / $1.leaf.size }
        self.init(tables: UInt64(below), entries: leaves + UInt64(below), granule: layout.granule)
    }

    /// The work of filling `tables` with `entries`.
    public init(tables: UInt64, entries: UInt64, granule: Granule) {
        self.tables = tables
        self.entries = entries
        self.granule = granule
    }

    /// Milliseconds on a machine of `cost`, within about a quarter.
    public func milliseconds(_ method: Method, _ cost: MapBuildCost) -> Double {
        let invalidations = Double(tables) * method.invalidations(granule) * cost.invalidation
        let writes = Double(entries) * (cost.entry + (method.hasBarriers ? cost.barrier : 0))
        return (invalidations + writes) / 1e6
    }

    /// How many times as long `self` takes as `other`: the range over all machines that were measured. For
    /// machines without a measurement this is all that can be said.
    public func ratio(_ method: Method, to other: MapBuildTime, _ otherMethod: Method) -> ClosedRange<Double>
    {
        let ratios = MapBuildCost.measured.map {
            milliseconds(method, $0) / max(other.milliseconds(otherMethod, $0), .leastNonzeroMagnitude)
        }
        return (ratios.min() ?? 1)...(ratios.max() ?? 1)
    }
}
