public import Arm64
import HostFacts

/// A prediction held against what the snapshot shows of the real tables.
public struct Verification: Sendable {
    /// Why an observation probably differs from the prediction.
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        /// KFENCE takes pages of its pool away and gives them back.
        case kfenceSample = "kfence-sample"
        /// KFENCE was switched on after boot and made a pool of its own.
        case kfenceLate = "kfence-late"
        /// A permission change split the leaf after boot.
        case runTimeSplit = "run-time-split"
        /// As before, and the pages became read-only: text of modules or BPF programs, or their constants.
        case moduleText = "module-text"
        /// memfd_secret(2) took single pages out of the map.
        case secretMemory = "secret-memory"
        /// debug_pagealloc makes free pages invalid.
        case debugPagealloc = "debug-pagealloc"
        /// Whole memory blocks were added or removed between the files of the snapshot.
        case hotPlug = "hot-plug"
        /// A driver mapped the memory of its device.
        case deviceMemory = "device-memory"
        /// Something the snapshot does not tell; the prediction lists it as unknown.
        case unknownFact = "unknown-fact"
        /// Nothing linmap knows of: the prediction is wrong, or the kernel differs from its version.
        case unexplained
    }

    /// A range where the two differ.
    public struct Difference: Hashable, Sendable {
        /// The physical range.
        public let range: AddressRange
        /// What was predicted there; nil for nothing.
        public let predicted: Segment?
        /// What was seen there; nil for nothing.
        public let observed: Segment?
        /// Why, probably.
        public let likely: Cause
    }

    /// One line of an observation that has only totals.
    public struct Total: Hashable, Sendable {
        /// Bytes a leaf, or a contiguous group, covers.
        public let reach: UInt64
        /// Bytes predicted to be mapped so.
        public let predicted: UInt64
        /// Bytes told to be mapped so.
        public let observed: UInt64
    }

    /// One observation, compared.
    public struct Comparison: Sendable {
        /// The observation.
        public let observation: Observation
        /// Bytes that either side maps, as far as the observation covers them.
        public let bytesCompared: UInt64
        /// Bytes that differ.
        public let bytesDiffering: UInt64
        /// Where they differ, ascending.
        public let differences: [Difference]
        /// For an observation of totals: its lines, smallest reach first.
        public let totals: [Total]
        /// For an observation of totals that differs: why, probably.
        public let likely: Cause?
        /// Whether an agreement says anything about the map. False for an observation that could at best have
        /// contradicted it.
        public let isDecisive: Bool
        /// What to keep in mind, in one sentence.
        public let note: String?

        /// Whether everything that differs is something the prediction left open, or the life of a running host.
        public var agrees: Bool {
            likely != .unexplained && !differences.contains { $0.likely == .unexplained }
        }

        /// Bytes that differ, per cause.
        public var bytesByCause: [Cause: UInt64] {
            var bytes: [Cause: UInt64] = [:]
            for difference in differences { bytes[difference.likely, default: 0] += difference.range.size }
            if let likely { bytes[likely, default: 0] += bytesDiffering }
            return bytes
        }

        /// An observation of leaves by address.
        init(_ observation: Observation, bytesCompared: UInt64, differences: [Difference]) {
            self.observation = observation
            self.bytesCompared = bytesCompared
            self.differences = differences
            bytesDiffering = differences.reduce(0) { $0 + $1.range.size }
            totals = []
            likely = nil
            isDecisive = true
            note = nil
        }

        /// An observation of totals.
        init(
            totalsOf source: String, compared: UInt64, differing: UInt64, totals: [Total] = [],
            likely: Cause?, isDecisive: Bool = true, note: String? = nil
        ) {
            observation = Observation(source: source)
            bytesCompared = compared
            bytesDiffering = differing
            differences = []
            self.totals = totals
            self.likely = likely
            self.isDecisive = isDecisive
            self.note = note
        }
    }

    /// The prediction.
    public let prediction: Prediction
    /// Every observation in the snapshot, compared with it; those by address first.
    public let comparisons: [Comparison]

    /// Whether every observation agrees. Without any decisive observation this is true and says nothing.
    public var agrees: Bool { comparisons.allSatisfy(\.agrees) }

    /// Whether there is anything to agree or disagree with: an observation that says more than "not
    /// contradicted".
    public var isDecided: Bool { comparisons.contains { $0.isDecisive } }

    /// Compares `prediction` with every observation its host has.
    public init(_ prediction: Prediction) {
        self.prediction = prediction
        let byAddress = Observation.all(prediction.host, version: prediction.version)
            .map { Self.compare(prediction, $0) }
        let totals = [DirectMapComparison.compare(prediction), MemTotalComparison.compare(prediction)]
        comparisons = byAddress + totals.compactMap { $0 }
    }

    private static func compare(_ prediction: Prediction, _ observation: Observation) -> Comparison {
        let predicted = prediction.layout.segments
        let mapped = AddressSet((predicted + observation.segments).map(\.range))
        let compared = mapped.intersection(observation.coverage)
        let causes = LikelyCauses(prediction, observation)
        var differences: [Difference] = []
        for (range, left, right) in Overlay.pieces(predicted, observation.segments) {
            if let left, let right, left.leaf == right.leaf, left.valid == right.valid { continue }
            for piece in AddressSet([range]).intersection(observation.coverage).ranges {
                let cause = causes.cause(piece, left, right)
                differences.append(Difference(range: piece, predicted: left, observed: right, likely: cause))
            }
        }
        return Comparison(observation, bytesCompared: compared.byteCount, differences: differences)
    }
}
