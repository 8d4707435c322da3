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
            lines.append("  compared   \(ByteCount.text(comparison.bytesCompared))")
            lines.append("  differing  \(ByteCount.text(comparison.bytesDiffering))")
            lines += causes(comparison, granule)
            lines.append(comparison.agrees ? style.good("  agrees") : style.bad("  DISAGREES"))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func causes(_ comparison: Verification.Comparison, _ granule: Granule) -> [String] {
        let byCause = Dictionary(grouping: comparison.differences, by: \.likely)
        return byCause.keys.sorted { $0.rawValue < $1.rawValue }.flatMap { cause -> [String] in
            let differences = byCause[cause] ?? []
            let bytes = differences.reduce(0) { $0 + $1.range.size }
            var lines = ["  \(ByteCount.text(bytes)): \(words(cause))"]
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

    private static func words(_ cause: Verification.Difference.Cause) -> String {
        switch cause {
        case .kfenceSample: "validity inside the KFENCE pool, which changes with every sample"
        case .runTimeSplit: "leaves split since boot (modules, BPF programs, secret memory)"
        case .debugPagealloc: "validity under debug_pagealloc, which changes with every allocation"
        case .unknownFact: "something the snapshot does not tell (see linmap predict, \"Not known\")"
        case .unexplained: "not explained: the prediction is wrong here, or the kernel is not what it says"
        }
    }
}
