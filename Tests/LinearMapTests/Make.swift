import Arm64
import HostFacts

@testable import LinearMap

/// Hosts made by hand, for tests of single rules.
enum Make {
    static func evidence(_ text: String = "by hand") -> Evidence { Evidence(file: "test", text: text) }

    static func host(
        _ version: KernelVersion, _ commandLine: String = "", config: [String: String]? = [:],
        midr: [UInt32] = [0x414f_d0c1]
    ) -> Host {
        var host = Host(name: "test")
        host.kernel = KernelIdentity(
            release: Sourced(version.text, evidence()), version: version, versionEvidence: evidence(),
            vendor: "mainline", standing: .exact)
        host.commandLine = Sourced(KernelCommandLine(commandLine), evidence(commandLine))
        if let config {
            // What nearly every arm64 kernel has; a test overrides what it is about.
            let usual = [
                "RODATA_FULL_DEFAULT_ENABLED": "y", "ZONE_DMA": "y", "ZONE_DMA32": "y", "KEXEC_CORE": "y",
                "ARM64_4K_PAGES": "y", "SECRETMEM": "y",
            ]
            let values = usual.merging(config) { $1 }.filter { $0.value != "n" }
            host.config = KernelConfig(
                file: "config", version: nil, values: values.mapValues { Sourced($0, evidence()) })
        }
        host.cpus = midr.enumerated().map {
            CPU(number: $0.offset, midr: Sourced(MIDR($0.element), evidence()))
        }
        host.geometry.granule = Sourced(.k4, evidence())
        var memory = MemoryMap()
        memory.boot = [range(0x4000_0000, 0x1_0000_0000)]
        host.memory = memory
        var image = KernelImage()
        image.code = range(0x4020_0000, 0x4180_0000)
        image.data = range(0x41c0_0000, 0x4220_0000)
        image.stext = Sourced(0x4021_0000, evidence())
        image.initEnd = Sourced(0x41c0_0000, evidence())
        image.bssStop = Sourced(0x421f_1000, evidence())
        host.image = image
        return host
    }

    static func range(_ start: UInt64, _ end: UInt64) -> SourcedRange {
        Sourced(AddressRange(start, end)!, evidence())
    }

    /// Blocks or pages, for a host with these settings.
    static func mapping(_ host: Host) -> Prediction.Mapping { Predictor.predict(host).mapping }
}
