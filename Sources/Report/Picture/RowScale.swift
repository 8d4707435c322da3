import Arm64

/// Memory cut into rows of equal size, a power of two; rows without memory are left out.
struct RowScale {
    /// No picture has more rows.
    static let limit = 20

    let rows: [Window]

    /// The finest scale that needs no more than `limit` rows for `memory`.
    init(_ memory: AddressSet) {
        var shift = 20
        while shift < 63, Self.count(memory, shift) > UInt64(Self.limit) { shift += 1 }
        rows = Self.windows(memory, shift)
    }

    private static func count(_ memory: AddressSet, _ shift: Int) -> UInt64 {
        var count: UInt64 = 0
        var next: UInt64 = 0
        for range in memory.ranges {
            let last = (range.end - 1) >> UInt64(shift)
            let first = max(range.start >> UInt64(shift), next)
            if last >= first { count += last - first + 1 }
            next = max(next, last + 1)
        }
        return count
    }

    private static func windows(_ memory: AddressSet, _ shift: Int) -> [Window] {
        var result: [Window] = []
        var next: UInt64 = 0
        for range in memory.ranges {
            let last = (range.end - 1) >> UInt64(shift)
            var row = max(range.start >> UInt64(shift), next)
            while row <= last, result.count < limit {
                result.append(Window(start: row << UInt64(shift), columnShift: shift - Window.columnBits))
                row += 1
            }
            next = row
        }
        return result
    }
}
