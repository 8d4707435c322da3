import Arm64
import HostFacts

extension BlockSplitting {
    /// Log lines that say every early CPU qualified: 6.17–7.2, and 7.3 on.
    static let logLines = ["BBM Level 2 without TLB conflict abort", "BBM Level 3"]

    /// Reads the setting: the kernel's own word in the log first, else each CPU's MIDR and level.
    static func setting(_ host: Host, version: KernelVersion) -> Setting<State> {
        let rule = rule(version, host)
        guard rule.id != never.id else { return Setting(State(bootCPU: false, allCPUs: false), []) }
        if let line = logLines.lazy.compactMap({ host.log.features[$0] }).first {
            return Setting(State(bootCPU: true, allCPUs: true), [line])
        }
        guard !host.cpus.isEmpty else { return withoutCPUs(host) }
        let cores = list(version, host)
        let all = host.cpus.map { standing($0, list: cores, rule: rule) }
        let evidence =
            host.cpus.map(\.midr.evidence).prefix(1) + differing(host.cpus) + marks(host, version)
            + [rule.id == bbml3.id ? host.bbmMinimum?.evidence : nil].compactMap { $0 }
        let boot = all[0]
        let state = State(bootCPU: boot.qualifies, allCPUs: all.allSatisfy(\.qualifies))
        // From the start of the log the absence of the line says that some CPU lacks the feature.
        let silent = host.log.isFromStart
        guard !silent, all.contains(where: \.isOpen) else { return Setting(state, Array(evidence)) }
        return Setting(
            assuming: state,
            because: "the true ID_AA64MMFR2_EL1.BBM of a core that is not on the list was not captured",
            Array(evidence),
            alternatives: [.init(alternative(host, all), if: "the CPUs report FEAT_BBM level 3")]
        )
    }

    /// What an unknown level could make of the state. A minimum below 3 is the level of some CPU: unless a
    /// listed core has it, not all qualify.
    private static func alternative(
        _ host: Host, _ standings: [(qualifies: Bool, isOpen: Bool)]
    ) -> State {
        let isLow = host.bbmMinimum.map { $0.value < 3 } ?? false
        let mayBeListed = standings.contains { $0.qualifies }
        return State(bootCPU: true, allCPUs: !isLow || mayBeListed)
    }

    private static func differing(_ cpus: [CPU]) -> [Evidence] {
        var seen: Set<MIDR> = [cpus[0].midr.value]
        return cpus.filter { seen.insert($0.midr.value).inserted }.map(\.midr.evidence)
    }

    private static func withoutCPUs(_ host: Host) -> Setting<State> {
        let no = State(bootCPU: false, allCPUs: false)
        if host.log.isFromStart, let source = host.log.source {
            return Setting(no, [source])
        }
        return Setting(
            assuming: no, because: "no CPU identification in the snapshot",
            alternatives: [
                .init(State(bootCPU: true, allCPUs: true), if: "the CPUs may split live blocks (FEAT_BBM)")
            ])
    }

    /// One CPU's standing: whether it qualifies, and whether that is open.
    static func standing(_ cpu: CPU, list: [ListedCore], rule: Rule) -> (qualifies: Bool, isOpen: Bool) {
        if list.contains(where: { $0.accepts(cpu.midr.value) }) { return (true, false) }
        guard rule.id == bbml3.id else { return (false, false) }
        if let level = cpu.bbmLevel { return (level.value >= 3, false) }
        // A core whose published level is below 3 settles it; others are open.
        let level = CoreCatalogue.core(cpu.midr.value)?.bbmLevel
        return (false, level == nil)
    }

    /// The rules' words on a host.
    static func reasons(
        _ setting: Setting<State>, version: KernelVersion, host: Host, pagesAsked: Bool
    ) -> [Reason] {
        let rule = rule(version, host)
        guard rule.id != never.id else { return [] }
        let name = host.cpus.first.map { CoreCatalogue.describe($0.midr.value) } ?? "The boot CPU"
        guard setting.value.bootCPU else {
            guard pagesAsked else { return [] }
            let text =
                "\(name) may not split live blocks as far as this kernel trusts it, so pages are used from the start."
            return [Reason(rule, .noEffect, text, setting.evidence)]
        }
        guard pagesAsked else {
            let text = "\(name) could split live blocks, but nothing asked for pages."
            return [Reason(rule, .noEffect, text, setting.evidence)]
        }
        var reasons = [
            Reason(
                rule, .blocks,
                "\(name) may split live blocks: the map starts with blocks although pages were asked for.",
                setting.evidence)
        ]
        if !setting.value.allCPUs {
            let text =
                "Another CPU does not qualify: the boot CPU rewrote the map as pages, except the text alias."
            reasons.append(Reason(repaint, .repaint, text, setting.evidence))
        }
        return reasons
    }
}
