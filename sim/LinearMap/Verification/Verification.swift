public import Arm64
import HostFacts

/// A prediction held against what the snapshot shows of the real tables.
public struct Verification: Sendable {
    /// A range where the two differ.
    public struct Difference: Hashable, Sendable {
        /// Why they probably differ.
        public enum Cause: String, Hashable, Sendable {
            /// KFENCE takes pages of its pool away and gives them back.
            case kfenceSample = "kfence-sample"
            /// A permission change split the leaf after boot.
            case runTimeSplit = "run-time-split"
            /// debug_pagealloc makes free pages invalid.
            case debugPagealloc = "debug-pagealloc"
            /// Something the snapshot does not tell; the prediction lists it as unknown.
            case unknownFact = "unknown-fact"
            /// Nothing linmap knows of: the prediction is wrong, or the kernel differs from its version.
            case unexplained
        }

        /// The physical range.
        public let range: AddressRange
        /// What was predicted there; nil for nothing.
        public let predicted: Segment?
        /// What was seen there; nil for nothing.
        public let observed: Segment?
        /// Why, probably.
        public let likely: Cause
    }

    /// One observation, compared.
    public struct Comparison: Sendable {
        /// The observation.
        public let observation: Observation
        /// Bytes that either side maps, as far as the observation covers them.
        public let bytesCompared: UInt64
        /// Where they differ, ascending.
        public let differences: [Difference]

        /// Bytes that differ.
        public var bytesDiffering: UInt64 { differences.reduce(0) { $0 + $1.range.size } }
        /// Whether everything that differs is something the prediction left open.
        public var agrees: Bool { !differences.contains { $0.likely == .unexplained } }
    }

    /// The prediction.
    public let prediction: Prediction
    /// Every observation in the snapshot, compared with it.
    public let comparisons: [Comparison]

    /// Whether every observation agrees. Without any observation this is true and says nothing.
    public var agrees: Bool { comparisons.allSatisfy(\.agrees) }

    /// Compares `prediction` with every observation its host has.
    public init(_ prediction: Prediction) {
        self.prediction = prediction
        let observations = [Observation.dump(prediction.host, version: prediction.version)].compactMap { $0 }
        comparisons = observations.map { Self.compare(prediction, $0) }
    }

    private static func compare(_ prediction: Prediction, _ observation: Observation) -> Comparison {
        let predicted = prediction.layout.segments
        let mapped = AddressSet((predicted + observation.segments).map(\.range))
        let compared = mapped.intersection(observation.coverage)
        var differences: [Difference] = []
        for (range, left, right) in Overlay.pieces(predicted, observation.segments) {
            if let left, let right, left.leaf == right.leaf, left.valid == right.valid { continue }
            for piece in AddressSet([range]).intersection(observation.coverage).ranges {
                let cause = Self.cause(left, right, prediction)
                differences.append(Difference(range: piece, predicted: left, observed: right, likely: cause))
            }
        }
        return Comparison(
            observation: observation, bytesCompared: compared.byteCount, differences: differences)
    }

    private static func cause(_ predicted: Segment?, _ observed: Segment?, _ prediction: Prediction)
        -> Difference.Cause
    {
        guard let predicted, !predicted.certain else { return .unexplained }
        let open = Set(prediction.unknowns.map(\.what))
        guard let observed else { return open.isEmpty ? .unexplained : .unknownFact }
        if predicted.leaf == observed.leaf {
            if predicted.kind == .kfencePool { return .kfenceSample }
            if open.contains("debug-pagealloc-validity") { return .debugPagealloc }
            if open.contains("run-time-splits") { return .runTimeSplit }
            return .unknownFact
        }
        if open.contains("run-time-splits"), observed.leaf < predicted.leaf { return .runTimeSplit }
        let others = open.subtracting(["run-time-splits", "kfence-pool-validity", "debug-pagealloc-validity"])
        return others.isEmpty ? .unexplained : .unknownFact
    }
}

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
