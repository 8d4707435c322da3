import Arm64
import Snapshot

/// Memory as the kernel knew it at boot, told apart from what was plugged in later.
enum MemoryReader {
    static func memory(
        _ snapshot: Snapshot, iomem: Iomem?, log: KernelLog?, host: Host
    ) throws(InputError) -> MemoryMap? {
        let listed = try snapshot.first(.memblockMemory).map(MemblockList.parse)
        let reserved = try snapshot.first(.memblockReserved).map(MemblockList.parse)
        var map: MemoryMap
        if let iomem, iomem.entries.contains(where: { $0.name.hasPrefix("System RAM") }) {
            map = fromIomem(
                iomem, listed: listed, log: log, nodes: NodeBoundaries(snapshot, host.geometry))
        } else if let listed {
            map = fromMemblock(listed)
        } else if let ranges = log?.earlyRanges, !ranges.isEmpty {
            map = fromLog(ranges, log)
        } else {
            return nil
        }
        try refuseImpossible(map.boot + map.noMap + map.hotPlugged.map(\.range))
        try refuseOverlap(map.boot + map.hotPlugged.map(\.range))
        map.blockSize = snapshot.first(.memoryBlockSize).flatMap { try? SmallFile.hexadecimal($0) }
        addReserved(&map, reserved, iomem)
        map.claimed = claimed(iomem, log, host)
        map.contiguous = log?.cmaAreas ?? []
        let plugged = AddressSet(map.hotPlugged.map(\.range.value))
        let lines = (iomem?.outermost("System RAM") ?? []).map(\.sourced)
            .filter { !plugged.overlaps($0.value) }.sorted { $0.value.start < $1.value.start }
        map.nodes = NodeMemory.nodes(log: log, listed: listed, iomem: lines)
        return map
    }

    /// arm64 has at most 52 bits of physical address; memory above is damage, not memory.
    private static func refuseImpossible(_ ranges: [SourcedRange]) throws(InputError) {
        guard let bad = ranges.first(where: { $0.value.end > 1 << 52 }) else { return }
        throw InputError(
            .badData, file: bad.evidence.file, line: bad.evidence.line,
            "memory above 52 bits of physical address",
            expected: "addresses below \(ByteCount.hex(1 << 52))")
    }

    /// The early allocator never holds memory twice; a capture that does is damaged or of two hosts.
    private static func refuseOverlap(_ ranges: [SourcedRange]) throws(InputError) {
        let sorted = ranges.sorted { $0.value.start < $1.value.start }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.value.overlaps(right.value) {
            throw InputError(
                .badData, file: right.evidence.file, line: right.evidence.line,
                "memory overlaps that of line \(left.evidence.line ?? 0)",
                expected: "ranges that do not overlap")
        }
    }

    // MARK: - /proc/iomem, sharpened by memblock where that is there

    private static func fromIomem(
        _ iomem: Iomem, listed: MemblockList?, log: KernelLog?, nodes: NodeBoundaries
    ) -> MemoryMap {
        var map = MemoryMap()
        let lines = iomem.outermost("System RAM").sorted { $0.range.start < $1.range.start }
        let early = AddressSet((log?.earlyRanges ?? []).map(\.value))
        var boot: [SourcedRange] = []
        for line in lines {
            if isHotPlugged(line, after: boot.last, early: early, nodes: nodes) {
                map.hotPlugged.append(HotPluggedMemory(range: line.sourced, driver: .dimm))
            } else {
                boot.append(line.sourced)
            }
        }
        for (entry, driver) in iomem.driverManaged {
            map.hotPlugged.append(
                HotPluggedMemory(range: entry.sourced, driver: HotPluggedMemory.Driver(driver)))
        }
        map.hotPlugged.sort { $0.range.value.start < $1.range.value.start }
        // A crash kernel lies in memory that is mapped; such a line has lost its System RAM.
        map.noMap = iomem.topLevel("reserved").filter { line in
            !iomem.children(of: line).contains { $0.name.hasPrefix("Crash kernel") }
        }.map(\.sourced)
        map.device = iomem.entries.filter { $0.depth == 0 && isDevice($0.name) }.map(\.sourced)
        map.precision = .pages
        map.boot = joined(boot)
        if let listed { sharpen(&map, listed) }
        return map
    }

    private static func isDevice(_ name: String) -> Bool {
        ["Persistent Memory", "Soft Reserved", "CXL"].contains { name.hasPrefix($0) }
    }

    /// Whether a System RAM line was added after boot. The log's early ranges decide; without them a
    /// line that touches its predecessor is a NUMA boundary, or else was plugged in: the kernel would
    /// have joined the two at boot.
    private static func isHotPlugged(
        _ line: Iomem.Entry, after previous: SourcedRange?, early: AddressSet, nodes: NodeBoundaries
    ) -> Bool {
        if !early.isEmpty { return !early.overlaps(line.range) }
        guard let previous, previous.value.end == line.range.start else { return false }
        return nodes.mayStart(at: line.range.start) == false
    }

