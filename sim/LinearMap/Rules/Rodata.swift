import Arm64
import HostFacts

/// `rodata=`: whether read-only memory also loses its writable alias in the linear map. "Full"
/// protection changes permissions page by page and so asks for pages.
public enum Rodata {
    /// The kernel's two variables.
    public struct State: Hashable, Sendable {
        /// `rodata_enabled`: the kernel's own read-only sections are protected.
        public var enabled: Bool
        /// `rodata_full`: the linear alias of read-only memory is protected as well.
        public var full: Bool

        /// A state.
        public init(enabled: Bool, full: Bool) {
            self.enabled = enabled
            self.full = full
        }
    }

    static let none = Rule(
        "rodata-no-alias", "rodata= before 5.0", .between(v(4, 12), v(5, 0)),
        says: "rodata= does not touch the linear map.",
        explanation: """
            Before 5.0 the option only switched the protection of the kernel image itself. The linear alias of \
            module text stayed writable, so nothing asked for pages.
            """,
        sources: ["5.0: c55191e96caa adds rodata_full", "4.12–4.20 form of arch/arm64/mm/mmu.c"])

    static let boolean = Rule(
        "rodata-full-boolean", "rodata= from 5.0 to 5.19.5",
        .between(v(5, 0), v(5, 19, 6)),
        says:
            "rodata=full, the default of most configurations, forces pages; any boolean value switches it off.",
        explanation: """
            parse_rodata() takes the kernel's boolean spellings by their first letters (on, off, 1, 0, yes, no …) \
            and the word full. A boolean clears full, whatever its value, so that both rodata=on and \
            rodata=off allow blocks. Without the option CONFIG_RODATA_FULL_DEFAULT_ENABLED decides. In 5.19.0 to \
            5.19.5 the boolean parser had learnt t and f, and reads "full" as false.
            """,
        sources: [
            "5.0: c55191e96caa", "source of 5.10.223 (parse_rodata in arch/arm64/mm/mmu.c)",
            "5.19: 0d6ea3ac94ca lets kstrtobool take t and f; repaired by 2e8cff0a0eee (5.19.6, 6.0-rc3)",
        ])

    static let stuck = Rule(
        "rodata-full-stuck", "rodata= from 5.19.6 to 6.6.3",
        KernelVersions(
            .init(v(5, 19, 6), v(6, 1, 65)), .init(v(6, 2), v(6, 6, 4))),
        says: "rodata=full forces pages; rodata=on does not switch it off.",
        explanation: """
            The architecture hook knows only the word full; on and off reach the generic parser, which changes \
            rodata_enabled alone. With full as the default, rodata=on therefore keeps pages. Up to \
            6.0.9 rodata=off kept them too; from 6.0.10 the test is "enabled and full", so that rodata=off \
            allows blocks.
            """,
        sources: [
            "2e8cff0a0eee (5.19.6, 6.0-rc3)", "2081b3bd0c11 (6.1, 6.0.10)",
            "repaired by acfa60dbe038 (6.7-rc3, 6.6.4, 6.1.65)",
        ])

    static let full = Rule(
        "rodata-full", "rodata= from 6.7 (6.6.4, 6.1.65) to 6.17",
        KernelVersions(
            .init(v(6, 1, 65), v(6, 2)), .init(v(6, 6, 4), v(6, 18))),
        says: "rodata=full, the default of most configurations, forces pages; on and off allow blocks.",
        explanation: """
            The exact words full, on and off are understood, each setting both variables; anything else is \
            refused with a warning and changes nothing. Without the option CONFIG_RODATA_FULL_DEFAULT_ENABLED \
            decides. rodata=noalias does not exist yet.
            """,
        sources: ["acfa60dbe038 (6.7-rc3, 6.6.4, 6.1.65)", "source of 6.1.176 and 6.12.117"])

    static let noalias = Rule(
        "rodata-noalias", "rodata= from 6.18", .from(v(6, 18)),
        says: "Full protection is the default and rodata=on means it; rodata=noalias or off switches it off.",
        explanation: """
            6.18 reworked the option: on is the former full, noalias the former on. The word full is no longer \
            known: it draws a warning and changes nothing. CONFIG_RODATA_FULL_DEFAULT_ENABLED is gone, full \
            protection is always the default. On a CPU that may split live blocks, full protection no longer \
            forces pages (see bbml2-noabort, bbml3).
            """,
        sources: ["6.18 pull request: \"Rework the 'rodata=' options\"", "source of 7.2.12 and 7.3.4"])

    static let rules = [none, boolean, stuck, full, noalias]

    static func rule(_ version: KernelVersion) -> Rule {
        rules.last { $0.versions.contains(version) } ?? none
    }

    /// What the command line makes of the default, occurrence by occurrence.
    static func state(
        _ values: [String?], default initial: State, version: KernelVersion
    ) -> State {
        var state = initial
        for value in values {
            guard let value else { continue }
            state = applying(value, to: state, version: version)
        }
        return state
    }

    /// Whether a kernel of `version` understands `rodata=value`.
    static func accepts(_ value: String, version: KernelVersion) -> Bool {
        switch rule(version).id {
        case boolean.id:
            let isBool =
                KernelNumber.bool(Array(value.utf8), acceptsTrueFalse: version >= v(5, 19)) != nil
            return isBool || value == "full"
        case noalias.id: return ["on", "off", "noalias"].contains(value)
        case none.id: return ["on", "off"].contains(value)
        default: return ["on", "off", "full"].contains(value)
        }
    }

