import Arm64
public import HostFacts

/// `crashkernel=`: up to 6.3 the crash kernel's memory had to be in pages, and often everything with it.
public enum Crashkernel {
    /// What decides the map.
    public struct State: Hashable, Sendable {
        /// The token is on the command line, with any value or none.
        public var present: Bool
        /// CONFIG_ZONE_DMA or CONFIG_ZONE_DMA32.
        public var dmaZones: Bool
        /// CONFIG_KEXEC_CORE: without it the kernel does not know the option.
        public var kexec: Bool
        /// A change on top of the version's own way.
        public var patch: KernelPatch?

        /// A state.
        public init(present: Bool, dmaZones: Bool = true, kexec: Bool = true, patch: KernelPatch? = nil) {
            self.present = present
            self.dmaZones = dmaZones
            self.kexec = kexec
            self.patch = patch
        }
    }

    /// What the mechanism does to the map.
    public enum Effect: Hashable, Sendable {
        /// Nothing.
        case none
        /// The whole map is in pages.
        case pages
        /// The region is mapped in pages by a call of its own.
        case carveOut
    }

    static let earlyCarveOut = Rule(
        "crashkernel-carve-out", "crash kernel region to 5.10.21", .between(v(4, 12), v(5, 10, 22)),
        says: "The reserved region is mapped in pages by a call of its own; the rest is not affected.",
        explanation: """
            The region is reserved before the map is built, so it can be left out of the ordinary ranges and mapped \
            with pages afterwards, to be protected and shrunk page by page. Its 2 MiB-aligned edges cut the \
            neighbours' leaves.
            """,
        sources: ["4.12–5.9 forms of arch/arm64/mm/mmu.c"])

    static let lateReservation = Rule(
        "crashkernel-late", "crash kernel region in 5.10.22–5.10.46", .between(v(5, 10, 22), v(5, 10, 47)),
        says: "The region is reserved after the map is built and mapped like any memory.",
        explanation: """
            The reservation moved behind the construction of the map (0a30c53573b0), which then knew nothing of \
            it. 5.10.47 repaired the loss of protection by forcing pages.
            """,
        sources: ["0a30c53573b0 (5.11, 5.10.22)"])

    static let tokenForcesPages = Rule(
        "crashkernel-forces-pages", "crashkernel= forces pages, 5.10.47–5.10.109 and 5.11–5.17.1",
        KernelVersions(
            .init(v(5, 10, 47), v(5, 10, 110)), .init(v(5, 11), v(5, 15, 33)), .init(v(5, 16), v(5, 16, 19)),
            .init(v(5, 17), v(5, 17, 2))),
        says: "The mere presence of crashkernel= forces pages for the whole map.",
        explanation: """
            The region is not known yet when the map is built, so everything is mapped in pages in case it \
            is needed. Only the token counts: crashkernel=0M, an unsupported form or a failed reservation force pages \
            just the same.
            """,
        sources: ["2687275a5843 (5.11, 5.10.47)"])

    static let zonesDecide = Rule(
        "crashkernel-dma-zones", "crashkernel= with and without DMA zones, to 6.3",
        KernelVersions(
            .init(v(5, 10, 110), v(5, 11)), .init(v(5, 15, 33), v(5, 16)), .init(v(5, 16, 19), v(5, 17)),
            .init(v(5, 17, 2), v(6, 4))),
        says:
            "With ZONE_DMA or ZONE_DMA32 the presence of crashkernel= forces pages; without them only the region is in pages.",
        explanation: """
            With DMA zones the region can only be placed once the zones are known, after the map is built; so \
            the token forces pages for everything. A kernel without ZONE_DMA and ZONE_DMA32 reserves early and maps \
            just the region in pages. All distributions have the zones. The value does not matter: crashkernel=0M \
            forces pages too. 6.4 dropped all of it.
            """,
        sources: [
            "031495635b46 (5.18, 5.17.2, 5.16.19, 5.15.33, 5.10.110)", "source of 5.10.223 and 6.1.176",
        ])

