import Arm64
import HostFacts

/// A host as it would be after a change: what the old boot left behind and the new one would not repeat is gone.
enum ChangedHost {
    /// `host` with `change` made.
    static func apply(_ change: Change, to host: Host) -> Host {
        var host = host
        let evidence = Evidence(file: "what-if", text: change.text)
        switch change {
        case .set(let key, let value):
            let line = host.commandLine?.value.text ?? ""
            host.commandLine = Sourced(KernelCommandLine(CommandLineEdit.set(key, value, in: line)), evidence)
            forgetSettings(&host)
        case .unset(let key):
            let line = host.commandLine?.value.text ?? ""
            host.commandLine = Sourced(KernelCommandLine(CommandLineEdit.unset(key, in: line)), evidence)
            forgetSettings(&host)
        case .kernel(let version): replaceKernel(version, &host, evidence)
        case .core(let midr):
            host.cpus = host.cpus.isEmpty ? [CPU(number: 0, midr: Sourced(midr, evidence))] : host.cpus
            for index in host.cpus.indices {
                host.cpus[index].midr = Sourced(midr, evidence)
                host.cpus[index].bbmLevel = nil
            }
            forgetFeatures(&host)
        case .config(let symbol, let value):
            host.config = (host.config ?? KernelConfig(file: "what-if", version: nil, values: [:]))
                .setting(symbol, to: Sourced(value, evidence))
            forgetSettings(&host)
        case .pageSize(let granule): replacePages(granule, &host, evidence)
        }
        return host
    }

    /// What the running kernel showed of settings that a change may touch.
    private static func forgetSettings(_ host: inout Host) {
        host.kfence = KfenceFacts()
        host.log.rejectedOptions = []
        host.tableDump = nil
        host.directMap = []
    }

    /// What the running kernel detected of its CPUs.
    private static func forgetFeatures(_ host: inout Host) {
        host.log.features = [:]
        host.log.isFromStart = false
        host.tableDump = nil
        host.directMap = []
    }

    private static func replaceKernel(_ version: KernelVersion, _ host: inout Host, _ evidence: Evidence) {
        let vendor = host.kernel?.vendor ?? "mainline"
        host.kernel = KernelIdentity(
            release: Sourced(version.text, evidence), version: version, versionEvidence: evidence,
            vendor: vendor,
            standing: .exact)
        host.symbols = KernelSymbols()
        forgetSettings(&host)
        forgetFeatures(&host)
    }

    private static func replacePages(_ granule: Granule, _ host: inout Host, _ evidence: Evidence) {
        host.geometry.granule = Sourced(granule, evidence)
        for (symbol, size) in [
            ("ARM64_4K_PAGES", Granule.k4), ("ARM64_16K_PAGES", .k16), ("ARM64_64K_PAGES", .k64),
        ] {
            let value = Sourced(size == granule ? "y" : "n", evidence)
            host.config = host.config.map { $0.setting(symbol, to: value) }
        }
        forgetSettings(&host)
    }
}
