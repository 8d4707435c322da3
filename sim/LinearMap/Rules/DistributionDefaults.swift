import Arm64
import HostFacts

/// What distributions set in their kernel configurations, for snapshots without one. Only rows whose
/// configuration was read are here; a prediction that rests on one says so.
struct DistributionDefaults {
    let vendor: String
    let versions: KernelVersions
    /// CONFIG_RODATA_FULL_DEFAULT_ENABLED.
    let rodataFull: Bool
    /// CONFIG_KFENCE; nil where unknown.
    let kfence: Bool?
    /// CONFIG_KFENCE_SAMPLE_INTERVAL, milliseconds.
    let kfenceInterval: Int?
    /// What was read.
    let source: String

    static let table: [DistributionDefaults] = [
        .init(
            vendor: "debian", versions: .between(v(5, 10), v(6, 2)), rodataFull: true, kfence: false,
            kfenceInterval: nil,
            source: "Debian 11 and 12 build without KFENCE (config-5.10.0-32, config-6.1.0-50)"),
        .init(
            vendor: "debian", versions: .from(v(6, 12)), rodataFull: true, kfence: true, kfenceInterval: 0,
            source: "Debian 13 builds KFENCE with interval 0 (config-6.12.117, config-7.3.4)"),
        .init(
            vendor: "suse", versions: .between(v(6, 4), v(6, 13)), rodataFull: true, kfence: true,
            kfenceInterval: 0, source: "SUSE's kernel-source builds KFENCE with interval 0 (SLFO, 6.12)"),
        .init(
            vendor: "openeuler", versions: .between(v(6, 6), v(6, 7)), rodataFull: false, kfence: false,
            kfenceInterval: nil,
            source: "openEuler OLK-6.6 openeuler_defconfig has neither full rodata nor KFENCE"),
        .init(
            vendor: "rhel", versions: .from(v(5, 14)), rodataFull: true, kfence: true, kfenceInterval: 100,
            source:
                "Red Hat's configuration builds KFENCE with interval 100 (redhat/configs of a RHEL 9 tree)"),
        .init(
            vendor: "fedora", versions: .from(v(5, 14)), rodataFull: true, kfence: true, kfenceInterval: 100,
            source: "Fedora's configuration builds KFENCE with interval 100 (quoted in kdump-utils)"),
    ]

    static func of(_ host: Host) -> DistributionDefaults? {
        guard let kernel = host.kernel else { return nil }
        return table.first { $0.vendor == kernel.vendor && $0.versions.contains(kernel.version) }
    }
}
