import Foundation
import Testing

/// A `linmap.prediction/1`, held to what linmap(1) promises of it.
struct Document {
    private let document: [String: Any]
    private let place: SourceLocation

    init(_ document: [String: Any], _ place: SourceLocation = #_sourceLocation) {
        self.document = document
        self.place = place
    }

    func check() {
        #expect(document["schema"] as? String == "linmap.prediction/1", sourceLocation: place)
        #expect(["pages", "blocks"].contains(document["mapping"] as? String), sourceLocation: place)
        let isExact = (document["unknowns"] as? [Any])?.isEmpty == true
        #expect(document["certainty"] as? String == (isExact ? "exact" : "bounded"), sourceLocation: place)
        #expect(sums(segments: segments) == sums(totals: totals), sourceLocation: place)
        var last: UInt64 = 0
        for segment in segments {
            guard let start = address(segment["start"]), let end = address(segment["end"]),
                let leaf = segment["leaf"] as? UInt64
            else {
                Issue.record("a segment without range or leaf: \(segment)", sourceLocation: place)
                return
            }
            #expect(last <= start && start < end, "\(segment)", sourceLocation: place)
            #expect(end <= 1 << 52, "\(segment)", sourceLocation: place)
            #expect(start % leaf == 0 && end % leaf == 0, "\(segment)", sourceLocation: place)
            last = end
        }
    }

    private var segments: [[String: Any]] { document["segments"] as? [[String: Any]] ?? [] }
    private var totals: [[String: Any]] { document["totals"] as? [[String: Any]] ?? [] }

    private func sums(segments: [[String: Any]]) -> [String: UInt64] {
        segments.reduce(into: [:]) { sums, segment in
            let bytes = (address(segment["end"]) ?? 0) &- (address(segment["start"]) ?? 0)
            sums[key(segment), default: 0] &+= bytes
        }
    }

    private func sums(totals: [[String: Any]]) -> [String: UInt64] {
        totals.reduce(into: [:]) { $0[key($1), default: 0] += $1["bytes"] as? UInt64 ?? 0 }
    }

    /// What a total is a total of.
    private func key(_ item: [String: Any]) -> String {
        "\(item["leaf"] ?? "?") \(item["contiguous"] ?? "?") \(item["valid"] ?? "?")"
    }

    /// "0x40000000".
    private func address(_ value: Any?) -> UInt64? {
        guard let text = value as? String, text.hasPrefix("0x") else { return nil }
        return UInt64(text.dropFirst(2), radix: 16)
    }
}
