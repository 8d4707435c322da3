import Arm64
public import HostFacts

/// How long a split takes, as far as anybody measured its parts.
///
/// What was measured is the building of the map at boot, with one CPU online (`MapBuildCost`). A round that waits for
/// many CPUs takes longer, by how much nobody published; so this is a lower bound on a host with many.
public struct SplitTime: Hashable, Sendable {
    /// The measured machines that the estimate rests on: one where this core was measured, else all.
    public let machines: [MapBuildCost]
    /// Whether one of this host's cores was measured.
    public let isMeasured: Bool
    /// Whether each round is followed by one more TLBI and DSB (`RepeatedInvalidation`).
    public let isRepeated: Bool

    /// The basis for `host`.
    public init(_ host: Host) {
        let measured = host.cpus.first.flatMap { MapBuildCost.of($0.midr.value) }
        machines = measured.map { [$0] } ?? MapBuildCost.measured
        isMeasured = measured != nil
        isRepeated = RepeatedInvalidation.state(host).state == .yes
    }

    /// Microseconds of one round, from the least machine to the most.
    public var round: ClosedRange<Double> {
        let factor = isRepeated ? 2.0 : 1.0
        let each = machines.map { $0.invalidation * factor / 1000 }
        return (each.min() ?? 0)...(each.max() ?? 0)
    }

    /// Microseconds of `work`. The least: invalidations of one round go at once. The most: each is waited for by itself.
    /// What is not in here: allocating tables, and parking the other CPUs.
    public func microseconds(_ work: SplitWork) -> ClosedRange<Double> {
        func time(_ machine: MapBuildCost, rounds: UInt64) -> Double {
            let repeated = isRepeated ? work.rounds : 0
            let writes = Double(work.newEntries + work.liveWrites) * machine.entry
            let inRounds = 2 * work.rounds
            let barriers = work.dataBarriers > inRounds ? Double(work.dataBarriers - inRounds) : 0
            return (Double(rounds + repeated) * machine.invalidation + barriers * machine.barrier + writes)
                / 1000
        }
        let least = machines.map { time($0, rounds: work.rounds) }.min() ?? 0
        let most = machines.map { time($0, rounds: max(work.rounds, work.invalidations)) }.max() ?? 0
        return least...max(least, most)
    }

    /// What the numbers rest on, in one sentence.
    public var basis: String {
        let sources = machines.map {
            "\(Self.nanoseconds($0.invalidation)) a round on \($0.machine) [\($0.source)]"
        }
        let who =
            isMeasured
            ? "measured on this core" : "this core was not measured; the range over those that were"
        let again =
            isRepeated
            ? "; each round counts twice, as this kernel repeats it (\(RepeatedInvalidation.source))" : ""
        return
            "\(who), with 4K pages, at boot with one CPU online: \(sources.joined(separator: ", "))\(again); more CPUs take longer, by how much is not published"
    }

    private static func nanoseconds(_ value: Double) -> String {
        value >= 1000
            ? "\(Int(value / 1000)).\(Int(value / 100) % 10) µs" : "\(Int(value)) ns"
    }
}
