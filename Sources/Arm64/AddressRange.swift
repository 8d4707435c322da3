/// A half-open range `start ..< end` of physical (or virtual) addresses, in bytes.
///
/// `end` is exclusive, as everywhere in linmap; /proc/iomem and memblock print inclusive ends and
/// are converted where they are parsed. A range is never empty and never wraps.
public struct AddressRange: Hashable, Sendable {
    /// First address of the range.
    public let start: UInt64
    /// First address behind the range; always greater than `start`.
    public let end: UInt64

    /// Returns nil for an empty or reversed range.
    @inlinable
    public init?(_ start: UInt64, _ end: UInt64) {
        guard start < end else { return nil }
        self.start = start
        self.end = end
    }

    /// A range from its first and last address, as the kernel prints them.
    ///
    /// Returns nil if `last < first` or if `last` is 2^64 − 1 (the exclusive end would wrap).
    @inlinable
    public init?(first: UInt64, last: UInt64) {
        guard first <= last, last != .max else { return nil }
        start = first
        end = last + 1
    }

    /// Length in bytes.
    @inlinable public var size: UInt64 { end - start }

    /// Whether `address` lies inside.
    @inlinable
    public func contains(_ address: UInt64) -> Bool { address >= start && address < end }

    /// Whether `other` lies wholly inside.
    @inlinable
    public func contains(_ other: AddressRange) -> Bool { other.start >= start && other.end <= end }

    /// Whether the two share at least one byte.
    @inlinable
    public func overlaps(_ other: AddressRange) -> Bool { start < other.end && other.start < end }

    /// The bytes the two share, or nil.
    @inlinable
    public func intersection(_ other: AddressRange) -> AddressRange? {
        AddressRange(max(start, other.start), min(end, other.end))
    }

    /// The range with `start` rounded up and `end` rounded down to `alignment`, a power of two;
    /// nil if nothing is left.
    @inlinable
    public func roundedInward(to alignment: UInt64) -> AddressRange? {
        guard let first = start.roundedUp(to: alignment) else { return nil }
        return AddressRange(first, end.roundedDown(to: alignment))
    }

    /// The range with `start` rounded down and `end` rounded up to `alignment`, a power of two;
    /// nil if the rounded end would pass 2^64.
    @inlinable
    public func roundedOutward(to alignment: UInt64) -> AddressRange? {
        guard let last = end.roundedUp(to: alignment) else { return nil }
        return AddressRange(start.roundedDown(to: alignment), last)
    }
}

extension UInt64 {
    /// Rounded down to a multiple of `alignment`, a power of two.
    @inlinable
    public func roundedDown(to alignment: UInt64) -> UInt64 { self & ~(alignment &- 1) }

    /// Rounded up to a multiple of `alignment`, a power of two; nil past 2^64 − 1.
    @inlinable
    public func roundedUp(to alignment: UInt64) -> UInt64? {
        let (sum, overflow) = addingReportingOverflow(alignment &- 1)
        return overflow ? nil : sum & ~(alignment &- 1)
    }

    /// Whether this is a multiple of `alignment`, a power of two.
    @inlinable
    public func isAligned(to alignment: UInt64) -> Bool { self & (alignment &- 1) == 0 }
}
