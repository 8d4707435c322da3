import Arm64
import HostFacts

/// The early allocator replayed from its beginning: what firmware and boot loader had reserved, then what the
/// kernel takes from the top, in its order, up to the crash kernel.
struct EarlyBoot {
    private(set) var allocator: EarlyAllocator
    private let host: Host
    private let version: KernelVersion
    private let granule: Granule
    private let dmaLimit: UInt64

    init(_ host: Host, memory: MemoryMap, version: KernelVersion, granule: Granule, dmaLimit: UInt64) {
        self.host = host
        self.version = version
        self.granule = granule
        self.dmaLimit = dmaLimit
        allocator = EarlyAllocator(
            memory: AddressSet(memory.boot.map(\.value)),
            reserved: FirmwareReservations(memory, crash: host.crash, dmaLimit: dmaLimit).ranges)
    }

    /// map_mem()'s first step: the KFENCE pool.
    mutating func takePool(_ bytes: UInt64) -> AddressRange? {
        let place = allocator.highestPlace(
            bytes, alignment: granule.pageSize, from: 0, below: .max, pageSize: granule.pageSize)
        if let place { allocator.reserve(place) }
        return place
    }

    /// What lies between the map and the crash kernel in bootmem_init(): the map's own tables; the NUMA nodes, which
    /// cut the allocator's regions; to 6.19 the memory map (sparse_init()); the contiguous allocator's area.
    mutating func takeUntilCrash(tableBytes: UInt64) {
        allocator.takeHighest(tableBytes, unit: granule.pageSize)
        allocator.edges = Self.edges(host.memory?.nodes ?? [])
        takeNodeData()
        if version < v(7, 0) { takeMemoryMaps() }
        takeContiguous()
    }

    /// What the crash kernel got.
    mutating func take(_ pieces: [CrashReservation.Piece]) {
        for piece in pieces { allocator.reserve(piece.range) }
    }

    /// Where memory of one node touches that of another.
    static func edges(_ nodes: [NodeMemory]) -> [UInt64] {
        zip(nodes, nodes.dropFirst())
            .filter { $0.range.end == $1.range.start && $0.node != $1.node }.map { $1.range.start }
    }

    // MARK: - The memory map

    /// Bytes of `struct page` for all memory.
    var memoryMapBytes: UInt64 {
        memoryMapBytes(((host.memory?.boot ?? []) + (host.memory?.noMap ?? [])).map(\.value))
    }

    /// Bytes of `struct page` for whole sections that hold any of `ranges`.
    private func memoryMapBytes(_ ranges: [AddressRange]) -> UInt64 {
        let section = sectionBytes
        var count: UInt64 = 0
        var next: UInt64 = 0
        for range in AddressSet(ranges).ranges {
            let first = max(next, range.start / section)
            next = (range.end - 1) / section + 1
            count += next > first ? next - first : 0
        }
        return count &* (section / granule.pageSize) &* (host.pageStructBytes?.value ?? 64)
    }

    /// SECTION_SIZE_BITS: 30 to 5.11; from 5.12 on 27, or 29 with 64 KiB pages.
    private var sectionBytes: UInt64 {
        version < v(5, 12) ? 1 << 30 : granule == .k64 ? 512 << 20 : 128 << 20
    }

    /// What describes a node (`pg_data_t`, 9 to 15 KiB in captured kernels) comes out of its own memory first.
    private mutating func takeNodeData() {
        let bytes = UInt64(16 << 10).roundedUp(to: granule.pageSize) ?? granule.pageSize
        let nodes = Dictionary(grouping: host.memory?.nodes ?? [], by: \.node)
        guard !nodes.isEmpty else { return allocator.takeHighest(bytes, unit: granule.pageSize) }
        for memory in nodes.values {
            let own = AddressSet(memory.map(\.range))
            allocator.takeHighest(bytes, unit: granule.pageSize, from: own)
        }
    }

    /// Each node's memory map comes out of its own memory.
    private mutating func takeMemoryMaps() {
        let nodes = Dictionary(grouping: host.memory?.nodes ?? [], by: \.node).sorted { $0.key < $1.key }
        guard !nodes.isEmpty else { return takeMemoryMap(memoryMapBytes, from: nil) }
        for (_, memory) in nodes {
            let ranges = memory.map(\.range)
            takeMemoryMap(memoryMapBytes(ranges), from: AddressSet(ranges))
        }
    }

    /// sparse_buffer_init() takes a node's memory map in one piece, aligned to what a section needs.
    private mutating func takeMemoryMap(_ bytes: UInt64, from node: AddressSet?) {
        guard granule == .k4 else {
            return allocator.takeHighest(bytes, unit: granule.pageSize, from: node)
        }
        let alignment = sectionBytes / granule.pageSize * 64
        let place = allocator.highestPlace(
            bytes, alignment: alignment, from: 0, below: .max, pageSize: granule.pageSize, of: node)
        if let place {
            allocator.reserve(place)
        } else {
            allocator.takeHighest(bytes, unit: granule.pmdSize, from: node)
        }
    }

    // MARK: - The contiguous allocator

    /// The default area, below the DMA limit; then those of the nodes, each where the log told one (CONFIG_DMA_NUMA_CMA,
    /// seen in 7.3 and not in 6.12).
    private mutating func takeContiguous() {
        guard let bytes = contiguousBytes else { return }
        takeContiguous(bytes, of: nil)
        for area in host.memory?.contiguous.dropFirst() ?? [] {
            let own = host.memory?.nodes.first { $0.range.contains(area.value) }?.node
            let node = (host.memory?.nodes ?? []).filter { $0.node == own }.map(\.range)
            if !node.isEmpty { takeContiguous(area.value.size, of: AddressSet(node)) }
        }
    }

    private mutating func takeContiguous(_ bytes: UInt64, of node: AddressSet?) {
        let place = allocator.highestPlace(
            bytes, alignment: contiguousAlignment, from: 0, below: dmaLimit, pageSize: granule.pageSize,
            of: node)
        if let place { allocator.reserve(place) }
    }

    /// Bytes of the default area: as the log told it, else as configured; nil where there is none.
    private var contiguousBytes: UInt64? {
        if let seen = host.memory?.contiguous.first { return seen.value.size }
        guard let config = host.config, config.isSet("DMA_CMA").value,
            let mebibytes = config.integer("CMA_SIZE_MBYTES")?.value, mebibytes > 0, mebibytes < 1 << 20
        else { return nil }
        return (mebibytes << 20).roundedUp(to: contiguousAlignment)
    }

    /// CMA_MIN_ALIGNMENT_BYTES: a page block; to 5.16 the largest free area, which differs with 4 KiB pages.
    private var contiguousAlignment: UInt64 {
        granule == .k4 && version < v(5, 17) ? 4 << 20 : granule.pmdSize
    }
}
