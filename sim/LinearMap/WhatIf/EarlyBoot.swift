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
        let own = host.geometry.granule?.value ?? granule
        allocator = EarlyAllocator(
            memory: AddressSet(memory.boot.map(\.value)),
            reserved: FirmwareReservations(
                memory, crash: host.crash, dmaLimit: dmaLimit, pageSize: own.pageSize,
                memoryMaps: Self.memoryMapsInTheMiddle(memory, host)
            ).ranges)
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

    private func memoryMapBytes(_ ranges: [AddressRange]) -> UInt64 {
        Self.memoryMapBytes(ranges, section: sectionBytes, page: granule.pageSize, host)
    }

    /// Bytes of `struct page` for whole sections that hold any of `ranges`.
    private static func memoryMapBytes(
        _ ranges: [AddressRange], section: UInt64, page: UInt64, _ host: Host
    ) -> UInt64 {
        var count: UInt64 = 0
        var next: UInt64 = 0
        for range in AddressSet(ranges).ranges {
            let first = max(next, range.start / section)
            next = (range.end - 1) / section + 1
            count += next > first ? next - first : 0
        }
        return count &* (section / page) &* (host.pageStructBytes?.value ?? 64)
    }

    /// Sizes of the memory maps that a captured kernel with 16 KiB pages would have had.
    private static func memoryMapsInTheMiddle(_ memory: MemoryMap, _ host: Host) -> Set<UInt64> {
        let nodes = Dictionary(grouping: memory.nodes, by: \.node).values.map { $0.map(\.range) }
        let groups = nodes.isEmpty ? [(memory.boot + memory.noMap).map(\.value)] : Array(nodes)
        return Set(
            groups.flatMap { ranges in
                [UInt64(128 << 20), 1 << 30].map {
                    memoryMapBytes(ranges, section: $0, page: Granule.k16.pageSize, host)
                }
            })
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

    /// sparse_buffer_init() asks for room for a node's memory map in one piece, a whole number of PMDs for each section,
    /// and gives back what is too much. With 4 KiB pages that is nothing; with 16 KiB the map lies at the bottom of a piece
    /// many times its size; with 64 KiB that piece would be as large as the node, so that the pages are taken singly.
    private mutating func takeMemoryMap(_ bytes: UInt64, from node: AddressSet?) {
        let section = sectionBytes / granule.pageSize &* (host.pageStructBytes?.value ?? 64)
        guard section > 0, let unit = section.roundedUp(to: granule.pmdSize),
            let size = AddressRange(0, bytes / section &* unit)?.size,
            let piece = allocator.highestPlace(
                size, alignment: unit, from: 0, below: .max, pageSize: granule.pageSize, of: node),
            let place = AddressRange(piece.start, piece.start + bytes)
        else {
            let single = granule == .k4 ? granule.pmdSize : granule.pageSize
            return allocator.takeHighest(bytes, unit: single, from: node)
        }
        allocator.reserve(place)
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
