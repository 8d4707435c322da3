import Arm64

/// The log's lines as the facts need them.
extension KernelLog {
    /// The command line as the kernel logged it, unless it was cut there.
    var fullCommandLine: Sourced<KernelCommandLine>? {
        isCommandLineDoubtful ? nil : commandLine?.map { KernelCommandLine($0) }
    }

    /// Memory at boot, no-map parts included, before anything was plugged in.
    var earlyRanges: [SourcedRange] {
        nodeRanges.map(\.range).sorted { $0.value.start < $1.value.start }
    }

    /// No-map ranges that the log names: device-tree nodes, and regions of the early allocator's dump.
    var noMapRanges: [SourcedRange] {
        let nodes = reservedMemory.filter { $0.isNoMap == true }.map(\.range)
        let dumped = memblockRegions.filter { $0.list == "memory" && $0.flags.contains(.noMap) }.map(\.range)
        return (nodes + dumped).sorted { $0.value.start < $1.value.start }
    }

    /// Reserved ranges whose owner the log names; none of them is the KFENCE pool.
    var claimedRanges: [SourcedRange] { cmaAreas + reservedMemory.map(\.range) }

    /// KFENCE's start, with its pool translated to physical addresses where the log did not hash it.
    func kfenceFacts(_ geometry: Geometry) -> KfenceFacts {
        var facts = KfenceFacts()
        guard let kfence else { return facts }
        facts.initialized = Sourced(true, kfence.evidence)
        facts.poolBytes = Sourced(kfence.poolBytes, kfence.evidence)
        if let pool = kfence.addresses, let offset = geometry.physOffset?.value,
            let bits = geometry.vaBits?.value
        {
            let start = pool.start &+ (UInt64(1) << UInt64(bits)) &+ offset
            if let range = AddressRange(start, start &+ pool.size) {
                facts.pool = Sourced(range, kfence.evidence)
            }
        }
        return facts
    }
}
