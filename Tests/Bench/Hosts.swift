import Arm64
import HostFacts
import LinearMap

/// A host with `count` memory ranges of `size` bytes each, with a page-sized hole behind every one.
func host(ranges count: UInt64, of size: UInt64, options: String) -> Host {
    var host = Host(name: "bench")
    let evidence = Evidence(file: "bench", text: "synthetic")
    host.commandLine = Sourced(KernelCommandLine(options), evidence)
    var memory = MemoryMap()
    for index in 0..<count {
        let start = 0x4000_0000 + index * (size + (1 << 30))
        if let range = AddressRange(start, start + size - 4096) {
            memory.boot.append(Sourced(range, evidence))
        }
    }
    host.memory = memory
    host.geometry.granule = Sourced(.k4, evidence)
    host.kernel = KernelIdentity(
        release: Sourced("7.3.4", evidence), version: KernelVersion(7, 3, 4), versionEvidence: evidence,
        vendor: "mainline", standing: .exact)
    return host
}

/// A 6.1 host of 4 TiB with `count` reserved ranges of 1 MiB, evenly spread.
func reservedHost(_ count: UInt64) -> Host {
    let tebibytes: UInt64 = 4 << 40
    let evidence = Evidence(file: "bench", text: "synthetic")
    var host = Host(name: "bench")
    host.commandLine = Sourced(KernelCommandLine("rodata=on crashkernel=512M,high"), evidence)
    var memory = MemoryMap()
    memory.boot = [AddressRange(0x8000_0000, 0x1_0000_0000), AddressRange(1 << 40, (1 << 40) + tebibytes)]
        .compactMap { $0.map { Sourced($0, evidence) } }
    memory.reserved = (0..<count).compactMap { index in
        let start = (1 << 40) + index * (tebibytes / count) + 0x1234_5000
        return AddressRange(start, start + (1 << 20)).map { Sourced($0, evidence) }
    }
    memory.reservedAtStart = memory.reserved
    host.memory = memory
    host.geometry.granule = Sourced(.k4, evidence)
    host.kernel = KernelIdentity(
        release: Sourced("6.1.176", evidence), version: KernelVersion(6, 1, 176), versionEvidence: evidence,
        vendor: "mainline", standing: .exact)
    return host
}
