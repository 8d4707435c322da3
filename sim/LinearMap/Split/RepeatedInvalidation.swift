public import Arm64
public import HostFacts

/// Arm erratum 4118414 (CVE-2025-10263): a broadcast invalidation may be over before all accesses through the old
/// entry are. The kernel then closes each round with one more TLBI and DSB (`ARM64_WORKAROUND_REPEAT_TLBI`).
public enum RepeatedInvalidation {
    /// Whether the kernel of a host does so.
    public enum State: String, Hashable, Sendable {
        /// The log says so, or the configuration and the core do.
        case yes
        /// No core of the host is affected, or the kernel is built without it.
        case no
        /// A core is affected, and nothing tells whether the kernel has the change.
        case unknown
    }

    /// What it rests on: the mainline change and its documentation of 7.2 and 7.3; backports to stable series from 5.10
    /// on exist.
    public static let source =
        "arm64 erratum 4118414 (Documentation/arch/arm64/silicon-errata.rst and cpu_errata.c of 7.3)"

    /// How the log names the capability, since this erratum joined it and before (other errata with the same cure).
    private static let logLines = [
        "Broken broadcast TLBI completion", "Qualcomm erratum 1009, or ARM erratum 1286807, 2441009",
        "Qualcomm erratum 1009, or ARM erratum 1286807",
    ]
    private static let symbol = "ARM64_ERRATUM_4118414"

    /// The state on `host`, and the line it rests on: the log's word, else its silence from the start of the boot on,
    /// else core and configuration.
    public static func state(_ host: Host) -> (state: State, evidence: Evidence?) {
        if let line = logLines.lazy.compactMap({ host.log.features[$0] }).first { return (.yes, line) }
        if host.log.isFromStart { return (.no, host.log.source) }
        guard let core = host.cpus.first(where: { isAffected($0.midr.value) }) else {
            return host.cpus.isEmpty ? (.unknown, nil) : (.no, host.cpus[0].midr.evidence)
        }
        guard let config = host.config else { return (.unknown, core.midr.evidence) }
        let isBuilt = config.isSet(symbol)
        return (isBuilt.value ? .yes : .no, isBuilt.evidence)
    }

    /// Whether every revision of this core has the erratum. AmpereOne, Neoverse N3, C1-Pro, C1-Nano, Kunpeng and A64FX
    /// do not.
    public static func isAffected(_ midr: MIDR) -> Bool { models.contains(midr.model) }

    private static let models: Set<UInt32> = {
        // Cortex-A76, A76AE, A77, A78, A78AE, A78C, A710, X1, X1C, X2, X3, X4, X925, C1-Ultra, C1-Premium; Neoverse N1,
        // N2, V1, V2, V3, V3AE.
        let arm: [UInt32] = [
            0xd0b, 0xd0e, 0xd0d, 0xd41, 0xd42, 0xd4b, 0xd47, 0xd44, 0xd4c, 0xd48, 0xd4e, 0xd82, 0xd85, 0xd8c,
            0xd90, 0xd0c, 0xd49, 0xd40, 0xd4f, 0xd84, 0xd83,
        ]
        // NVIDIA Olympus, Azure Cobalt 100.
        return Set(arm.map { 0x410f_0000 | $0 << 4 } + [0x4e0f_0100, 0x6d0f_d490])
    }()
}
