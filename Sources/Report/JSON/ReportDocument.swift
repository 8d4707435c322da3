import Arm64
import HostFacts
public import LinearMap

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

    let schema = "linmap.report/1"
    let prediction: PredictionDocument
    let causes: [String]
    let crashkernel: Crashkernel
    let kfencePool: Range?
    let noMap: [Range]
    let cpus: [CPU]
    let observed: [PredictionDocument.Total]?
    let remarks: [String]

    /// The report on `prediction`.
    public init(_ prediction: Prediction) {
        let host = prediction.host
        self.prediction = PredictionDocument(prediction)
        causes = Causes.of(prediction).map(\.rule.id)
        crashkernel = Crashkernel(
            requested: host.commandLine?.value.all("crashkernel").map(\.text) ?? [],
            ranges: host.crash.ranges.map { Range($0.value) }, failures: host.crash.failures.map(\.value))
        kfencePool = prediction.kfencePool.map(Range.init)
        noMap = (host.memory?.noMap ?? []).map { Range($0.value) }
        cpus = CPUStanding.all(prediction).map(CPU.init)
        observed = host.tableDump.map(Self.totals)
        remarks = host.remarks.map(\.text)
    }

    private static func totals(_ dump: PageTableDump) -> [PredictionDocument.Total] {
        var bytes: [Leaf: [Bool: UInt64]] = [:]
        for run in dump.runs { bytes[run.leaf, default: [:]][run.isValid, default: 0] += run.range.size }
        return bytes.keys.sorted(by: >).flatMap { leaf in
            [true, false].compactMap { valid in
                bytes[leaf]?[valid].map {
                    PredictionDocument.Total(
                        leaf: leaf.size, contiguous: leaf.contiguous, valid: valid, bytes: $0)
                }
            }
        }
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
