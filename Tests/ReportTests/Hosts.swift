import Arm64
import HostFacts
import LinearMap

/// Hosts made by hand: one for each shape of memory a picture must cope with.
enum Hosts {
    static let gib: UInt64 = 1 << 30
    static let mib: UInt64 = 1 << 20

    static func evidence(_ text: String) -> Evidence { Evidence(file: "made/by-hand", text: text) }

    static func sourced<Value>(_ value: Value) -> Sourced<Value> { Sourced(value, evidence("\(value)")) }

    static func range(_ start: UInt64, size: UInt64) -> SourcedRange {
        guard let range = AddressRange(start, start + size) else { fatalError("an empty range in a test") }
        return sourced(range)
    }

    /// A host of `release` with memory at `banks`.
    static func host(
        _ name: String, _ release: String, _ version: KernelVersion, granule: Granule = .k4,
        banks: [SourcedRange],
        line: String = "root=/dev/vda1", config: [String: String] = [:]
    ) -> Host {
        var host = Host(name: name)
        host.kernel = KernelIdentity(
            release: sourced(release), version: version, versionEvidence: evidence(release),
            vendor: "mainline",
            standing: .exact)
        host.commandLine = sourced(KernelCommandLine(line))
        host.config = KernelConfig(
            file: "boot/config", version: nil, values: config.mapValues { sourced($0) })
        host.geometry.granule = sourced(granule)
        host.geometry.vaBits = sourced(48)
        host.geometry.physOffset = sourced((banks.first?.value.start ?? 0).roundedDown(to: gib))
        var memory = MemoryMap()
        memory.boot = banks
        host.memory = memory
        return host
    }

    /// Puts a kernel image at `start`: 20 MiB of text, 2 MiB of init code, 9 MiB of data and bss.
    static func addImage(_ host: inout Host, at start: UInt64) {
        var image = KernelImage()
        image.code = range(start, size: 20 * mib + 64 * 1024)
        image.initEnd = sourced(start + 22 * mib + 64 * 1024)
        image.bssStop = sourced(start + 31 * mib + 4096)
        image.data = range(start + 22 * mib + 64 * 1024, size: 9 * mib)
        host.image = image
    }

    static func predict(_ host: Host) -> Prediction {
        Predictor.predict(host)
    }

    static let kfence = ["KFENCE": "y", "KFENCE_SAMPLE_INTERVAL": "100", "KFENCE_NUM_OBJECTS": "255"]

    static var oneGiB: Host {
        var host = host(
            "small-vm", "6.12.50", KernelVersion(6, 12, 50), banks: [range(0x4000_0000, size: gib)],
            line: "root=/dev/vda1 rodata=off", config: kfence)
        addImage(&host, at: 0x4020_0000)
        host.kfence.pool = range(0x7fc0_0000, size: 2 * mib)
        return host
    }

    static var fourGiBBlocks: Host {
        var host = host(
            "db-3.example", "6.12.117+deb13-arm64", KernelVersion(6, 12, 117),
            banks: [range(0x4000_0000, size: 0xb85_0000), range(0x4bb5_0000, size: 4 * gib - 0xbb5_0000)],
            line: "rodata=off crashkernel=512M", config: kfence)
        addImage(&host, at: 0x4121_0000)
        host.memory?.noMap = [range(0x4b85_0000, size: 3 * mib)]
        host.memory?.reserved = [range(0x1_3f9f_3000, size: 3 * mib + 4096)]
        host.crash.ranges = [range(0xdfe0_0000, size: 512 * mib)]
        return host
    }

    static var twoGiBPages: Host {
        var host = host(
            "ci-runner", "6.1.0-50-arm64", KernelVersion(6, 1, 176),
            banks: [range(0x4000_0000, size: 2 * gib)],
            line: "crashkernel=256M",
            config: ["RODATA_FULL_DEFAULT_ENABLED": "y", "ZONE_DMA": "y", "KEXEC_CORE": "y"])
        addImage(&host, at: 0x4080_0000)
        host.crash.ranges = [range(0xa000_0000, size: 256 * mib)]
        return host
    }

