import Arm64
import HostFacts
public import LinearMap
import TLB

/// `linmap.report/1`: what `linmap report` says, as JSON. Within version 1 only additions.
public struct ReportDocument: Encodable, Sendable {
    struct Range: Encodable {
        var start: String
        var end: String
    }

    struct Crashkernel: Encodable {
        var requested: [String]
        var ranges: [Range]
        var failures: [String]
        var requestedBytes: UInt64?
        var reservedBytes: UInt64
    }

    struct Action: Encodable {
        var changes: [String]
        var summary: String
        var commandLine: String?
        var mapping: String
        var tableBytes: UInt64
        var bytesPerTLBEntry: UInt64
        var losses: [WhatIfDocument.Loss]
        var doubt: String?
    }

    struct LevelMisses: Encodable {
        var level: String
        var missesPerAccess: Double
    }

    struct AccessCost: Encodable {
        var name: String
        var levels: [LevelMisses]
    }

    struct RandomAccess: Encodable {
        var core: String
        var standIn: String?
        var layouts: [AccessCost]
    }

    struct CPU: Encodable {
        var midr: String
        var name: String
        var cpus: [Int]
        var knownBBM: Int?
        var knownBBMSource: String?
        var capturedBBM: Int?
        var listedRevisions: String?
        var accepted: Bool?
    }

    struct LeafTotal: Encodable {
        var leaf: UInt64
        var contiguous: Bool
        var valid: Bool
        var predicted: UInt64
        var observed: UInt64
    }

    struct Cause: Encodable {
        var likely: String
        var bytes: UInt64
    }

    struct Observation: Encodable {
        var source: String
        var bytesCompared: UInt64
        var bytesUnread: UInt64
        var cutOff: Bool
        var bytesDiffering: UInt64
        var agrees: Bool
        var totals: [LeafTotal]
        var causes: [Cause]
        var finerThanAtBoot: [Cause]
    }

    let schema = "linmap.report/1"
    let prediction: PredictionDocument
    let causes: [String]
    let crashkernel: Crashkernel
    let kfencePool: Range?
    let noMap: [Range]
    let cpus: [CPU]
    let observed: [PredictionDocument.Total]?
    let observations: [Observation]
    let remarks: [String]
    let actions: [Action]
    let randomAccess: RandomAccess?

    /// The report on `prediction`.
    public init(_ prediction: Prediction) {
        let host = prediction.host
        self.prediction = PredictionDocument(prediction)
        causes = Causes.of(prediction).map(\.rule.id)
        crashkernel = Crashkernel(
            requested: host.commandLine?.value.all("crashkernel").map(\.text) ?? [],
            ranges: host.crash.ranges.map { Range($0.value) }, failures: host.crash.failures.map(\.value),
            requestedBytes: CrashRequest(prediction)?.bytes,
            reservedBytes: host.crash.ranges.reduce(0) { $0 + $1.value.size })
        kfencePool = prediction.kfencePool.map(Range.init)
        noMap = (host.memory?.noMap ?? []).map { Range($0.value) }
        cpus = CPUStanding.all(prediction).map(CPU.init)
        let verification = Verification(prediction)
        observed = ObservedTotals(host)?.totals.map {
            PredictionDocument.Total(
                leaf: $0.leaf.size, contiguous: $0.leaf.contiguous, valid: $0.valid, bytes: $0.bytes)
        }
        observations = verification.comparisons.filter { !$0.observation.coverage.isEmpty }.map {
            Observation($0, prediction)
        }
        remarks = prediction.remarks.map(\.text)
        actions = BlockSearch.actions(prediction).map(Action.init)
        randomAccess = RandomAccessCost(prediction).map(RandomAccess.init)
    }
}

extension ReportDocument.Action {
    init(_ action: BlockAction) {
        let after = action.result.after
        self.init(
            changes: action.changes.map(\.text), summary: ActionsText.summary(action),
            commandLine: action.commandLine, mapping: after.mapping.rawValue,
            tableBytes: after.layout.tables.bytes, bytesPerTLBEntry: after.layout.bytesPerTLBEntry,
            losses: action.result.losses.map { WhatIfDocument.Loss(what: $0.what, text: $0.text) },
            doubt: action.doubt)
    }
}

extension ReportDocument.Observation {
    init(_ comparison: Verification.Comparison, _ prediction: Prediction) {
        let observation = comparison.observation
        self.init(
            source: observation.source, bytesCompared: comparison.bytesCompared,
            bytesUnread: observation.bytesUnread, cutOff: observation.isCutOff,
            bytesDiffering: comparison.bytesDiffering, agrees: comparison.agrees,
            totals: comparison.leafTotals(prediction).map {
                ReportDocument.LeafTotal(
                    leaf: $0.leaf.size, contiguous: $0.leaf.contiguous, valid: $0.valid,
                    predicted: $0.predicted, observed: $0.observed)
            },
            causes: Self.causes(comparison.bytesByCause),
            finerThanAtBoot: Self.causes(comparison.bytesFinerByCause))
    }

    private static func causes(_ bytes: [Verification.Cause: UInt64]) -> [ReportDocument.Cause] {
        bytes.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { ReportDocument.Cause(likely: $0.key.rawValue, bytes: $0.value) }
    }
}

extension ReportDocument.RandomAccess {
    init(_ cost: RandomAccessCost) {
        self.init(
            core: cost.core.name, standIn: cost.core.standIn?.core,
            layouts: cost.rows.map { row in
                ReportDocument.AccessCost(
                    name: row.layout.name,
                    levels: zip(cost.hierarchy.levels, row.missRatios).map {
                        ReportDocument.LevelMisses(
                            level: $0.name, missesPerAccess: CostNumber.rounded($1))
                    })
            })
    }
}

extension ReportDocument.Range {
    init(_ range: AddressRange) {
        self.init(start: ByteCount.hex(range.start), end: ByteCount.hex(range.end))
    }
}

extension ReportDocument.CPU {
    init(_ standing: CPUStanding) {
        self.init(
            midr: ByteCount.hex(UInt64(standing.midr.value)), name: CoreCatalogue.describe(standing.midr),
            cpus: standing.numbers, knownBBM: standing.knownLevel,
            knownBBMSource: standing.knownLevelSource, capturedBBM: standing.capturedLevel?.value,
            listedRevisions: standing.listed?.revisions, accepted: standing.isAccepted)
    }
}
