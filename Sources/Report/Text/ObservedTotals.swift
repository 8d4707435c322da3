import Arm64
import HostFacts
import LinearMap

/// The real tables by themselves, with no prediction beside them.
struct ObservedTotals {
    /// The file.
    let source: String
    /// The page size of the tables.
    let granule: Granule
    /// Bytes per leaf, coarsest first, valid before invalid.
    let totals: [Layout.Total]

    /// What a dump shows, or else a walk; nil if the host has neither.
    init?(_ host: Host) {
        let segments: [Segment]
        if let dump = host.tableDump {
            segments = dump.runs.map { Segment(range: $0.range, leaf: $0.leaf, valid: $0.isValid) }
            (source, granule) = (dump.file, dump.granule)
        } else if let walk = host.walk {
            segments = walk.runs.map { Segment(range: $0.range, leaf: $0.leaf, valid: $0.isValid) }
            (source, granule) = (walk.file, walk.granule.value)
        } else {
            return nil
        }
        totals = Layout(segments: segments, tables: TableCount(), granule: granule).totals
    }
}
