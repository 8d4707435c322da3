import Arm64
import HostFacts

/// DirectMap lines of /proc/meminfo: bytes per leaf size, contiguous groups in lines of their own. No upstream arm64
/// kernel up to 7.3 prints them, vendors' do.
///
/// How such a kernel counts the alias of its image, its KFENCE pool and entries that are invalid is not known, so
/// a difference no larger than those is laid to that.
enum DirectMapComparison {
    static func compare(_ prediction: Prediction) -> Verification.Comparison? {
        let host = prediction.host
        guard !host.directMap.isEmpty else { return nil }
        var predicted: [UInt64: UInt64] = [:]
        for segment in prediction.layout.segments {
            predicted[segment.leaf.reach(prediction.granule), default: 0] += segment.range.size
        }
        var observed: [UInt64: UInt64] = [:]
        for line in host.directMap {
            let (sum, overflow) = observed[line.leaf, default: 0].addingReportingOverflow(line.bytes.value)
            observed[line.leaf] = overflow ? .max : sum
        }
        let totals = Set(predicted.keys).union(observed.keys).sorted().map {
            Verification.Total(reach: $0, predicted: predicted[$0] ?? 0, observed: observed[$0] ?? 0)
        }
        let told = totals.reduce(UInt64(0)) { $0 &+ $1.observed }
        let more = totals.reduce(UInt64(0)) {
            $0 &+ ($1.observed > $1.predicted ? $1.observed - $1.predicted : 0)
        }
        let less = totals.reduce(UInt64(0)) {
            $0 &+ ($1.predicted > $1.observed ? $1.predicted - $1.observed : 0)
        }
        let differing = max(more, less)
        return Verification.Comparison(
            totalsOf: "\(host.directMap[0].bytes.evidence.file) (DirectMap)", compared: told,
            differing: differing, totals: totals,
            likely: differing == 0 ? nil : cause(prediction, totals, differing))
    }

    private static func cause(
        _ prediction: Prediction, _ totals: [Verification.Total], _ differing: UInt64
    ) -> Verification.Cause {
        let special = prediction.layout.segments.reduce(UInt64(0)) { sum, segment in
            let isPlain = segment.valid && (segment.kind == .ram || segment.kind == .hotplug)
            return isPlain ? sum : sum + segment.range.size
        }
        if differing <= special { return .unknownFact }
        let open = Set(prediction.unknowns.map(\.what))
        if open.contains("run-time-splits"), isOnlyFiner(totals, tolerance: special) { return .runTimeSplit }
        let life: Set = ["run-time-splits", "kfence-pool-validity", "debug-pagealloc-validity"]
        return open.subtracting(life).isEmpty ? .unexplained : .unknownFact
    }

    /// Whether no size has more bytes in itself and all larger sizes than predicted.
    private static func isOnlyFiner(_ totals: [Verification.Total], tolerance: UInt64) -> Bool {
        var predicted: UInt64 = 0, observed: UInt64 = 0
        for total in totals.reversed() {
            predicted &+= total.predicted
            observed &+= total.observed
            if observed > predicted &+ tolerance { return false }
        }
        return predicted <= observed &+ tolerance
    }
}
