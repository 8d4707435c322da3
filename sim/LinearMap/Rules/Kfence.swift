import Arm64
import HostFacts

/// KFENCE: the sampling memory-error detector. It changes single pages of its pool from any context, so
/// the pool must be in pages; how much more must be depends on the version.
public enum Kfence {
    /// What decides the map.
    public struct State: Hashable, Sendable {
        /// CONFIG_KFENCE=y.
        public var configured: Bool
        /// `kfence_early_init`: the sampling interval was not zero when the map was built.
        public var early: Bool
        /// CONFIG_KFENCE_NUM_OBJECTS.
        public var objects: UInt64

        /// A state.
        public init(configured: Bool, early: Bool, objects: UInt64 = 255) {
            self.configured = configured
            self.early = early
            self.objects = objects
        }
    }

    static let absent = Rule(
        "kfence-absent", "KFENCE before 5.12.9", .between(v(4, 12), v(5, 12, 9)),
        says: "KFENCE does not exist, or (5.12.0–5.12.8) is forgotten when the boot map is built.",
        explanation: """
            KFENCE came with 5.12 and was first taken into account only for memory added later. 5.12.9 repaired \
            that.
            """,
        sources: ["840b23986344 (5.12)", "e69012400b0c (5.13-rc4, 5.12.9)"])

    static let anyConfig = Rule(
        "kfence-forces-pages", "CONFIG_KFENCE forces pages, 5.12.9 to 6.3",
        KernelVersions(.init(v(5, 12, 9), v(6, 1, 65)), .init(v(6, 2), v(6, 4))),
        says: "CONFIG_KFENCE=y alone forces pages for the whole map, whatever the sampling interval.",
        explanation: """
            The pool was allocated late, anywhere, so the whole map had to be in pages in case KFENCE was \
            switched on. The interval does not matter, not even 0.
            """,
        sources: [
            "e69012400b0c (5.13-rc4, 5.12.9)",
            "b9dd04a20f81 (6.1, 6.0.10) folds it into can_set_direct_map()",
        ])

    static let earlyPool = Rule(
        "kfence-early-pool", "KFENCE from 6.4 (6.1.65)",
        KernelVersions(.init(v(6, 1, 65), v(6, 2)), .init(v(6, 4))),
        says:
            "A non-zero sampling interval costs only a pool of pages; interval 0 forces pages for the whole map.",
        explanation: """
            If KFENCE will sample from boot on, its pool is taken from the early allocator and only that is \
            mapped in pages, by a call of its own. If the interval is 0, KFENCE could still be switched on later \
            through /sys/module/kfence/parameters/sample_interval with a pool anywhere, so the whole map is \
            in pages. Zero is the bad value, non-zero the good one. From 6.18 on a CPU that may split live blocks \
            does not need this: it splits the pool when KFENCE is switched on.
            """,
        sources: [
            "bfa7965b33ab (6.4, 6.1.65) \"mm,kfence: decouple kfence from page granularity mapping judgement\"",
            "source of 6.1.176, 6.12.117, 7.3.4",
        ])

    static let rules = [absent, anyConfig, earlyPool]

    /// The symbol that tells of a kernel with the early pool.
    static let earlySymbol = "kfence_early_init"

    static func rule(_ version: KernelVersion, _ symbols: KernelSymbols) -> Rule {
        if symbols.has(earlySymbol) != nil { return earlyPool }
        return rules.last { $0.versions.contains(version) } ?? absent
    }

    /// `parse_kfence_early_init()`: get_option() on every occurrence; what it cannot read changes nothing.
    static func earlyInterval(_ line: KernelCommandLine) -> Int64? {
        line.all("kfence.sample_interval").compactMap { KernelNumber.option(Array(($0.value ?? "").utf8)) }
            .last
    }

    /// Reads the setting from command line, configuration, module parameter and log.
    static func setting(_ host: Host) -> Setting<State> {
        let parameter = host.commandLine?.value.last("kfence.sample_interval")
        let line = parameter == nil ? [] : [host.commandLine?.evidence].compactMap { $0 }
        let fromLine = host.commandLine.flatMap { earlyInterval($0.value) }
        var setting =
            host.config.map { fromConfig($0, fromLine, line) } ?? withoutConfig(host, fromLine, line)
        if host.commandLine == nil, setting.value.configured, host.kfence.initialized == nil {
            addMissingCommandLine(to: &setting)
        }
        return setting
    }

    private static func addMissingCommandLine(to setting: inout Setting<State>) {
        var other = setting.value
        other.early.toggle()
        setting.assumption = setting.assumption ?? "no command line in the snapshot"
        setting.alternatives.append(
            .init(other, if: "kfence.sample_interval=\(other.early ? "N" : "0") is on the command line"))
    }

