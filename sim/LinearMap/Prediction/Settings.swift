import Arm64
import HostFacts

/// Every value the rules need, read from a host's facts: with evidence, and with what else it might be.
struct Settings: Hashable, Sendable {
    var version: Setting<KernelVersion>
    var granule: Setting<Granule>
    var offset: Setting<UInt64>
    var vaBits: Int
    var rodata: Setting<Rodata.State>
    var debugPagealloc: Setting<Bool>
    var kfence: Setting<Kfence.State>
    var crashkernel: Setting<Crashkernel.State>
    var splitting: Setting<BlockSplitting.State>

    /// Reads all settings as a kernel of `version` would.
    init(_ host: Host, version: Setting<KernelVersion>, granule: Setting<Granule>) {
        self.version = version
        self.granule = granule
        vaBits = host.geometry.vaBitsActual?.value ?? host.geometry.vaBits?.value ?? 48
        offset = Geography.offset(host, version: version.value, granule: granule.value)
        rodata = Rodata.setting(host, version: version.value)
        debugPagealloc = DebugPagealloc.setting(host, version: version.value)
        kfence = Kfence.setting(host)
        crashkernel = Crashkernel.setting(host)
        splitting = BlockSplitting.setting(host, version: version.value)
    }

    /// Reads all settings from what the snapshot says of the kernel itself.
    init(_ host: Host) {
        self.init(host, version: Self.version(host), granule: Geography.granule(host))
    }

    private static func version(_ host: Host) -> Setting<KernelVersion> {
        guard let kernel = host.kernel else {
            return Setting(
                assuming: v(6, 12), because: "no kernel version in the snapshot; 6.12 is assumed",
                alternatives: [
                    .init(v(5, 10, 999), if: "the kernel is 5.10"),
                    .init(v(6, 1, 999), if: "the kernel is 6.1"),
                    .init(v(6, 18), if: "the kernel is 6.18"), .init(v(7, 3), if: "the kernel is 7.3"),
                ])
        }
        let evidence = [kernel.versionEvidence]
        let number = kernel.rulesVersion ?? kernel.version
        switch kernel.standing {
        case .exact: return Setting(number, evidence)
        case .patchUnknown:
            let others = [v(number.major, number.minor, 0), v(number.major, number.minor, 999)]
            return Setting(
                assuming: number, because: "\(kernel.release.value) does not tell its stable patch level",
                evidence,
                alternatives: others.filter { $0 != number }.map {
                    .init(
                        $0,
                        if: "it is \($0.patch == 0 ? "an early" : "a late") \(number.major).\(number.minor).y"
                    )
                })
        case .backports:
            let others = [v(6, 4), v(6, 12, 999), v(6, 18)].filter { $0 > number }
            return Setting(
                assuming: number,
                because:
                    "\(kernel.vendor) backports to \(kernel.release.value); the number only bounds from below",
                evidence,
                alternatives: others.map {
                    .init($0, if: "the rules of \($0.major).\($0.minor) were backported")
                })
        }
    }
}
