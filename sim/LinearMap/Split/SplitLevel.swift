public import HostFacts

/// The FEAT_BBM level that software on a host may rely on: the least over its CPUs, as a live map is every CPU's.
public struct SplitLevel: Hashable, Sendable {
    /// How a level came to be known, the surest first.
    public enum Origin: String, CaseIterable, Hashable, Sendable {
        /// Read as the hardware has it, by KVM or in the kernel's own table.
        case captured
        /// The kernel lists the core, or its log says that all qualify: size changes without an abort, whatever level the
        /// register names.
        case attested
        /// Published for the core; the host's own value was not captured.
        case published
        /// Neither; user space always reads 0.
        case unknown
    }

    /// The levels that are possible; one where it is known.
    public let levels: ClosedRange<Int>
    /// How it is known; the least sure over the CPUs.
    public let origin: Origin
    /// In one sentence.
    public let text: String
    /// The lines it rests on.
    public let evidence: [Evidence]

    /// The level of `prediction`'s host.
    public init(_ prediction: Prediction) {
        let host = prediction.host
        let line = BlockSplitting.logLines.lazy.compactMap { host.log.features[$0] }.first
        if let line {
            self.init(
                3...3, .attested,
                "3 in effect: the log says that every CPU may change sizes without a conflict abort", [line])
            return
        }
        guard !host.cpus.isEmpty else {
            self.init(0...3, .unknown, "not known: no CPU identification in the snapshot", [])
            return
        }
        let each = CPUStanding.all(prediction).map(Self.core)
        let low = each.map(\.levels.lowerBound).min() ?? 0, high = each.map(\.levels.upperBound).min() ?? 3
        let least = each.filter { $0.levels.lowerBound == low }
        let worst = Origin.allCases.last { origin in each.contains { $0.origin == origin } } ?? .unknown
        let text = (least.first ?? each[0]).text
        let more = each.count > 1 ? "; the least of \(each.count) kinds of core counts" : ""
        self.init(low...max(low, high), worst, text + more, each.flatMap(\.evidence))
    }

    /// The level of the boot CPU alone: that of Linux's repaint, which only this CPU sees.
    public static func ofBootCPU(_ prediction: Prediction) -> SplitLevel {
        let whole = SplitLevel(prediction)
        guard whole.levels != 3...3, let boot = prediction.host.cpus.first else { return whole }
        return CPUStanding.all(prediction).first { $0.midr == boot.midr.value }.map(core) ?? whole
    }

    private init(_ levels: ClosedRange<Int>, _ origin: Origin, _ text: String, _ evidence: [Evidence]) {
        self.levels = levels
        self.origin = origin
        self.text = text
        self.evidence = evidence
    }

    private static func core(_ core: CPUStanding) -> SplitLevel {
        let name = CoreCatalogue.describe(core.midr)
        let captured = core.capturedLevel.map { ", its register says \($0.value)" } ?? ""
        if let list = [core.listed, core.listedLater].compactMap({ $0 }).first(where: {
            $0.accepts(core.midr)
        }) {
            return SplitLevel(
                3...3, .attested,
                "3 in effect: the kernel lists \(list.name) (\(list.revisions)) as never raising a conflict abort\(captured)",
                [core.capturedLevel?.evidence].compactMap { $0 })
        }
        if let level = core.capturedLevel {
            let value = min(max(level.value, 0), 3)
            return SplitLevel(value...value, .captured, "\(value), read from the host", [level.evidence])
        }
        if let minimum = core.systemMinimum {
            let value = min(max(minimum.value, 0), 3)
            return SplitLevel(
                value...3, .captured, "\(value) or more, the least over unlike cores", [minimum.evidence])
        }
        if let known = core.knownLevel, let source = core.knownLevelSource {
            return SplitLevel(
                known...known, .published,
                "\(known), published for \(name) (\(source)); not read from this host", [])
        }
        return SplitLevel(
            0...3, .unknown,
            "not known for \(name), and not captured (user space always reads 0); all levels are tried", [])
    }
}