    private static func fromConfig(
        _ config: KernelConfig, _ fromLine: Int64?, _ line: [Evidence]
    ) -> Setting<State> {
        let built = config.isSet("KFENCE")
        guard built.value else { return Setting(State(configured: false, early: false), [built.evidence]) }
        let interval = config.integer("KFENCE_SAMPLE_INTERVAL")
        let objects = config.integer("KFENCE_NUM_OBJECTS")?.value ?? 255
        let early = fromLine.map { $0 != 0 } ?? ((interval?.value ?? 100) != 0)
        let evidence = [built.evidence] + (fromLine == nil ? [interval?.evidence].compactMap { $0 } : line)
        return Setting(State(configured: true, early: early, objects: objects), evidence)
    }

    private static func withoutConfig(_ host: Host, _ fromLine: Int64?, _ line: [Evidence]) -> Setting<State>
    {
        let seen = [
            host.kfence.sampleInterval?.evidence, host.kfence.initialized?.evidence,
            host.symbols.has("__kfence_pool"), host.symbols.has("kfence_early_init"),
        ].compactMap { $0 }
        let distribution = DistributionDefaults.of(host)
        let defaultInterval = host.kfence.sampleInterval.map(\.value) ?? distribution?.kfenceInterval
        let early =
            fromLine.map { $0 != 0 } ?? host.kfence.initialized?.value ?? ((defaultInterval ?? 100) != 0)
        let off = State(configured: false, early: false)
        let on = State(configured: true, early: early)
        let flipped = State(configured: true, early: !early)
        guard seen.isEmpty else {
            guard fromLine == nil, host.kfence.initialized == nil else { return Setting(on, seen + line) }
            return Setting(
                assuming: on,
                because: "no configuration in the snapshot; the interval at boot is taken from what was seen",
                seen, alternatives: [.init(flipped, if: "the interval was \(early ? "" : "not ")0 at boot")])
        }
        let because = "no configuration in the snapshot"
        if let distribution, let configured = distribution.kfence {
            let others: [Setting<State>.Alternative] =
                configured
                ? [
                    .init(off, if: "CONFIG_KFENCE is off"),
                    .init(flipped, if: "the KFENCE interval is \(early ? "0" : "not 0")"),
                ]
                : [
                    .init(
                        State(configured: true, early: fromLine.map { $0 != 0 } ?? false),
                        if: "CONFIG_KFENCE is on with interval 0")
                ]
            return Setting(
                assuming: configured ? on : off, because: "\(because); \(distribution.source)", line,
                alternatives: others)
        }
        let late = State(configured: true, early: fromLine.map { $0 != 0 } ?? false)
        var others: [Setting<State>.Alternative] = [
            .init(late, if: "CONFIG_KFENCE is on\(fromLine == nil ? " with interval 0" : "")")
        ]
        if fromLine == nil {
            others.append(
                .init(State(configured: true, early: true), if: "CONFIG_KFENCE is on with an interval"))
        }
        return Setting(
            assuming: off, because: "\(because); CONFIG_KFENCE is off unless someone set it", line,
            alternatives: others)
    }

    /// Whether KFENCE asks for pages everywhere.
    static func asksForPages(_ state: State, version: KernelVersion, symbols: KernelSymbols) -> Bool {
        guard state.configured else { return false }
        switch rule(version, symbols).id {
        case anyConfig.id: return true
        case earlyPool.id: return !state.early
        default: return false
        }
    }

    /// The size of the pool that is mapped by a call of its own; nil if there is none.
    static func poolBytes(
        _ state: State, version: KernelVersion, symbols: KernelSymbols, granule: Granule
    ) -> UInt64? {
        guard state.configured, state.early, rule(version, symbols).id == earlyPool.id else { return nil }
        let (bytes, overflow) = (min(state.objects, 65535) &+ 1).multipliedReportingOverflow(
            by: 2 * granule.pageSize)
        return overflow ? nil : bytes
    }

    /// The rule's word on a host.
    static func reason(_ setting: Setting<State>, version: KernelVersion, symbols: KernelSymbols) -> Reason? {
        let rule = rule(version, symbols)
        guard rule.id != absent.id else { return nil }
        guard setting.value.configured else {
            return Reason(rule, .noEffect, "KFENCE is not built in\(setting.caveat).", setting.evidence)
        }
        if asksForPages(setting.value, version: version, symbols: symbols) {
            let text =
                rule.id == anyConfig.id
                ? "CONFIG_KFENCE=y asks for pages everywhere in \(version.text), whatever its interval\(setting.caveat)."
                : "KFENCE is built in with sampling interval 0: it could be switched on later with a pool anywhere, so pages are asked for everywhere\(setting.caveat)."
            return Reason(rule, .pages, text, setting.evidence)
        }
        return Reason(
            rule, .ownCall,
            "KFENCE samples from boot on: only its pool is in pages, the rest is free\(setting.caveat).",
            setting.evidence)
    }
}
