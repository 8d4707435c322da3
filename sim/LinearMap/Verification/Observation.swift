public import Arm64
import HostFacts

/// The real tables, as something in the snapshot shows them.
public struct Observation: Hashable, Sendable {
    /// Where it comes from: "sys/kernel/debug/kernel_page_tables".
    public let source: String
    /// The runs seen, ascending by physical address. Their kind is taken from the prediction they are
    /// compared with.
    public let segments: [Segment]
    /// The physical addresses the observation speaks of; outside it nothing is known.
    public let coverage: AddressSet

    /// An observation of `segments`.
    public init(source: String, segments: [Segment], coverage: AddressSet) {
        self.source = source
        self.segments = segments
        self.coverage = coverage
    }
}

extension Observation {
    /// A page-table dump, moved from virtual to physical addresses.
    ///
    /// Returns nil if the snapshot does not tell the distance between the two (VA_BITS and PHYS_OFFSET).
    static func dump(_ host: Host, version: KernelVersion) -> Observation? {
        guard let dump = host.tableDump, host.geometry.physOffset != nil, host.geometry.vaBits != nil else {
            return nil
        }
        let offset = Geography.offset(host, version: version, granule: dump.granule).value
        let segments = dump.runs.compactMap { run in
            physical(run.range, offset).map {
                Segment(range: $0, leaf: run.leaf, valid: run.isValid, readOnly: run.isReadOnly)
            }
        }.sorted { $0.range.start < $1.range.start }
        // A dump covers all of memory, except where lines are missing.
        let missing = AddressSet(dump.gaps.compactMap { physical($0, offset) })
        let everything = AddressSet([AddressRange(0, 1 << 52)].compactMap { $0 })
        return Observation(
            source: dump.file, segments: segments, coverage: everything.subtracting(missing))
    }

    private static func physical(_ range: AddressRange, _ offset: UInt64) -> AddressRange? {
        let start = range.start &- offset
        guard start < 1 << 52 else { return nil }
        return AddressRange(start, start &+ range.size)
    }
}
