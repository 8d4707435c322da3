import Arm64

/// A stretch of addresses drawn as one strip: 1024 columns of a power of two of bytes each, a pixel wide.
struct Window: Hashable {
    /// log2 of the number of columns.
    static let columnBits = 10
    /// Columns, and so the width in pixels.
    static let columns = 1 << columnBits

    let start: UInt64
    /// log2 of the bytes in a column.
    let columnShift: Int

    /// Bytes in a column.
    var columnBytes: UInt64 { 1 << UInt64(columnShift) }
    /// Bytes in the window.
    var size: UInt64 { 1 << UInt64(columnShift + Self.columnBits) }
    /// First address behind the window; the last address there is, where that would wrap.
    var end: UInt64 {
        let (sum, overflow) = start.addingReportingOverflow(size)
        return overflow ? .max : sum
    }

    /// The part of `range` inside the window.
    func clip(_ range: AddressRange) -> AddressRange? {
        AddressRange(max(range.start, start), min(range.end, end))
    }

    /// Whether `range` lies inside.
    func contains(_ range: AddressRange) -> Bool { range.start >= start && range.end <= end }

    /// The column of an address inside the window.
    func column(_ address: UInt64) -> Int { Int((address - start) >> UInt64(columnShift)) }

    /// The columns that `range`, which lies inside the window, touches.
    func columns(_ range: AddressRange) -> ClosedRange<Int> { column(range.start)...column(range.end - 1) }

    /// Where `range` is drawn: at least `minimum` pixels wide and never beyond the window.
    func extent(_ range: AddressRange, minimum: Int) -> (x: Int, width: Int)? {
        guard let inside = clip(range) else { return nil }
        let columns = columns(inside)
        let width = max(columns.count, minimum)
        return (min(columns.lowerBound, Self.columns - width), width)
    }
}
