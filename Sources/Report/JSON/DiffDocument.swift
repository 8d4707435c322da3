import Arm64
public import LinearMap

/// `linmap.diff/1`: what differs between two snapshots, as JSON. Within version 1 only additions.
public struct DiffDocument: Encodable, Sendable {
    struct Side: Encodable {
        var name: String
        var mapping: String
        var certainty: String
        var tableBytes: UInt64
    }

    struct Fact: Encodable {
        var what: String
        var a: String?
        var b: String?
    }

    struct Total: Encodable {
        var leaf: UInt64
        var contiguous: Bool
        var valid: Bool
        var a: UInt64
        var b: UInt64
    }

    struct Map: Encodable {
        var bytesDiffering: UInt64
        var ranges: [ReportDocument.Range]
        var totals: [Total]
    }

    struct Word: Encodable {
        var verdict: String
        var text: String
    }

    struct Reason: Encodable {
        var rule: String
        var a: Word?
        var b: Word?
    }

    let schema = "linmap.diff/1"
    let same: Bool
    let a: Side
    let b: Side
    let facts: [Fact]
    let map: Map
    let reasons: [Reason]

    /// The document of `diff`.
    public init(_ diff: HostDiff) {
        same = diff.isSame
        a = Side(diff.first)
        b = Side(diff.second)
        facts = diff.facts.map { Fact(what: $0.what, a: $0.first, b: $0.second) }
        map = Map(
            bytesDiffering: diff.mapDifference.byteCount,
            ranges: diff.mapDifference.ranges.map(ReportDocument.Range.init),
            totals: diff.totals.map {
                Total(
                    leaf: $0.leaf.size, contiguous: $0.leaf.contiguous, valid: $0.valid, a: $0.first,
                    b: $0.second)
            })
        reasons = diff.rules.map { rule in
            Reason(rule: rule.rule, a: rule.first.map(Word.init), b: rule.second.map(Word.init))
        }
    }
}

extension DiffDocument.Side {
    init(_ prediction: Prediction) {
        self.init(
            name: prediction.host.name, mapping: prediction.mapping.rawValue,
            certainty: prediction.isExact ? "exact" : "bounded", tableBytes: prediction.layout.tables.bytes)
    }
}

extension DiffDocument.Word {
    init(_ reason: Reason) { self.init(verdict: reason.verdict.rawValue, text: reason.text) }
}
