import Arm64
public import LinearMap

/// `linmap.whatif/1`: what changes would do, as JSON. Within version 1 only additions.
public struct WhatIfDocument: Encodable, Sendable {
    struct Range: Encodable {
        var start: String
        var end: String
        var kind: String
    }

    struct Crashkernel: Encodable {
        var requested: [String]
        var requestedBytes: UInt64?
        var reservedBytes: UInt64
        var ranges: [Range]
        var failure: String?
    }

    struct Memory: Encodable {
        var tableBytesBefore: UInt64
        var tableBytesAfter: UInt64
        var bytesPerTLBEntryBefore: UInt64
        var bytesPerTLBEntryAfter: UInt64
    }

    struct Boot: Encodable {
        var msBefore: Double?
        var msAfter: Double?
        var ratioLeast: Double
        var ratioMost: Double
        var basis: String
    }

    struct Loss: Encodable {
        var what: String
        var text: String
    }

    struct PageNeed: Encodable {
        var subject: String
        var ranges: [ReportDocument.Range]?
        var protected: Bool
        var needsPages: Bool
        var why: String
    }

    struct Step: Encodable {
        var name: String
        var kernel: String
        var mapping: String
        var totals: [PredictionDocument.Total]
        var tableBytes: UInt64
        var bytesPerTLBEntry: UInt64
        var crashkernel: Crashkernel
        var needs: [PageNeed]
    }

    let schema = "linmap.whatif/1"
    let change: [String]
    let before: PredictionDocument
    let after: PredictionDocument
    let crashkernel: Crashkernel
    let crashkernelBefore: Crashkernel
    let memory: Memory
    let boot: Boot
    let losses: [Loss]
    let needs: [PageNeed]
    let unknowns: [PredictionDocument.Unknown]
    let remarks: [String]
    let history: [Step]?

    /// The document of `whatIf`, with the history of the map if that was asked for.
    public init(_ whatIf: WhatIf, history: MapHistory? = nil) {
        change = whatIf.changes.map(\.text)
        before = PredictionDocument(whatIf.before)
        after = PredictionDocument(whatIf.after, others: whatIf.unknowns)
        crashkernel = Crashkernel(whatIf.crash)
        crashkernelBefore = Crashkernel(whatIf.crashBefore)
        let layouts = (whatIf.before.layout, whatIf.after.layout)
        memory = Memory(
            tableBytesBefore: layouts.0.tables.bytes, tableBytesAfter: layouts.1.tables.bytes,
            bytesPerTLBEntryBefore: layouts.0.bytesPerTLBEntry,
            bytesPerTLBEntryAfter: layouts.1.bytesPerTLBEntry)
        boot = Boot(whatIf.boot)
        losses = whatIf.losses.map { Loss(what: $0.what, text: $0.text) }
        needs = LinearMap.PageNeed.all(whatIf).map(PageNeed.init)
        unknowns = whatIf.unknowns.map {
            PredictionDocument.Unknown(what: $0.what, effectBytes: $0.effectBytes, text: $0.text)
        }
        remarks = whatIf.remarks
        self.history = history?.steps.map(Step.init)
    }
}

extension WhatIfDocument.Crashkernel {
    init(_ crash: WhatIf.Crash) {
        self.init(
            requested: crash.requested, requestedBytes: crash.requestedBytes,
            reservedBytes: crash.pieces.reduce(0) { $0 + $1.range.size },
            ranges: crash.pieces.map {
                WhatIfDocument.Range(
                    start: ByteCount.hex($0.range.start), end: ByteCount.hex($0.range.end),
                    kind: $0.kind.rawValue)
            },
            failure: crash.failure)
    }
}

extension WhatIfDocument.Boot {
    init(_ boot: BootEstimate) {
        self.init(
            msBefore: boot.msBefore?.inHundredths, msAfter: boot.msAfter?.inHundredths,
            ratioLeast: (boot.ratio.lowerBound * 10000).rounded() / 10000,
            ratioMost: (boot.ratio.upperBound * 10000).rounded() / 10000, basis: boot.basis)
    }
}

extension WhatIfDocument.PageNeed {
    init(_ need: PageNeed) {
        self.init(
            subject: need.subject.rawValue, ranges: need.ranges?.map(ReportDocument.Range.init),
            protected: need.isProtected, needsPages: need.needsPages, why: need.why)
    }
}

extension WhatIfDocument.Step {
    init(_ step: MapHistory.Step) {
        let after = step.result.after
        self.init(
            name: step.name, kernel: step.words, mapping: after.mapping.rawValue,
            totals: after.layout.totals.map {
                PredictionDocument.Total(
                    leaf: $0.leaf.size, contiguous: $0.leaf.contiguous, valid: $0.valid, bytes: $0.bytes)
            },
            tableBytes: after.layout.tables.bytes, bytesPerTLBEntry: after.layout.bytesPerTLBEntry,
            crashkernel: WhatIfDocument.Crashkernel(step.result.crash),
            needs: PageNeed.all(step.result).map(WhatIfDocument.PageNeed.init))
    }
}
