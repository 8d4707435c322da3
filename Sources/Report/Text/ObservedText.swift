import Arm64
import HostFacts
import LinearMap

/// What the real tables were seen to be, beside the prediction.
struct ObservedText {
    private let prediction: Prediction
    private let verification: Verification

    init(_ prediction: Prediction) {
        self.prediction = prediction
        verification = Verification(prediction)
    }

    var lines: [String] {
        let placed = verification.comparisons.filter { !$0.observation.coverage.isEmpty }
        // Without a prediction, or without the distance between addresses, there is nothing to stand beside.
        let isBeside = !placed.isEmpty && !prediction.layout.segments.isEmpty
        return (isBeside ? placed.flatMap(beside) : alone) + directMap
    }

    // MARK: - Beside the prediction

    private func beside(_ comparison: Verification.Comparison) -> [String] {
        var columns = TextColumns(.right, .right, .left)
        columns.add("predicted", "seen", "leaf")
        for total in comparison.leafTotals(prediction) {
            columns.add(
                ByteCount.text(total.predicted), ByteCount.text(total.observed),
                total.leaf.name(prediction.granule) + (total.valid ? "" : ", invalid"))
        }
        return [heading(comparison.observation.source)] + columns.lines(indent: 4) + coverage(comparison)
            + splits(comparison)
    }

    private func coverage(_ comparison: Verification.Comparison) -> [String] {
        let observation = comparison.observation
        var lines: [String] = []
        let missing = prediction.host.tableDump.map { $0.file == observation.source ? $0.gaps : [] } ?? []
        if !missing.isEmpty {
            let bytes = missing.reduce(0) { $0 + $1.size }
            lines.append("    \(ByteCount.text(bytes)) are missing from the dump.")
        }
        if observation.bytesUnread > 0 {
            let whole = comparison.bytesCompared &+ observation.bytesUnread
            lines.append(
                "    \(percent(comparison.bytesCompared, of: whole)) was read; \(ByteCount.text(observation.bytesUnread)) lie below tables that there was no time to read."
            )
        }
        if observation.isCutOff { lines.append("    The file is cut off; what lies behind is not known.") }
        return lines
    }

    /// How far the map has been split since boot, and by what.
    private func splits(_ comparison: Verification.Comparison) -> [String] {
        let finer = comparison.bytesFinerByCause
        return list("now finer than at boot", finer)
            + list("otherwise different", comparison.bytesByCause.subtracting(finer))
    }

    private func list(_ title: String, _ bytes: [Verification.Cause: UInt64]) -> [String] {
        guard !bytes.isEmpty else { return [] }
        let whole = bytes.values.reduce(0, +)
        var columns = TextColumns(.right, .left)
        for (cause, count) in bytes.sorted(by: { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) })
        {
            columns.add(ByteCount.text(count), cause.words)
        }
        return ["    \(ByteCount.text(whole)) \(title):"] + columns.lines(indent: 6)
    }

    // MARK: - Alone

    private var alone: [String] {
        guard let seen = ObservedTotals(prediction.host) else { return [] }
        let whole = seen.totals.reduce(0) { $0 + $1.bytes }
        var columns = TextColumns(.right, .right, .left)
        for total in seen.totals {
            columns.add(
                ByteCount.text(total.bytes), percent(total.bytes, of: whole),
                total.leaf.name(seen.granule) + (total.valid ? "" : ", invalid"))
        }
        var lines = [heading(seen.source)] + columns.lines(indent: 2)
        let gaps = (prediction.host.tableDump?.gaps ?? []).reduce(0) { $0 + $1.size }
        if gaps > 0 { lines.append("  \(ByteCount.text(gaps)) are missing from the dump.") }
        let unread = (prediction.host.walk?.unread ?? []).reduce(0) { $0 + $1.value.size }
        if prediction.host.tableDump == nil, unread > 0 {
            lines.append("  \(ByteCount.text(unread)) lie below tables that there was no time to read.")
        }
        return lines
    }

    private func heading(_ source: String) -> String {
        source == prediction.host.walk?.file
            ? "  The probe's walk of the real tables (\(printable(source))):"
            : "  The kernel's own dump of its tables (\(printable(source))):"
    }

    /// DirectMap lines of /proc/meminfo, on kernels that have them.
    private var directMap: [String] {
        let lines = prediction.host.directMap
        guard !lines.isEmpty else { return [] }
        return ["  DirectMap lines of /proc/meminfo:"]
            + lines.map { "    \(Leaf.short($0.leaf)): \(ByteCount.text($0.bytes.value))" }
    }
}

extension [Verification.Cause: UInt64] {
    /// What remains of each cause without the bytes of `other`.
    fileprivate func subtracting(_ other: [Verification.Cause: UInt64]) -> Self {
        var rest: Self = [:]
        for (cause, bytes) in self where bytes > other[cause, default: 0] {
            rest[cause] = bytes - other[cause, default: 0]
        }
        return rest
    }
}
