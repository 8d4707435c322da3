import Arm64
import LinearMap

/// The entries that one TLB level would need for some memory, in classes of equal size: what the formulas count.
struct EntryClasses: Hashable, Sendable {
    /// Entries of one size.
    struct Class: Hashable, Sendable {
        /// Bytes of an entry.
        let size: UInt64
        /// How many there are.
        var entries: UInt64
        /// Bytes of memory that they cover.
        var bytes: UInt64
    }

    /// The classes, by size.
    let classes: [Class]

    /// All entries.
    var entries: UInt64 { classes.reduce(0) { $0 + $1.entries } }
    /// All bytes.
    var bytes: UInt64 { classes.reduce(0) { $0 + $1.bytes } }

    /// The entries of `level` for `memory`, no further than its first `limit` bytes.
    init(_ layout: LayoutCase, _ level: TLBLevel, _ memory: WorkloadMemory, limit: UInt64 = .max) {
        var found: [UInt64: Class] = [:]
        for (range, leaf, reach) in Self.pieces(layout, memory, limit) {
            let size = level.nativeSizes.entrySize(for: level.coalescesContiguous ? reach : leaf)
            let entries = (range.end - 1) / size - range.start / size + 1
            found[size, default: Class(size: size, entries: 0, bytes: 0)].entries += entries
            found[size]?.bytes += range.size
        }
        classes = found.values.sorted { $0.size < $1.size }
    }

    /// The runs of equal leaves in `memory`.
    private static func pieces(
        _ layout: LayoutCase, _ memory: WorkloadMemory, _ limit: UInt64
    ) -> [(range: AddressRange, leaf: UInt64, reach: UInt64)] {
        var rest = limit
        let wanted = memory.ranges.compactMap { range -> AddressRange? in
            defer { rest -= min(rest, range.size) }
            return AddressRange(range.start, range.start + min(rest, range.size))
        }
        guard let known = layout.layout else {
            return wanted.map { ($0, layout.bytesPerEntry, layout.bytesPerEntry) }
        }
        return known.validPieces(in: wanted).map { ($0.range, $0.leaf.size, $0.leaf.reach(known.granule)) }
    }
}
