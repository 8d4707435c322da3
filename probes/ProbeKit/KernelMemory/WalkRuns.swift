import Arm64
import SnapshotFormat

/// The runs of a walk, 16 bytes each: the start's low bits, which are zero, hold what the leaves are.
struct WalkRuns {
    private struct Packed {
        var start: UInt64
        var end: UInt64
    }

    private var runs: [Packed] = []
    private let limit: Int

    /// Room for `limit` runs, one of which is kept for the remainder.
    init(limit: Int) {
        self.limit = max(2, limit)
    }

    var isFull: Bool { runs.count >= limit - 1 }

    /// Adds memory mapped by leaves of a table at `level` (1 to 3). Joins it to the run before where that is alike and
    /// ends there.
    mutating func add(_ start: UInt64, size: UInt64, level: Int, _ attributes: TableEntry.Attributes) {
        append(start, size, kind: UInt64(level) << 3 | UInt64(attributes.bits))
    }

    /// Adds memory below a table that was not read.
    mutating func addUnread(_ start: UInt64, size: UInt64) {
        append(start, size, kind: 0)
    }

    /// Adds all that was not reached, from the last run's end or `start` on, whichever is later.
    mutating func addRemainder(from start: UInt64, to end: UInt64) {
        let first = max(start, runs.last?.end ?? 0)
        if first < end { append(first, end - first, kind: 0) }
    }

    private mutating func append(_ start: UInt64, _ size: UInt64, kind: UInt64) {
        let end = start &+ size
        if let last = runs.last, last.end == start, last.start & 0xfff == kind {
            runs[runs.count - 1].end = end
        } else if runs.count < limit {
            runs.append(Packed(start: start | kind, end: end))
        }
    }

    var count: Int { runs.count }

    /// Calls `body` with each run.
    func forEach(_ granule: Granule, _ body: (LinearMapWalk.Run) -> Void) {
        for run in runs {
            let start = run.start & ~0xfff
            let level = Int(run.start >> 3 & 3)
            let attributes = TableEntry.Attributes(bits: UInt8(run.start & 7))
            guard level > 0 else {
                body(LinearMapWalk.Run(unreadFrom: start, to: run.end))
                continue
            }
            body(
                LinearMapWalk.Run(
                    start: start, end: run.end, leaf: granule.entrySize(level: level),
                    isContiguous: attributes.isContiguous, isValid: attributes.isValid,
                    isReadOnly: attributes.isReadOnly))
        }
    }
}