    /// Exact edges and flags from memblock, for the memory that /proc/iomem shows as RAM. Plugged-in
    /// memory is taken out: memblock joins it to the boot memory it touches.
    private static func sharpen(_ map: inout MemoryMap, _ listed: MemblockList) {
        let plugged = AddressSet(map.hotPlugged.map(\.range.value))
        let visible = AddressSet(map.boot.map(\.value))
        var boot: [(range: SourcedRange, flags: MemblockList.Flags)] = []
        var holes: [SourcedRange] = []
        for region in listed.regions {
            let isHole =
                listed.showsFlags ? region.flags.contains(.noMap) : !visible.overlaps(region.range)
            if isHole {
                holes.append(region.sourced)
                continue
            }
            for piece in AddressSet([region.range]).subtracting(plugged).ranges {
                boot.append((Sourced(piece, region.evidence), region.flags))
            }
        }
        guard !boot.isEmpty else { return }
        map.boot = joined(boot)
        map.noMap = holes
        map.precision = .exact
    }

    private static func fromMemblock(_ listed: MemblockList) -> MemoryMap {
        var map = MemoryMap()
        map.noMap = listed.regions.filter { $0.flags.contains(.noMap) }.map(\.sourced)
        map.boot = joined(
            listed.regions.filter { !$0.flags.contains(.noMap) }.map { ($0.sourced, $0.flags) })
        map.precision = listed.showsFlags ? .exact : .unflagged
        return map
    }

    private static func fromLog(_ ranges: [SourcedRange], _ log: KernelLog?) -> MemoryMap {
        var map = MemoryMap()
        map.noMap = log?.noMapRanges ?? []
        let holes = AddressSet(map.noMap.map(\.value))
        let pieces = ranges.flatMap { range in
            AddressSet([range.value]).subtracting(holes).ranges.map { Sourced($0, range.evidence) }
        }
        map.boot = joined(pieces.sorted { $0.value.start < $1.value.start })
        map.precision = .log
        return map
    }

    /// Joins ranges that touch: the kernel split them by NUMA node only after it had built the map.
    private static func joined(_ ranges: [SourcedRange]) -> [SourcedRange] {
        joined(ranges.map { ($0, MemblockList.Flags()) })
    }

    private static func joined(
        _ ranges: [(range: SourcedRange, flags: MemblockList.Flags)]
    ) -> [SourcedRange] {
        // Memory that touches but has other flags stays apart: memblock does not join it.
        let deciding: MemblockList.Flags = [.mirror, .hotplug, .scratch]
        var result: [SourcedRange] = []
        var lastFlags = MemblockList.Flags()
        for (range, flags) in ranges {
            if let last = result.last, last.value.end == range.value.start,
                lastFlags.intersection(deciding) == flags.intersection(deciding),
                let both = AddressRange(last.value.start, range.value.end)
            {
                result[result.count - 1] = Sourced(both, last.evidence)
            } else {
                result.append(range)
            }
            lastFlags = flags
        }
        return result
    }

    // MARK: - What is reserved

    private static func addReserved(_ map: inout MemoryMap, _ reserved: MemblockList?, _ iomem: Iomem?) {
        let lines = (iomem?.entries ?? []).filter { $0.name == "reserved" && $0.depth > 0 }.map(\.sourced)
        map.reservedAtStart = lines
        if let reserved {
            map.reserved = reserved.regions.map(\.sourced)
            let byKernel = reserved.regions.filter { $0.flags.contains(.reservedKernel) }.map(\.sourced)
            if !byKernel.isEmpty { map.reservedByKernel = byKernel }
        } else {
            map.reserved = lines
        }
    }

    private static func claimed(_ iomem: Iomem?, _ log: KernelLog?, _ host: Host) -> [SourcedRange] {
        var result = host.crash.ranges + host.crash.atBoot + (log?.claimedRanges ?? [])
        if let code = host.image?.code, let data = host.image?.data,
            let whole = AddressRange(
                min(code.value.start, data.value.start), max(code.value.end, data.value.end))
        {
            result.append(Sourced(whole, code.evidence))
        }
        return result
    }
}

/// Where NUMA nodes may begin, as far as the snapshot tells.
struct NodeBoundaries {
    private let count: Int?
    private let starts: Set<UInt64>?

    init(_ snapshot: Snapshot, _ geometry: Geometry) {
        count = snapshot.first(.onlineNodes).flatMap { try? SmallFile.numberList($0) }?.value.count
        let zones = snapshot.first(.zoneinfo).flatMap { try? Zoneinfo.parse($0) }
        if let zones, let granule = geometry.granule?.value {
            // A node begins where its first zone does; a Movable zone of plugged-in memory is not first.
            let nodes = Dictionary(grouping: zones.zones.filter { $0.spannedPages > 0 }, by: \.node)
            starts = Set(
                nodes.values.compactMap { $0.compactMap(\.startPFN).min() }.map { $0 &* granule.pageSize })
        } else {
            starts = nil
        }
    }

    /// Whether a node may begin at `address`; nil if nothing tells.
    func mayStart(at address: UInt64) -> Bool? {
        if count == 1 { return false }
        guard let starts, !starts.isEmpty else { return nil }
        return starts.contains(address)
    }
}

extension HotPluggedMemory.Driver {
    /// From the name in the brackets of "System RAM (virtio_mem)".
    init(_ name: String) {
        switch name {
        case "virtio_mem": self = .virtioMem
        case "kmem": self = .kmem
        default: self = .other(name)
        }
    }
}
