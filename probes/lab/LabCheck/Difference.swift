public import Arm64
public import LinearMap

/// Where a prediction and the true tables differ.
public struct Difference: CustomStringConvertible, Sendable {
    /// Physical addresses.
    public let range: AddressRange
    /// What was predicted there, if anything.
    public let predicted: Segment?
    /// What the tables have there, if anything.
    public let observed: Truth.Run?

    /// One line.
    public var description: String {
        func leaf(_ leaf: Leaf?, _ valid: Bool?) -> String {
            guard let leaf, let valid else { return "nothing" }
            return "\(leaf.size / 1024)K\(leaf.contiguous ? "+cont" : "")\(valid ? "" : " invalid")"
        }
        return
            "\(ByteCount.hex(range.start))-\(ByteCount.hex(range.end)): predicted \(leaf(predicted?.leaf, predicted?.valid)) \(predicted?.kind.rawValue ?? ""), observed \(leaf(observed?.leaf, observed?.valid))"
    }

    /// Cuts both lists at all edges and compares piece by piece.
    public static func all(_ segments: [Segment], _ runs: [Truth.Run]) -> [Difference] {
        Pieces.of(segments.map(\.range), runs.map(\.range)).compactMap { range, left, right in
            let segment = left.map { segments[$0] }
            let run = right.map { runs[$0] }
            if let segment, let run, segment.leaf == run.leaf, segment.valid == run.valid { return nil }
            return Difference(range: range, predicted: segment, observed: run)
        }
    }

    /// Whether it may be secret memory: ordinary pages made invalid.
    public var isSecret: Bool {
        guard let predicted, let observed else { return false }
        return predicted.kind == .ram && predicted.valid && !observed.valid
            && !(predicted.leaf < observed.leaf)
    }

    /// Whether the prediction leaves it open: validity inside a KFENCE pool or under debug_pagealloc (the leaf still
    /// equal), and finer leaves on kernels that split blocks live.
    public func isLeftOpen(by prediction: Prediction) -> Bool {
        guard let predicted, let observed, !predicted.certain else { return false }
        let unknowns = Set(prediction.unknowns.map(\.what))
        if predicted.leaf == observed.leaf {
            return (predicted.kind == .kfencePool && unknowns.contains("kfence-pool-validity"))
                || unknowns.contains("debug-pagealloc-validity") || unknowns.contains("run-time-splits")
        }
        return unknowns.contains("run-time-splits") && observed.leaf < predicted.leaf
    }
}

/// Two ascending lists of ranges, cut at the edges of both.
enum Pieces {
    /// Each piece that lies in at least one of the lists, with the index of its range in either.
    static func of(_ left: [AddressRange], _ right: [AddressRange]) -> [(AddressRange, Int?, Int?)] {
        let edges = Set((left + right).flatMap { [$0.start, $0.end] }).sorted()
        var result: [(AddressRange, Int?, Int?)] = []
        var (first, second) = (0, 0)
        for (start, end) in zip(edges, edges.dropFirst()) {
            while first < left.count, left[first].end <= start { first += 1 }
            while second < right.count, right[second].end <= start { second += 1 }
            let one = first < left.count && left[first].contains(start) ? first : nil
            let other = second < right.count && right[second].contains(start) ? second : nil
            if one != nil || other != nil, let range = AddressRange(start, end) {
                result.append((range, one, other))
            }
        }
        return result
    }
}
