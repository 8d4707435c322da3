import Arm64
import LinearMap

/// The `cost` part of `linmap.split/1`: what splitting one range takes.
struct SplitCostDocument: Encodable {
    struct Entries: Encodable {
        var leaf: UInt64
        var contiguous: Bool
        var entries: UInt64
    }

    struct Work: Encodable {
        var tables: UInt64
        var tableBytes: UInt64
        var newEntries: UInt64
        var liveWrites: UInt64
        var dsb: UInt64
        var isb: UInt64
        var tlbi: UInt64
        var rounds: UInt64
        var windows: UInt64
        var microsecondsLeast: Double
        var microsecondsMost: Double
    }

    struct Method: Encodable {
        var strategy: String
        var work: Work
        var after: [Entries]
    }

    struct Change: Encodable {
        var entries: UInt64
        var wholeTLB: Bool
        var work: Work
    }

    let map: String
    let mapSource: String?
    let range: ReportDocument.Range
    let goal: String
    let mappedBytes: UInt64
    let invalidBytes: UInt64
    let before: [Entries]
    let methods: [Method]
    let change: Change?
    let basis: String

    init(_ cost: SplitCost, _ granule: Granule) {
        map = cost.source == nil ? "predicted" : "observed"
        mapSource = cost.source
        range = ReportDocument.Range(
            start: ByteCount.hex(cost.range.start), end: ByteCount.hex(cost.range.end))
        goal = cost.goal.rawValue
        mappedBytes = cost.mappedBytes
        invalidBytes = cost.invalidBytes
        before = Self.entries(cost.before)
        methods = cost.entries.map {
            Method(
                strategy: $0.method.rawValue, work: Work($0.work, $0.microseconds, granule),
                after: Self.entries($0.leaves))
        }
        change = cost.change.map { change in
            Change(
                entries: change.entries, wholeTLB: change.isWhole,
                work: Work(change.work, cost.changeMicroseconds ?? 0...0, granule))
        }
        basis = cost.time.basis
    }

    private static func entries(_ leaves: [Leaf: UInt64]) -> [Entries] {
        leaves.keys.sorted(by: >).map {
            Entries(leaf: $0.size, contiguous: $0.contiguous, entries: leaves[$0] ?? 0)
        }
    }
}

extension SplitCostDocument.Work {
    init(_ work: SplitWork, _ microseconds: ClosedRange<Double>, _ granule: Granule) {
        self.init(
            tables: work.tables, tableBytes: work.tables * granule.pageSize, newEntries: work.newEntries,
            liveWrites: work.liveWrites, dsb: work.dataBarriers, isb: work.instructionBarriers,
            tlbi: work.invalidations, rounds: work.rounds, windows: work.windows,
            microsecondsLeast: microseconds.lowerBound.inHundredths,
            microsecondsMost: microseconds.upperBound.inHundredths)
    }
}
