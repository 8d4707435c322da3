public import Arm64
public import HostFacts

/// The crash kernel's reservation simulated on a captured host: what was asked for, and what a kernel of a given
/// version makes of it.
public struct CrashSimulation: Hashable, Sendable {
    /// What the command line asks for.
    public let option: CrashkernelOption
    /// What is reserved, or why nothing is. Nil if nothing was asked for, or the request was refused.
    public let reservation: CrashReservation?
    /// The DMA limit used.
    public let dmaLimit: Setting<UInt64>

    /// Simulates `commandLine` on `host` under a kernel of `version`. Nil without memory in the snapshot.
    public init?(
        _ host: Host, commandLine: String, version: KernelVersion, pageSize: UInt64, hasDMAZones: Bool,
        addressLimit: UInt64 = 1 << 48
    ) {
        guard let memory = host.memory else { return nil }
        let all = AddressSet((memory.boot + memory.noMap).map(\.value))
        option = CrashkernelOption(commandLine, version: version, systemRAM: all.byteCount)
        dmaLimit = hasDMAZones ? DMALimit.setting(host) : Setting(addressLimit, [])
        guard case .request(let request) = option.verdict else {
            reservation = nil
            return
        }
        var reserver = CrashReserver(
            Self.allocator(memory, without: host.crash.whenMapped.map(\.value)), dmaLimit: dmaLimit.value,
            pageSize: pageSize, algorithm: .init(version))
        reserver.addressLimit = addressLimit
        reservation = reserver.reserve(request)
    }

    /// The allocator when the kernel reserves, as far as the snapshot tells: what is reserved to this day was
    /// reserved then, but for the crash kernel's own memory.
    static func allocator(_ memory: MemoryMap, without crash: [AddressRange]) -> EarlyAllocator {
        let reserved = AddressSet(memory.reserved.map(\.value)).subtracting(AddressSet(crash))
        return EarlyAllocator(memory: AddressSet(memory.boot.map(\.value)), reserved: reserved)
    }
}

/// `arm64_dma_phys_limit`, from what the kernel said of its zones.
enum DMALimit {
    /// Up to which address memory is low.
    static func setting(_ host: Host) -> Setting<UInt64> {
        if let zone = host.log.zones.first(where: { $0.name == "DMA" || $0.name == "DMA32" }) {
            return Setting(zone.range.value.end, [zone.range.evidence])
        }
        let ranges = ((host.memory?.boot ?? []) + (host.memory?.noMap ?? [])).map(\.value)
        let start = ranges.map(\.start).min() ?? 0
        let end = ranges.map(\.end).max() ?? 0
        let fourGiB: UInt64 = 1 << 32
        return Setting(
            assuming: start >= fourGiB ? end : min(end, fourGiB),
            because: "no line of the log tells the DMA zone; it ends at 4 GiB on most servers",
            alternatives: start < 1 << 30 && end > 1 << 30
                ? [.init(1 << 30, if: "devices of this board reach 1 GiB only")] : [])
    }
}
