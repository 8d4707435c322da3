import HostFacts

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
