import Arm64
import HostFacts

/// What was reserved before the kernel took anything itself: image, initial ramdisk, tables of the firmware.
struct FirmwareReservations {
    let ranges: AddressSet

    /// The reservations of `memory` without the kernel's own allocations, the crash kernel and the contiguous
    /// allocator. A piece of one of the `memoryMaps` in size is the kernel's, wherever it lies: with 16 KiB pages it
    /// leaves room above itself.
    init(
        _ memory: MemoryMap, crash: CrashFacts, dmaLimit: UInt64, pageSize: UInt64, memoryMaps: Set<UInt64>
    ) {
        let kernels = AddressSet((crash.ranges + crash.atBoot + memory.contiguous).map(\.value))
        let known = AddressSet(memory.claimed.map(\.value)).subtracting(kernels)
        let listed = Self.pages(AddressSet(memory.reserved.map(\.value)), pageSize)
        // What /proc/iomem still shows and the list does not: the initial ramdisk, freed since.
        let freed = AddressSet(memory.reservedAtStart.map(\.value)).subtracting(listed)
        var open = listed.union(freed).subtracting(kernels).subtracting(known)
        if let handedOut = memory.reservedByKernel {
            open = open.subtracting(Self.pages(AddressSet(handedOut.map(\.value)), pageSize))
        }
        let free = AddressSet(memory.boot.map(\.value)).subtracting(listed).subtracting(freed)
        let firmware = Self.outOfOrder(
            open, free: free, edges: EarlyBoot.edges(memory.nodes), dmaLimit: dmaLimit)
        ranges = known.union(AddressSet(firmware.filter { !memoryMaps.contains($0.size) }))
    }

    /// The whole pages that `set` touches: /proc/iomem shows those, the allocator's list single bytes.
    private static func pages(_ set: AddressSet, _ size: UInt64) -> AddressSet {
        AddressSet(set.ranges.map { $0.roundedOutward(to: size) ?? $0 })
    }

    /// Those of `reserved` that the kernel did not allocate: it goes from the top down, so that whatever has free
    /// room for itself above it, on its own side of the DMA limit and in its own node, was put there by somebody else.
    private static func outOfOrder(
        _ reserved: AddressSet, free: AddressSet, edges: [UInt64], dmaLimit: UInt64
    ) -> [AddressRange] {
        var result: [AddressRange] = []
        var gaps = free.cut(at: edges)[...]
        var edges = edges[...]
        var largest: (below: UInt64, above: UInt64) = (0, 0)
        for range in reserved.ranges.reversed() {
            while let edge = edges.last, edge >= range.end {
                // Room in the nodes above does not count.
                largest = (0, 0)
                gaps = gaps.prefix { $0.start < edge }
                edges = edges.dropLast()
            }
            while let gap = gaps.last, gap.start >= range.end {
                if gap.start < dmaLimit { largest.below = max(largest.below, gap.size) }
                if gap.end > dmaLimit { largest.above = max(largest.above, gap.size) }
                gaps = gaps.dropLast()
            }
            let room = range.start < dmaLimit ? largest.below : largest.above
            if room / 2 >= range.size { result.append(range) }
        }
        return result
    }
}
