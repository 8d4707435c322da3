import Arm64

/// How long the kernel builds the linear map before and after changes: in milliseconds where somebody measured such
/// a machine, else as a ratio.
public struct BootEstimate: Hashable, Sendable {
    /// Milliseconds before; nil where nobody measured this core with 4 KiB pages.
    public let msBefore: Double?
    /// Milliseconds after; nil likewise.
    public let msAfter: Double?
    /// How many times as long it takes after the changes: the range over all machines that were measured.
    public let ratio: ClosedRange<Double>
    /// What the numbers rest on.
    public let basis: String

    init(_ before: Prediction, _ after: Prediction) {
        let work = (MapBuildTime(before.layout), MapBuildTime(after.layout))
        let method = (MapBuildTime.Method(before.version), MapBuildTime.Method(after.version))
        ratio = work.1.ratio(method.1, to: work.0, method.0)
        let costs = (Self.cost(before), Self.cost(after))
        msBefore = costs.0.map { work.0.milliseconds(method.0, $0) }
        msAfter = costs.1.map { work.1.milliseconds(method.1, $0) }
        basis = Self.basis(costs.0, costs.1)
    }

    private static func cost(_ prediction: Prediction) -> MapBuildCost? {
        guard prediction.granule == .k4, let first = prediction.host.cpus.first else { return nil }
        return MapBuildCost.of(first.midr.value)
    }

    private static func basis(_ before: MapBuildCost?, _ after: MapBuildCost?) -> String {
        let machines = MapBuildCost.measured.map(\.machine).joined(separator: "; ")
        switch (before, after) {
        case (let cost?, let other?) where cost == other:
            return
                "costs of one step as measured on \(cost.machine), within 25 %: \(cost.source); an emulated or virtual machine may differ"
        case (let cost?, let other?):
            return
                "costs of one step as measured on \(cost.machine) before (\(cost.source)) and on \(other.machine) after (\(other.source)), within 25 %"
        case (nil, nil):
            return
                "nobody published the time on this core with this page size, so there is only the ratio, a range over the machines that were measured (\(machines))"
        default:
            return
                "only one of the two was measured (\((before ?? after)?.machine ?? ""), \((before ?? after)?.source ?? "")); the ratio compares both maps on one machine, a range over those measured (\(machines))"
        }
    }
}
