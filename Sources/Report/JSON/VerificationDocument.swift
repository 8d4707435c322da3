import Arm64
public import LinearMap

/// `linmap.verify/1`: a prediction held against the tables that were seen. Within version 1 only additions.
public struct VerificationDocument: Encodable, Sendable {
    struct Mapped: Encodable {
        var leaf: UInt64
        var contiguous: Bool
        var valid: Bool
    }

    struct Difference: Encodable {
        var start: String
        var end: String
        var predicted: Mapped?
        var observed: Mapped?
        var likely: String
    }

    struct Total: Encodable {
        var leaf: UInt64
        var predicted: UInt64
        var observed: UInt64
    }

    struct Observation: Encodable {
        var source: String
        var coverage: [ReportDocument.Range]
        var bytesUnread: UInt64
        var cutOff: Bool
        var bytesCompared: UInt64
        var bytesDiffering: UInt64
        var differences: [Difference]
        var segments: [PredictionDocument.Segment]
        var totals: [Total]?
        var likely: String?
        var decisive: Bool
        var note: String?
        var agrees: Bool
    }

    let schema = "linmap.verify/1"
    let observations: [Observation]
    let agrees: Bool

    /// The document of `verification`.
    public init(_ verification: Verification) {
        agrees = verification.agrees
        observations = verification.comparisons.map { comparison in
            Observation(
                source: comparison.observation.source,
                coverage: comparison.observation.coverage.ranges.map(ReportDocument.Range.init),
                bytesUnread: comparison.observation.bytesUnread, cutOff: comparison.observation.isCutOff,
                bytesCompared: comparison.bytesCompared, bytesDiffering: comparison.bytesDiffering,
                differences: comparison.differences.map(Difference.init),
                segments: comparison.observation.segments.map(PredictionDocument.Segment.init),
                totals: comparison.totals.isEmpty
                    ? nil
                    : comparison.totals.map {
                        Total(leaf: $0.reach, predicted: $0.predicted, observed: $0.observed)
                    },
                likely: comparison.likely?.rawValue, decisive: comparison.isDecisive, note: comparison.note,
                agrees: comparison.agrees)
        }
    }
}

extension VerificationDocument.Difference {
    init(_ difference: Verification.Difference) {
        self.init(
            start: ByteCount.hex(difference.range.start), end: ByteCount.hex(difference.range.end),
            predicted: difference.predicted.map(VerificationDocument.Mapped.init),
            observed: difference.observed.map(VerificationDocument.Mapped.init),
            likely: difference.likely.rawValue)
    }
}

extension VerificationDocument.Mapped {
    init(_ segment: Segment) {
        self.init(leaf: segment.leaf.size, contiguous: segment.leaf.contiguous, valid: segment.valid)
    }
}
