import Arm64
public import TLB

/// `linmap.tlb/1`: what accesses cost under several maps, as JSON. Within version 1 only additions.
public struct TLBDocument: Encodable, Sendable {
    struct Level: Encodable {
        var name: String
        var accesses: UInt64
        var misses: UInt64
    }

    struct TableReads: Encodable {
        var level: Int
        var reads: UInt64
    }

    struct Formula: Encodable {
        var level: String
        var origin: String
        var missesPerAccess: Double
        var method: String
    }

    struct Layout: Encodable {
        var name: String
        var words: String
        var levels: [Level]
        var walks: UInt64
        var walkReads: UInt64
        var walkReadsByLevel: [TableReads]
        var outside: UInt64
        var invalid: UInt64
        var tableBytes: UInt64?
        var bytesPerTLBEntry: UInt64
        var cyclesPerAccess: Double?
        var cyclesPerAccessLeast: Double?
        var cyclesPerAccessMost: Double?
        var cyclesUnknown: String?
        var formulas: [Formula]
    }

    struct Latency: Encodable {
        var what: String
        var cyclesLeast: Double
        var cyclesMost: Double
        var source: String
        var confidence: String
    }

    struct Geometry: Encodable {
        var name: String
        var entries: Int
        var ways: Int
    }

    struct Samples: Encodable {
        var linear: UInt64
        var user: UInt64
        var otherKernel: UInt64
        var withoutPhysical: UInt64
    }

    struct Memory: Encodable {
        var bytes: UInt64
        var ranges: [ReportDocument.Range]
    }

    struct Point: Encodable {
        var entries: Int
        var missesPerAccess: Double
    }

    struct Survey: Encodable {
        var workload: String
        var accesses: UInt64
        var walks: [UInt64]
    }

    struct Curve: Encodable {
        var layout: String
        var points: [Point]
    }

    let schema = "linmap.tlb/1"
    let snapshot: String?
    let core: String
    let coreChoice: String
    let standIn: String?
    let confidence: String?
    let tlb: [Geometry]
    let workload: String
    let traceFormat: String?
    let seed: UInt64?
    let memory: Memory?
    let accesses: UInt64
    let layouts: [Layout]
    let latencies: [Latency]
    let samples: Samples?
    let counters: CountersDocument?
    let survey: [Survey]?
    let sweep: [Curve]?
    let notes: [String]

    /// The document of `answer`.
    public init(_ answer: TLBAnswer) {
        snapshot = answer.snapshot
        core = answer.core?.name ?? "geometry"
        coreChoice = answer.coreChoice
        standIn = answer.core?.standIn?.core
        confidence = answer.core?.shapeConfidence.rawValue
        tlb = answer.hierarchy.levels.map {
            Geometry(name: $0.name, entries: $0.shape.entries, ways: $0.shape.ways)
        }
        switch answer.accesses {
        case .workload(let mix, let seed, let memory):
            workload = mix.text
            traceFormat = nil
            self.seed = seed
            self.memory = Memory(bytes: memory.bytes, ranges: memory.ranges.map(ReportDocument.Range.init))
        case .trace(let name, let format):
            workload = name
            traceFormat = format
            seed = nil
            memory = nil
        }
        accesses = answer.accessCount
        layouts = answer.results.map { Layout($0, answer.hierarchy) }
        latencies = answer.core.map { CycleEstimate.latencies(of: $0).map(Latency.init) } ?? []
        samples = answer.samples.map {
            Samples(
                linear: $0.linear, user: $0.user, otherKernel: $0.otherKernel,
                withoutPhysical: $0.withoutPhysical)
        }
        counters = answer.counters.map(CountersDocument.init)
        survey =
            answer.survey.isEmpty
            ? nil
            : answer.survey.map { row in
                Survey(
                    workload: row.kind.rawValue, accesses: row.results.first?.counts.accesses ?? 0,
                    walks: row.results.map(\.counts.walks))
            }
        sweep = answer.sweep.isEmpty ? nil : answer.sweep.map(Curve.init)
        notes = answer.notes + (answer.core?.notes ?? [])
    }
}

extension TLBDocument.Layout {
    init(_ result: LayoutResult, _ hierarchy: Hierarchy) {
        let counts = result.counts
        let cycles = try? result.cycles.get()
        var unknown: String?
        if case .failure(let error) = result.cycles { unknown = error.reason }
        self.init(
            name: result.layout.name, words: result.layout.words,
            levels: counts.levels.map {
                TLBDocument.Level(name: $0.name, accesses: $0.accesses, misses: $0.misses)
            },
            walks: counts.walks, walkReads: counts.totalWalkReads,
            walkReadsByLevel: counts.walkReads.map {
                TLBDocument.TableReads(level: $0.tableLevel, reads: $0.reads)
            },
            outside: counts.outside, invalid: counts.invalid, tableBytes: result.layout.tableBytes,
            bytesPerTLBEntry: result.layout.bytesPerEntry,
            cyclesPerAccess: cycles.map { CostNumber.rounded($0.middle) },
            cyclesPerAccessLeast: cycles.map { CostNumber.rounded($0.perAccess.lowerBound) },
            cyclesPerAccessMost: cycles.map { CostNumber.rounded($0.perAccess.upperBound) },
            cyclesUnknown: unknown,
            formulas: result.formulas.map {
                TLBDocument.Formula(
                    level: hierarchy.levels[$0.level].name, origin: $0.origin.rawValue,
                    missesPerAccess: CostNumber.rounded($0.missRatio),
                    method: $0.method)
            })
    }
}

extension TLBDocument.Latency {
    init(_ latency: CycleEstimate.Latency) {
        self.init(
            what: latency.what, cyclesLeast: CostNumber.rounded(latency.cycles.lowerBound),
            cyclesMost: CostNumber.rounded(latency.cycles.upperBound), source: latency.source,
            confidence: latency.confidence.rawValue)
    }
}

extension TLBDocument.Curve {
    init(_ curve: SweepCurve) {
        self.init(
            layout: curve.layout,
            points: curve.points.map {
                TLBDocument.Point(entries: $0.entries, missesPerAccess: CostNumber.rounded($0.missRatio))
            })
    }
}