    static let noEffect = Rule(
        "crashkernel-no-effect", "crash kernel region from 6.4", .from(v(6, 4)),
        says: "crashkernel= does not touch the linear map.",
        explanation: """
            The protection of the crash kernel's memory was given up, because it cost every other access to \
            memory large leaves. The region is mapped like any memory.
            """,
        sources: [
            "0d124e96051b, 04a2a7af3d46, 504cae453f82 (6.4, Baoquan He)", "source of 6.12.117 and 7.3.4",
        ])

    static let rules = [earlyCarveOut, lateReservation, tokenForcesPages, zonesDecide, noEffect]

    static func rule(_ version: KernelVersion, patch: KernelPatch? = nil) -> Rule {
        switch patch {
        case .crashUnprotected: return noEffect
        case .kdumpSeries where version < v(6, 4): return series
        default: return rules.last { $0.versions.contains(version) } ?? earlyCarveOut
        }
    }

    /// Reads the setting from command line and configuration.
    static func setting(_ host: Host) -> Setting<State> {
        var setting = presence(host)
        let patches = host.kernel?.patches ?? []
        let patch: KernelPatch? =
            patches.contains(.crashUnprotected)
            ? .crashUnprotected : patches.contains(.kdumpSeries) ? .kdumpSeries : nil
        setting.value.patch = patch
        guard let config = host.config else {
            guard setting.value.present else { return setting }
            setting.assumption = "no configuration in the snapshot; DMA zones are on by default"
            setting.alternatives.append(
                .init(
                    State(present: true, dmaZones: false, patch: patch), if: "the kernel has no DMA zones"))
            return setting
        }
        let zones = [config.isSet("ZONE_DMA"), config.isSet("ZONE_DMA32")]
        let kexec = config.isSet("KEXEC_CORE")
        func withConfig(_ state: State) -> State {
            State(
                present: state.present, dmaZones: zones.contains { $0.value }, kexec: kexec.value,
                patch: patch)
        }
        if setting.value.present { setting.evidence += (zones + [kexec]).map(\.evidence) }
        setting.value = withConfig(setting.value)
        setting.alternatives = setting.alternatives.map { .init(withConfig($0.value), if: $0.condition) }
        return setting
    }

    /// Whether the option was there: on the command line, or from what it left behind.
    private static func presence(_ host: Host) -> Setting<State> {
        if let line = host.commandLine {
            return Setting(State(present: line.value.last("crashkernel") != nil), [line.evidence])
        }
        let found = host.crash.ranges.map(\.evidence) + host.crash.messages.map(\.evidence)
        guard found.isEmpty else { return Setting(State(present: true), found) }
        return Setting(
            assuming: State(present: false), because: "no command line in the snapshot",
            alternatives: [.init(State(present: true), if: "crashkernel= is on the command line")])
    }

    /// What the mechanism does, given whether a region was reserved.
    static func effect(_ state: State, version: KernelVersion, reserved: Bool) -> Effect {
        guard state.kexec else { return .none }
        switch rule(version, patch: state.patch).id {
        case earlyCarveOut.id: return reserved ? .carveOut : .none
        case series.id:
            guard state.present else { return .none }
            return reserved ? .carveOut : state.dmaZones ? .pages : .none
        case tokenForcesPages.id: return state.present ? .pages : .none
        case zonesDecide.id:
            guard state.present else { return .none }
            return state.dmaZones ? .pages : reserved ? .carveOut : .none
        default: return .none
        }
    }

    /// The rule's word on a host; nil where there is no crash kernel and nothing to say.
    static func reason(_ setting: Setting<State>, effect: Effect, version: KernelVersion, host: Host)
        -> Reason?
    {
        let rule = rule(version, patch: setting.value.patch)
        guard setting.value.present || !host.crash.ranges.isEmpty else { return nil }
        let written = host.commandLine?.value.last("crashkernel")?.text ?? "a crash kernel region"
        switch effect {
        case .pages:
            return Reason(
                rule, .pages,
                "\(written): in \(version.text) its presence alone asks for pages everywhere\(setting.caveat).",
                setting.evidence)
        case .carveOut:
            return Reason(
                rule, .ownCall,
                "\(written): the reserved region is mapped in pages by a call of its own\(setting.caveat).",
                setting.evidence + host.crash.whenMapped.map(\.evidence))
        case .none:
            return Reason(
                rule, .noEffect, "\(written) does not touch the map in \(version.text).", setting.evidence)
        }
    }
}