    static var fourTiB: Host {
        let node: UInt64 = 512 * gib
        var banks = [range(0x8000_0000, size: 2 * gib - 37 * 65536)]
        for index in 0..<8 {
            let start = 0x80_0000_0000 + UInt64(index) * 0x400_0000_0000
            banks.append(
                range(start + (index == 0 ? 2 * gib : 0), size: node - (index == 0 ? 2 * gib : 0) - 3 * mib))
        }
        var host = host(
            "numa-monster", "7.3.4", KernelVersion(7, 3, 4), banks: banks,
            line: "rodata=noalias crashkernel=1G,high", config: kfence)
        addImage(&host, at: 0x8001_0000)
        host.kfence.pool = range(0x1d00_0000_0000 - 8 * mib, size: 2 * mib)
        host.crash.ranges = [range(0xe000_0000, size: 256 * mib), range(0x80_c000_0000, size: gib)]
        host.memory?.hotPlugged = [
            HotPluggedMemory(range: range(0x2400_0000_0000, size: 64 * gib), driver: .dimm)
        ]
        return host
    }

    static var k64: Host {
        var host = host(
            "grace-64k", "6.18.2-64k", KernelVersion(6, 18, 2), granule: .k64,
            banks: [range(0x8000_0000, size: 2 * gib - 48 * mib), range(0x8_8000_0000, size: 34 * gib)],
            line: "rodata=noalias", config: kfence)
        addImage(&host, at: 0x8821_0000)
        host.memory?.noMap = [range(0xfd00_0000, size: 48 * mib)]
        return host
    }

    /// `count` ranges with ragged edges, far apart.
    static func scattered(_ count: UInt64, stride: UInt64 = 32 << 30) -> Host {
        let banks = (0..<count).map { index in
            range(0x8000_0000 + index * stride + index % 7 * 0x31000, size: gib + index % 13 * 0x1f_3000)
        }
        return host("scattered", "6.12.117", KernelVersion(6, 12, 117), banks: banks, line: "rodata=off")
    }

    /// A core that may split live blocks: every large leaf is uncertain.
    static var splitting: Host {
        var host = host(
            "ampere", "6.18.2", KernelVersion(6, 18, 2), banks: [range(0x4000_0000, size: 16 * gib)],
            config: [:])
        host.cpus = [CPU(number: 0, midr: sourced(MIDR(0xc00f_ac30)))]
        addImage(&host, at: 0x4121_0000)
        return host
    }

    /// Names that would break a careless writer of XML.
    static var hostile: Host {
        var host = twoGiBPages
        host.name =
            "</text><script>alert(1)</script>\u{0}\u{202e}\u{ffff}" + String(repeating: "W&", count: 5000)
        let release = "6.1.0<\"'&>]]>\u{1b}[31m" + String(repeating: "\u{301}", count: 90_000)
        host.kernel = KernelIdentity(
            release: sourced(release), version: KernelVersion(6, 1, 176), versionEvidence: evidence(release),
            vendor: "mainline", standing: .patchUnknown)
        return host
    }

    /// Ranges at both ends of the address space.
    static var extreme: Host {
        host(
            "edges", "6.12.117", KernelVersion(6, 12, 117),
            banks: [range(0, size: 2 * mib), range(UInt64.max - 64 * mib + 1, size: 60 * mib)],
            line: "rodata=off")
    }

    static var all: [Host] {
        [
            oneGiB, fourGiBBlocks, twoGiBPages, fourTiB, k64, scattered(2000),
            scattered(2000, stride: 2 << 30),
            splitting, hostile, extreme,
            host("tiny", "6.12.117", KernelVersion(6, 12, 117), banks: [range(0x4000_0000, size: 4096)]),
            host(
                "huge", "6.12.117", KernelVersion(6, 12, 117), banks: [range(0x8000_0000, size: 64 << 40)],
                line: "rodata=off"),
        ]
    }
}
