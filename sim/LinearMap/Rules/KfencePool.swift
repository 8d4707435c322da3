import Arm64
import HostFacts

/// Where the early KFENCE pool lies: the first thing map_mem() takes from the early allocator, so the
/// highest free, page-aligned place at that time (`memblock_phys_alloc(KFENCE_POOL_SIZE, PAGE_SIZE)`).
enum KfencePool {
    /// A place, and whether the snapshot fixes it.
    struct Placement: Hashable {
        var range: AddressRange
        var evidence: [Evidence]
        var isSimulated: Bool
    }

    /// Finds the pool. Returns nil if no free place is large enough: the kernel then goes on without.
    static func place(_ host: Host, bytes: UInt64, pageSize: UInt64) -> Placement? {
        if let pool = host.kfence.pool {
            return Placement(range: pool.value, evidence: [pool.evidence], isSimulated: false)
        }
        if let pool = host.kfence.simulatedPool, pool.value.size == bytes {
            return Placement(range: pool.value, evidence: [pool.evidence], isSimulated: true)
        }
        guard let memory = host.memory else { return nil }
        let candidates = memory.reservedByKernel ?? memory.reserved
        // What the allocator handed out is reserved to this day, so the pool lies inside such a range;
        // what is known to belong to something else cannot hold it.
        let claimed = AddressSet(memory.claimed.map(\.value))
        let usable = AddressSet(memory.boot.map(\.value))
        let places = candidates.isEmpty ? usable : AddressSet(candidates.map(\.value)).intersection(usable)
        for place in places.subtracting(claimed).ranges.reversed() {
            let end = place.end.roundedDown(to: pageSize)
            guard end >= bytes, end - bytes >= place.start, let range = AddressRange(end - bytes, end) else {
                continue
            }
            let line = candidates.first { $0.value.overlaps(range) }?.evidence
            return Placement(range: range, evidence: [line].compactMap { $0 }, isSimulated: true)
        }
        return nil
    }
}
