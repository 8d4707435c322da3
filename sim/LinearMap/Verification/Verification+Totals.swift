public import Arm64

extension Verification {
    /// Bytes in one kind of leaf, predicted and seen, as far as an observation covers them.
    public struct LeafTotal: Hashable, Sendable {
        /// The leaf.
        public let leaf: Leaf
        /// Whether the entries are valid.
        public let valid: Bool
        /// Bytes predicted so.
        public let predicted: UInt64
        /// Bytes seen so.
        public let observed: UInt64
    }
}

extension Verification.Comparison {
    /// Bytes per kind of leaf, coarsest first, valid before invalid. `prediction` is cut to what the observation
    /// covers. Empty for an observation of totals.
    public func leafTotals(_ prediction: Prediction) -> [Verification.LeafTotal] {
        guard !observation.coverage.isEmpty else { return [] }
        let known = prediction.layout.segments.flatMap { segment in
            AddressSet([segment.range]).intersection(observation.coverage).ranges.map { range in
                Segment(range: range, leaf: segment.leaf, valid: segment.valid)
            }
        }
        let granule = prediction.granule
        let predicted = Layout(segments: known, tables: TableCount(), granule: granule).totals
        let observed = observation.totals(granule)
        let leaves = Set((predicted + observed).map(\.leaf)).sorted(by: >)
        return leaves.flatMap { leaf in
            [true, false].compactMap { valid in
                func bytes(_ totals: [Layout.Total]) -> UInt64 {
                    totals.first { $0.leaf == leaf && $0.valid == valid }?.bytes ?? 0
                }
                let total = Verification.LeafTotal(
                    leaf: leaf, valid: valid, predicted: bytes(predicted), observed: bytes(observed))
                return total.predicted == 0 && total.observed == 0 ? nil : total
            }
        }
    }

    /// Bytes whose leaf is finer than the kernel made it at boot, per likely cause: how far a map of blocks has been
    /// split since.
    public var bytesFinerByCause: [Verification.Cause: UInt64] {
        var bytes: [Verification.Cause: UInt64] = [:]
        for difference in differences {
            guard let predicted = difference.predicted, let observed = difference.observed,
                observed.leaf < predicted.leaf
            else { continue }
            bytes[difference.likely, default: 0] += difference.range.size
        }
        return bytes
    }
}
