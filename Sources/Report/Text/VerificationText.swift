import Arm64
public import LinearMap

/// `linmap verify` as text: for each observation how much was compared, what differs, and why.
public enum VerificationText {
    /// At most this many ranges of one cause are listed; the rest are counted.
    private static let listed = 12

    /// The text of `verification`.
    public static func render(_ verification: Verification, style: TextStyle) -> String {
        let granule = verification.prediction.granule
        var lines = ["snapshot  \(printable(verification.prediction.host.name))"]
        for comparison in verification.comparisons {
            lines += ["", style.bold(printable(comparison.observation.source))]
            lines += measures(comparison) + totals(comparison) + causes(comparison, granule)
            if let note = comparison.note { lines += wrapped(note, width: 96).map { "  " + $0 } }
            guard comparison.isDecisive else { continue }
            lines.append(comparison.agrees ? style.good("  agrees") : style.bad("  DISAGREES"))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func measures(_ comparison: Verification.Comparison) -> [String] {
        guard comparison.isDecisive else { return [] }
        let observation = comparison.observation
        var lines = ["  compared   \(ByteCount.text(comparison.bytesCompared))"]
        if observation.bytesUnread > 0 {
            let whole = comparison.bytesCompared &+ observation.bytesUnread
            let part = percent(comparison.bytesCompared, of: whole)
            lines[0] += ", \(part) of the map"
            lines.append("  not read   \(ByteCount.text(observation.bytesUnread))")
        }
        if observation.isCutOff { lines.append("  cut off    nothing is known of what lies behind") }
        return lines + ["  differing  \(ByteCount.text(comparison.bytesDiffering))"]
    }

    /// The lines of an observation that has only totals.
    private static func totals(_ comparison: Verification.Comparison) -> [String] {
        guard !comparison.totals.isEmpty else { return [] }
        var columns = TextColumns(.right, .right, .left)
        columns.add("predicted", "told", "leaf or group")
        for total in comparison.totals {
            columns.add(
                ByteCount.text(total.predicted), ByteCount.text(total.observed), Leaf.short(total.reach))
        }
        let cause = comparison.likely.map { ["  \(ByteCount.text(comparison.bytesDiffering)): \($0.words)"] }
        return columns.lines(indent: 6) + (cause ?? [])
    }

    private static func causes(_ comparison: Verification.Comparison, _ granule: Granule) -> [String] {
        let byCause = Dictionary(grouping: comparison.differences, by: \.likely)
        return byCause.keys.sorted { $0.rawValue < $1.rawValue }.flatMap { cause -> [String] in
            let differences = byCause[cause] ?? []
            let bytes = differences.reduce(0) { $0 + $1.range.size }
            var lines = ["  \(ByteCount.text(bytes)): \(cause.words)"]
            // What is explained needs no list: it is the kernel's ordinary life.
            guard cause == .unexplained || cause == .unknownFact else { return lines }
            var columns = TextColumns(.left, .left, .left)
            for difference in differences.prefix(listed) {
                columns.add(
                    "\(ByteCount.hex(difference.range.start))-\(ByteCount.hex(difference.range.end))",
                    "predicted \(name(difference.predicted, granule))",
                    "seen \(name(difference.observed, granule))")
            }
            lines += columns.lines(indent: 6)
            let rest = differences.count - listed
            if rest > 0 { lines.append("      and \(rest) more ranges") }
            return lines
        }
    }

    private static func name(_ segment: Segment?, _ granule: Granule) -> String {
        guard let segment else { return "nothing" }
        return segment.leaf.name(granule) + (segment.valid ? "" : ", invalid")
    }
}
