/// A set of bytes, kept as sorted ranges that neither overlap nor touch.
///
/// This is what memblock keeps for memory of one kind: insertion merges neighbours.
public struct AddressSet: Hashable, Sendable {
    /// The ranges, ascending; between two of them there is at least one byte.
    public private(set) var ranges: [AddressRange] = []

    /// The empty set.
    public init() {}

    /// The union of `ranges`, in any order, overlapping or not.
    public init(_ ranges: some Sequence<AddressRange>) {
        let sorted = ranges.sorted { $0.start < $1.start }
        for range in sorted {
            if let last = self.ranges.last, range.start <= last.end {
                if range.end > last.end, let joined = AddressRange(last.start, range.end) {
                    self.ranges[self.ranges.count - 1] = joined
                }
            } else {
                self.ranges.append(range)
            }
        }
    }

    /// Whether the set holds nothing.
    public var isEmpty: Bool { ranges.isEmpty }

    /// Sum of the lengths, in bytes.
    public var byteCount: UInt64 { ranges.reduce(0) { $0 + $1.size } }

    /// The set with `range` added.
    public func union(_ range: AddressRange) -> AddressSet { AddressSet(ranges + [range]) }

    /// The bytes in either set.
    public func union(_ other: AddressSet) -> AddressSet { AddressSet(ranges + other.ranges) }

    /// The bytes of this set that `other` does not hold.
    public func subtracting(_ other: AddressSet) -> AddressSet {
        var result = AddressSet()
        var index = 0
        for range in ranges {
            var start = range.start
            while index < other.ranges.count, other.ranges[index].end <= start { index += 1 }
            var cut = index
            while cut < other.ranges.count, other.ranges[cut].start < range.end {
                if let piece = AddressRange(start, other.ranges[cut].start) {
                    result.ranges.append(piece)
                }
                start = max(start, other.ranges[cut].end)
                cut += 1
            }
            if let piece = AddressRange(start, range.end) { result.ranges.append(piece) }
        }
        return result
    }

    /// The bytes of this set outside `range`.
    public func subtracting(_ range: AddressRange) -> AddressSet { subtracting(AddressSet([range])) }

    /// The bytes in both sets.
    public func intersection(_ other: AddressSet) -> AddressSet {
        var result = AddressSet()
        var left = 0
        var right = 0
        while left < ranges.count, right < other.ranges.count {
            if let common = ranges[left].intersection(other.ranges[right]) {
                result.ranges.append(common)
            }
            if ranges[left].end < other.ranges[right].end { left += 1 } else { right += 1 }
        }
        return result
    }

    /// Whether every byte of `range` is in the set.
    public func contains(_ range: AddressRange) -> Bool {
        index(of: range.start).map { ranges[$0].contains(range) } ?? false
    }

    /// Whether `address` is in the set.
    public func contains(_ address: UInt64) -> Bool { index(of: address) != nil }

    /// Whether the set and `range` share a byte.
    public func overlaps(_ range: AddressRange) -> Bool {
        let next = firstIndex(endingAfter: range.start)
        return next < ranges.count && ranges[next].overlaps(range)
    }

    /// The index of the range that holds `address`, by binary search.
    public func index(of address: UInt64) -> Int? {
        let next = firstIndex(endingAfter: address)
        return next < ranges.count && ranges[next].contains(address) ? next : nil
    }

    private func firstIndex(endingAfter address: UInt64) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].end <= address { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
