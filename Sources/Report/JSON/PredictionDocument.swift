import Arm64
import FoundationEssentials
import HostFacts
public import LinearMap

/// `linmap.prediction/1`: a prediction as JSON. Within version 1 only additions.
///
/// Addresses are hexadecimal strings, `end` is exclusive, sizes are integers in bytes.
public struct PredictionDocument: Encodable, Sendable {
    struct Host: Encodable {
        var release: String?
        var version: String
        var vendor: String
        var granule: UInt64
        var vaBits: Int
        var midr: [String]
    }

    struct Segment: Encodable {
        var start: String
        var end: String
        var leaf: UInt64
        var contiguous: Bool
        var valid: Bool
        var readOnly: Bool
        var kind: String
        var certain: Bool
    }

    struct Total: Encodable {
        var leaf: UInt64
        var contiguous: Bool
        var valid: Bool
        var bytes: UInt64
    }

    struct Tables: Encodable {
        var level0: Int
        var level1: Int
        var level2: Int
        var level3: Int
        var bytes: UInt64
    }

    struct EvidenceLine: Encodable {
        var file: String
        var line: Int?
        var text: String
    }

    struct Reason: Encodable {
        var rule: String
        var verdict: String
        var text: String
        var source: String
        var evidence: [EvidenceLine]
    }

    struct Unknown: Encodable {
        var what: String
        var effectBytes: UInt64
        var text: String
    }

    let schema = "linmap.prediction/1"
    let host: Host
    let mapping: String
    let certainty: String
    let segments: [Segment]
    let totals: [Total]
    let tables: Tables
    let reasons: [Reason]
    let unknowns: [Unknown]
    let remarks: [String]

    /// The document of `prediction`; `others` is what is not known beside its own unknowns.
    public init(_ prediction: Prediction, others: [Prediction.Unknown] = []) {
        let facts = prediction.host
        host = Host(
            release: facts.kernel?.release.value, version: prediction.version.text,
            vendor: facts.kernel?.vendor ?? "unknown", granule: prediction.granule.pageSize,
            vaBits: prediction.vaBits, midr: facts.cpus.map { ByteCount.hex(UInt64($0.midr.value.value)) })
        mapping = prediction.mapping.rawValue
        certainty = prediction.isExact && others.isEmpty ? "exact" : "bounded"
        segments = prediction.layout.segments.map(Segment.init)
        totals = prediction.layout.totals.map {
            Total(leaf: $0.leaf.size, contiguous: $0.leaf.contiguous, valid: $0.valid, bytes: $0.bytes)
        }
        tables = Tables(prediction.layout.tables)
        reasons = prediction.reasons.map(Reason.init)
        unknowns = (others + prediction.unknowns).map {
            Unknown(what: $0.what, effectBytes: $0.effectBytes, text: $0.text)
        }
        remarks = prediction.remarks.map(\.text)
    }
}

extension PredictionDocument.Segment {
    init(_ segment: Segment) {
        self.init(
            start: ByteCount.hex(segment.range.start), end: ByteCount.hex(segment.range.end),
            leaf: segment.leaf.size, contiguous: segment.leaf.contiguous, valid: segment.valid,
            readOnly: segment.readOnly, kind: segment.kind.rawValue, certain: segment.certain)
    }
}

extension PredictionDocument.Tables {
    init(_ tables: TableCount) {
        self.init(
            level0: tables.level0, level1: tables.level1, level2: tables.level2, level3: tables.level3,
            bytes: tables.bytes)
    }
}

extension PredictionDocument.Reason {
    init(_ reason: Reason) {
        self.init(
            rule: reason.rule.id, verdict: reason.verdict.rawValue, text: reason.text,
            source: reason.rule.sources.joined(separator: "; "),
            evidence: reason.evidence.map(PredictionDocument.EvidenceLine.init))
    }
}

extension PredictionDocument.EvidenceLine {
    init(_ evidence: Evidence) {
        self.init(file: evidence.file, line: evidence.line, text: evidence.text)
    }
}
