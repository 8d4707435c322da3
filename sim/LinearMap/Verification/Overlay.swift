import Arm64

/// Two lists of runs laid over each other.
enum Overlay {
    /// Both lists cut at all their edges, piece by piece; pieces that neither maps are left out.
    static func pieces(
        _ left: [Segment], _ right: [Segment]
    ) -> [(range: AddressRange, left: Segment?, right: Segment?)] {
        let edges = Set((left + right).flatMap { [$0.range.start, $0.range.end] }).sorted()
        var result: [(range: AddressRange, left: Segment?, right: Segment?)] = []
        var first = left[...], second = right[...]
        for (start, end) in zip(edges, edges.dropFirst()) {
            while let next = first.first, next.range.end <= start { first = first.dropFirst() }
            while let next = second.first, next.range.end <= start { second = second.dropFirst() }
            let one = first.first.flatMap { $0.range.contains(start) ? $0 : nil }
            let other = second.first.flatMap { $0.range.contains(start) ? $0 : nil }
            guard one != nil || other != nil, let range = AddressRange(start, end) else { continue }
            result.append((range, one, other))
        }
        return result
    }
}
