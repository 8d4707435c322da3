import TLB

/// The part of `linmap.tlb/1` that holds measured counters.
struct CountersDocument: Encodable, Sendable {
    struct Event: Encodable {
        var event: String
        var count: Double
    }

    struct Projected: Encodable {
        var event: String
        var least: Double
        var most: Double
    }

    struct Projection: Encodable {
        var layout: String
        var events: [Projected]
        var cyclesSavedLeast: Double?
        var cyclesSavedMost: Double?
    }

    let counted: [Event]
    let notCounted: [String]
    let kernelOnly: Bool
    let patterns: [String]
    let projections: [Projection]

    init(_ answer: CounterAnswer) {
        let counters = answer.counters
        counted = CounterEvent.allCases.compactMap { event in
            counters[event].map { Event(event: event.rawValue, count: $0) }
        }
        notCounted = counters.notCounted.map(\.rawValue)
        kernelOnly = counters.isKernelOnly
        patterns = answer.patterns
        projections = answer.projections.map { projection in
            Projection(
                layout: projection.layout,
                events: projection.lines.map {
                    Projected(
                        event: $0.event.rawValue, least: CostNumber.rounded($0.projected.lowerBound),
                        most: CostNumber.rounded($0.projected.upperBound))
                },
                cyclesSavedLeast: projection.cyclesSaved.map { CostNumber.rounded($0.lowerBound) },
                cyclesSavedMost: projection.cyclesSaved.map { CostNumber.rounded($0.upperBound) })
        }
    }
}