    private static func applying(_ value: String, to state: State, version: KernelVersion) -> State {
        switch rule(version).id {
        case boolean.id:
            let trueFalse = version >= v(5, 19)
            if let on = KernelNumber.bool(Array(value.utf8), acceptsTrueFalse: trueFalse) {
                return State(enabled: on, full: false)
            }
            return value == "full" ? State(enabled: true, full: true) : state
        case stuck.id:
            switch value {
            case "full": return State(enabled: true, full: true)
            case "on": return State(enabled: true, full: state.full)
            case "off": return State(enabled: false, full: state.full)
            default: return state
            }
        case full.id:
            switch value {
            case "full": return State(enabled: true, full: true)
            case "on": return State(enabled: true, full: false)
            case "off": return State(enabled: false, full: false)
            default: return state
            }
        case noalias.id:
            switch value {
            case "on": return State(enabled: true, full: true)
            case "noalias": return State(enabled: true, full: false)
            case "off": return State(enabled: false, full: false)
            default: return state
            }
        default:
            switch value {
            case "on": return State(enabled: true, full: false)
            case "off": return State(enabled: false, full: false)
            default: return state
            }
        }
    }

    /// Whether this state asks for pages (`can_set_direct_map()` or its forerunners).
    static func asksForPages(_ state: State, version: KernelVersion) -> Bool {
        guard version >= v(5, 0) else { return false }
        if stuck.versions.contains(version), version >= v(6, 0, 10) { return state.full && state.enabled }
        return state.full
    }

    /// The version whose parser this kernel has. The word noalias came to the image with 6.18; a vendor may have
    /// brought it into an older kernel, or may not have brought it where other changes of 6.18 are assumed.
    static func parser(_ host: Host, _ version: KernelVersion) -> KernelVersion {
        guard let markers = host.markers else { return version }
        let knowsWord = markers.strings["noalias"] != nil
        if knowsWord, version < v(6, 18) { return v(6, 18) }
        let isVendors = host.kernel.map { $0.standing == .backports } ?? false
        return !knowsWord && isVendors && markers.isWhole && version >= v(6, 18) ? v(6, 17, 99) : version
    }

    /// Reads the setting from the command line and the configuration.
    static func setting(_ host: Host, version given: KernelVersion) -> Setting<State> {
        let version = parser(host, given)
        let parameters = host.commandLine?.value.all("rodata") ?? []
        let initial = defaultState(host, version: version)
        func resolve(_ start: State) -> State {
            state(parameters.map(\.value), default: start, version: version)
        }
        var setting = Setting(resolve(initial.value), initial.evidence)
        if !parameters.isEmpty, let line = host.commandLine?.evidence { setting.evidence.insert(line, at: 0) }
        let other = initial.alternatives.map {
            Setting<State>.Alternative(resolve($0.value), if: $0.condition)
        }
        setting.alternatives = other.filter { $0.value != setting.value }
        setting.assumption = setting.alternatives.isEmpty ? nil : initial.assumption
        if host.commandLine == nil { addMissingCommandLine(to: &setting, version: version) }
        return setting
    }

    private static func defaultState(_ host: Host, version: KernelVersion) -> Setting<State> {
        let on = State(enabled: true, full: true)
        let off = State(enabled: true, full: false)
        guard version >= v(5, 0) else { return Setting(off, []) }
        guard version < v(6, 18) else { return Setting(on, []) }
        if let config = host.config {
            let full = config.isSet("RODATA_FULL_DEFAULT_ENABLED")
            return Setting(full.value ? on : off, [full.evidence])
        }
        let distribution = DistributionDefaults.of(host)?.rodataFull
        return Setting(
            assuming: distribution ?? true ? on : off,
            because:
                "no configuration in the snapshot; CONFIG_RODATA_FULL_DEFAULT_ENABLED is y unless a vendor changed it",
            alternatives: [
                .init(
                    distribution ?? true ? off : on,
                    if: "CONFIG_RODATA_FULL_DEFAULT_ENABLED is \(distribution ?? true ? "off" : "on")")
            ])
    }

    private static func addMissingCommandLine(to setting: inout Setting<State>, version: KernelVersion) {
        guard version >= v(5, 0) else { return }
        setting.assumption = setting.assumption ?? "no command line in the snapshot; assumed without rodata="
        guard setting.value.full else { return }
        let off = State(enabled: false, full: false)
        setting.alternatives.append(.init(off, if: "rodata=off is on the command line"))
        if version >= v(6, 18) {
            let noalias = State(enabled: true, full: false)
            setting.alternatives.append(.init(noalias, if: "rodata=noalias is on the command line"))
        }
    }

    /// The rule's word on a host.
    static func reason(_ setting: Setting<State>, version: KernelVersion, host: Host) -> Reason {
        let rule = rule(parser(host, version))
        let written = host.commandLine?.value.last("rodata")?.text
        let how = written ?? "no rodata= on the command line"
        if asksForPages(setting.value, version: version) {
            let text =
                written == nil
                ? "Read-only memory loses its writable alias page by page (the default, \(how)): the map is asked to be in pages\(setting.caveat)."
                : "\(how) leaves full alias protection on in \(version.text): the map is asked to be in pages\(setting.caveat)."
            return Reason(rule, .pages, text, setting.evidence)
        }
        let text =
            written == nil
            ? "Full alias protection is off by default here (\(how)); it asks for nothing\(setting.caveat)."
            : "\(how): writable aliases of read-only memory remain in \(version.text), so nothing is asked for."
        return Reason(rule, .noEffect, text, setting.evidence)
    }
}
