import Arm64
import HostFacts

/// Evidence about FEAT_BBM that does not fit together. The kernel's own word in its log counts for the
/// prediction; what contradicts it is shown.
extension BlockSplitting {
    /// The contradictions in `host`'s evidence, as a kernel of `version` would see them.
    static func contradictions(_ host: Host, version: KernelVersion) -> [Remark] {
        [listRemark(host, version: version), logRemark(host, version: version), minimumRemark(host)]
            .compactMap { $0 } + publishedRemarks(host)
    }

    /// The log says what MIDR and level do not, or is silent about what they say.
    private static func logRemark(_ host: Host, version: KernelVersion) -> Remark? {
        let rule = rule(version, host)
        guard rule.id != never.id, !host.cpus.isEmpty else { return nil }
        let cores = list(version, host)
        let standings = host.cpus.map { standing($0, list: cores, rule: rule) }
        let line = logLines.lazy.compactMap { host.log.features[$0] }.first
        if let line {
            let refused = zip(host.cpus, standings).first { !$1.qualifies && !$1.isOpen }
            guard let refused else { return nil }
            return Remark(
                "the log says that every CPU may split live blocks, but \(CoreCatalogue.describe(refused.0.midr.value)) is neither on the list nor of level 3; the log counts",
                [line, refused.0.midr.evidence])
        }
        guard host.log.isFromStart, standings.allSatisfy(\.qualifies), let source = host.log.source else {
            return nil
        }
        return Remark(
            "every CPU seems to qualify for live splitting, but the log, which is there from its start, does not say so",
            [source, host.cpus[0].midr.evidence])
    }

    /// No CPU can report less than the minimum over all of them.
    private static func minimumRemark(_ host: Host) -> Remark? {
        guard let minimum = host.bbmMinimum,
            let low = host.cpus.lazy.compactMap(\.bbmLevel).first(where: { $0.value < minimum.value })
        else { return nil }
        return Remark(
            "a CPU reported FEAT_BBM level \(low.value), below the system's minimum of \(minimum.value)",
            [low.evidence, minimum.evidence])
    }

    /// A level that was captured, and another that is published for the core.
    private static func publishedRemarks(_ host: Host) -> [Remark] {
        var seen: Set<MIDR> = []
        return host.cpus.filter { seen.insert($0.midr.value).inserted }.compactMap { cpu in
            guard let level = cpu.bbmLevel, let core = CoreCatalogue.core(cpu.midr.value),
                let known = core.bbmLevel, known != level.value
            else { return nil }
            return Remark(
                "\(core.name) is known to report FEAT_BBM level \(known), but \(level.value) was read; what was read counts",
                [level.evidence])
        }
    }
}
