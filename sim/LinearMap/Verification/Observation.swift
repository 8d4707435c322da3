public import Arm64
import HostFacts

/// The real tables, as something in the snapshot shows them.
public struct Observation: Hashable, Sendable {
    /// Where it comes from: "sys/kernel/debug/kernel_page_tables".
    public let source: String
    /// The runs seen, ascending by physical address. Their kind is taken from the prediction they are
    /// compared with. Empty for an observation that has only totals.
    public let segments: [Segment]
    /// The physical addresses the observation speaks of; outside it nothing is known. Empty for one that has
    /// only totals.
    public let coverage: AddressSet
    /// Bytes below tables that were seen and not read.
    public let bytesUnread: UInt64
    /// Whether the observation ends before the end of memory.
    public let isCutOff: Bool

    /// An observation of `segments`; without any, one that has only totals.
    public init(
        source: String, segments: [Segment] = [], coverage: AddressSet = AddressSet(),
        bytesUnread: UInt64 = 0, isCutOff: Bool = false
    ) {
        self.source = source
        self.segments = segments
        self.coverage = coverage
        self.bytesUnread = bytesUnread
        self.isCutOff = isCutOff
    }

    /// Bytes per leaf, as far as it was seen; coarsest first.
    public func totals(_ granule: Granule) -> [Layout.Total] {
        Layout(segments: segments, tables: TableCount(), granule: granule).totals
    }
}

extension Observation {
    /// All physical addresses there can be.
    static let everything = AddressSet([AddressRange(0, 1 << 52)].compactMap { $0 })

    /// Every observation of leaves by address that `host` has.
    static func all(_ host: Host, version: KernelVersion) -> [Observation] {
        [dump(host, version: version), walk(host)].compactMap { $0 }
    }

    /// The probe's walk: physical already. It covers everything but what it did not read.
    private static func walk(_ host: Host) -> Observation? {
        guard let walk = host.walk else { return nil }
        let segments = walk.runs.map {
            Segment(range: $0.range, leaf: $0.leaf, valid: $0.isValid, readOnly: $0.isReadOnly)
        }
        var known = everything
        if let end = walk.cutOffAt, let rest = AddressRange(end, 1 << 52) {
            known = known.subtracting(rest)
        }
        let unread = AddressSet(walk.unread.map(\.value))
        return Observation(
            source: walk.file, segments: segments, coverage: known.subtracting(unread),
            bytesUnread: unread.byteCount, isCutOff: walk.cutOffAt != nil)
    }

    /// A page-table dump, moved from virtual to physical addresses.
    ///
    /// Returns nil if the snapshot does not tell the distance between the two (VA_BITS and PHYS_OFFSET).
    private static func dump(_ host: Host, version: KernelVersion) -> Observation? {
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
        return Observation(
            source: dump.file, segments: segments, coverage: everything.subtracting(missing))
    }

    private static func physical(_ range: AddressRange, _ offset: UInt64) -> AddressRange? {
        let start = range.start &- offset
        guard start < 1 << 52 else { return nil }
        return AddressRange(start, start &+ range.size)
    }
}
