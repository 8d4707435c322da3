import Arm64
import LinearMap

/// What one pixel column of a strip shows.
struct Column: Hashable {
    /// What fills the column.
    enum Content: Hashable {
        /// No memory.
        case empty
        /// Memory the kernel does not map.
        case hole
        /// The leaf that maps most of it.
        case leaf(LeafClass)
    }

    var content = Content.empty
    /// The finest leaf in it, where that is finer than the content.
    var finest: LeafClass?
    /// Most of the content is invalid.
    var invalid = false
    /// Most of the content is uncertain.
    var uncertain = false
    /// Less than three quarters of the column is memory.
    var sparse = false
}

/// Summing up a map by pixel columns.
enum Columns {
    private struct Tally {
        var bytes: [UInt64] = Array(repeating: 0, count: LeafClass.allCases.count)
        var invalid: UInt64 = 0
        var uncertain: UInt64 = 0
        var hole: UInt64 = 0
    }

    /// The columns of `window` over `subject`'s map.
    static func of(_ window: Window, _ subject: Subject) -> [Column] {
        var tallies = Array(repeating: Tally(), count: Window.columns)
        for segment in segments(subject.segments, in: window) {
            let leaf = LeafClass(segment.leaf, subject.granule).rawValue
            each(window, segment.range) { column, bytes in
                tallies[column].bytes[leaf] += bytes
                if !segment.valid { tallies[column].invalid += bytes }
                if !segment.certain { tallies[column].uncertain += bytes }
            }
        }
        for hole in subject.ranges(.noMap).ranges where hole.start < window.end && hole.end > window.start {
            each(window, hole) { column, bytes in tallies[column].hole += bytes }
        }
        return tallies.map { column($0, of: window.columnBytes) }
    }

    private static func column(_ tally: Tally, of whole: UInt64) -> Column {
        let covered = tally.bytes.reduce(0, +)
        guard covered > 0 else { return Column(content: tally.hole > 0 ? .hole : .empty) }
        if tally.hole > covered { return Column(content: .hole, finest: finest(tally)) }
        var most = LeafClass.page
        for leaf in LeafClass.allCases where tally.bytes[leaf.rawValue] > tally.bytes[most.rawValue] {
            most = leaf
        }
        let finest = finest(tally)
        return Column(
            content: .leaf(most), finest: finest == most ? nil : finest, invalid: tally.invalid * 2 > covered,
            uncertain: tally.uncertain * 2 > covered, sparse: covered < whole / 4 * 3)
    }

    private static func finest(_ tally: Tally) -> LeafClass? {
        LeafClass.allCases.first { tally.bytes[$0.rawValue] > 0 }
    }

    /// Calls `body` for every column of `window` that `range` touches, with the bytes in it.
    private static func each(_ window: Window, _ range: AddressRange, _ body: (Int, UInt64) -> Void) {
        guard let inside = window.clip(range) else { return }
        let low = inside.start - window.start
        let high = inside.end - window.start
        for column in window.columns(inside) {
            let first = UInt64(column) << UInt64(window.columnShift)
            body(column, min(high, first + window.columnBytes) - max(low, first))
        }
    }

    /// The runs that touch `window`, found by binary search.
    static func segments(_ all: [Segment], in window: Window) -> ArraySlice<Segment> {
        var low = 0
        var high = all.count
        while low < high {
            let middle = (low + high) / 2
            if all[middle].range.end <= window.start { low = middle + 1 } else { high = middle }
        }
        var last = low
        while last < all.count, all[last].range.start < window.end { last += 1 }
        return all[low..<last]
    }
}
