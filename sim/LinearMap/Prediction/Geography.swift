import Arm64
import HostFacts

/// Page size and the distance between physical and linear-map addresses.
enum Geography {
    /// The page size: from vmcoreinfo or configuration, else narrowed by the edges of memory.
    static func granule(_ host: Host) -> Setting<Granule> {
        if let granule = host.geometry.granule { return Setting(granule.value, [granule.evidence]) }
        if let config = host.config {
            for (symbol, granule) in [
                ("ARM64_4K_PAGES", Granule.k4), ("ARM64_16K_PAGES", .k16), ("ARM64_64K_PAGES", .k64),
            ] {
                let isSet = config.isSet(symbol)
                if isSet.value { return Setting(granule, [isSet.evidence]) }
            }
        }
        let edges = (host.memory?.boot ?? []).flatMap { range in
            [Sourced(range.value.start, range.evidence), Sourced(range.value.end, range.evidence)]
        }
        if host.memory?.precision == .pages,
            let ragged = edges.first(where: { !$0.value.isAligned(to: 16384) })
        {
            return Setting(.k4, [ragged.evidence])
        }
        var others: [Setting<Granule>.Alternative] = [.init(.k16, if: "the kernel uses 16K pages")]
        if !edges.contains(where: { !$0.value.isAligned(to: 65536) }) || host.memory?.precision != .pages {
            others.append(.init(.k64, if: "the kernel uses 64K pages"))
        }
        return Setting(assuming: .k4, because: "the page size is not in the snapshot", alternatives: others)
    }

    /// Virtual minus physical address of the linear map. Only its remainder modulo 16 GiB can matter to
    /// leaves, and only with 64 KiB pages: memstart_addr is aligned to 1 GiB (4K, 16K) or 512 MiB.
    static func offset(_ host: Host, version: KernelVersion, granule: Granule) -> Setting<UInt64> {
        let bits = UInt64(host.geometry.vaBits?.value ?? 48)
        let flipped = version >= v(5, 4)
        let base = 0 &- (UInt64(1) << (flipped ? bits : bits - 1))
        if let start = host.geometry.physOffset { return Setting(base &- start.value, [start.evidence]) }
        let alignment: UInt64 = granule == .k64 && version >= v(5, 12) ? 512 << 20 : 1 << 30
        let dram = ((host.memory?.boot ?? []) + (host.memory?.noMap ?? [])).map(\.value.start).min() ?? 0
        let assumed = base &- dram.roundedDown(to: alignment)
        guard granule == .k64 else { return Setting(assumed, []) }
        return Setting(
            assuming: assumed, because: "PHYS_OFFSET is not in the snapshot; the start of memory is assumed",
            alternatives: [
                .init(assumed &+ alignment, if: "PHYS_OFFSET is not a multiple of 16 GiB from there")
            ])
    }
}
