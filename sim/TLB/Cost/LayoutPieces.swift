import Arm64
import LinearMap

extension Layout {
    /// The valid leaves inside `ranges`, which ascend and do not overlap, run by run: one pass over both.
    func validPieces(in ranges: [AddressRange]) -> [(range: AddressRange, leaf: Leaf)] {
        var pieces: [(range: AddressRange, leaf: Leaf)] = []
        var next = 0
        for segment in segments where segment.valid {
            while next < ranges.count, ranges[next].end <= segment.range.start { next += 1 }
            var index = next
            while index < ranges.count, ranges[index].start < segment.range.end {
                if let common = segment.range.intersection(ranges[index]) {
                    pieces.append((common, segment.leaf))
                }
                index += 1
            }
        }
        return pieces
    }
}
