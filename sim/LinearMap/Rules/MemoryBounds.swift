import Arm64
import HostFacts

/// What limits the memory that is mapped at all: `mem=`, no-map ranges, page rounding.
enum MemoryBounds {
    static let memoryLimit = Rule(
        "mem-limit", "mem= cuts memory off", .from(v(4, 12)),
        says: "Memory above the limit is dropped before the map is built; kernel image and initrd are kept.",
        explanation: """
            mem=SIZE keeps the lowest SIZE bytes of memory, no-map ranges counted in. What lies above is \
            removed from the early allocator and so from /proc/iomem and from the map. If the kernel image or the \
            initrd lie above, they are added back as small ranges of their own. The last mem= wins; an offset is ignored.
            """,
        sources: ["arm64_memblock_init() in 5.10.223, 6.12.117, 7.3.4"])

    static let noMap = Rule(
        "no-map", "No-map memory is a hole", .from(v(4, 12)),
        says: "Ranges marked no-map have no entries; ranges on both sides are mapped by separate calls.",
        explanation: """
            Firmware and device tree may reserve memory that the kernel must not map. /proc/iomem shows it as a \
            top-level "reserved" line. A "reserved" line inside System RAM is something else: memory in use, mapped like any.
            """,
        sources: ["for_each_mem_range() in map_mem, every version"])

    static let roundingOut = Rule(
        "bank-rounding-outward", "Range edges are rounded outward",
        KernelVersions(.init(v(4, 12), v(6, 12, 117)), .init(v(6, 13), v(7, 3))),
        says: "A range whose edge lies inside a page maps that whole page, even if part of it is no-map.",
        explanation: """
            The mapping function rounds the start down and the end up to a page. No-map memory that begins or \
            ends inside a page is therefore mapped in part; with 64 KiB pages that is common. 6.12.117 and 7.3 round \
            inward instead.
            """,
        sources: ["__create_pgd_mapping_locked() in 6.12.107, 7.2.12"])

    static let roundingIn = Rule(
        "bank-rounding-inward", "Range edges are rounded inward",
        KernelVersions(.init(v(6, 12, 117), v(6, 13)), .init(v(7, 3))),
        says: "A range's start is rounded up and its end down to a page, so no-map memory is never mapped.",
        explanation: """
            7ace06a01efa rounds each range inward before it is mapped. At most a page is lost at each edge.
            """,
        sources: ["7ace06a01efa (7.3); in 6.12.117, not yet in 6.12.115"])

    static let realm = Rule(
        "realm-world", "Realm guests, from 6.13", .from(v(6, 13)),
        says: "A realm asks for pages, but is not known to be one when the boot map is built.",
        explanation: """
            A guest of the Realm Management Extension shares pages with its host by changing the linear map. The \
            test is_realm_world() is false while the boot map is built, because the realm is detected afterwards. So only \
            memory added later, and KFENCE switched on later, are affected.
            """,
        sources: ["42be24a4178f (6.13)", "f12b435de2f2 (7.0, 6.18.27)", "source of 7.3.4 (setup_arch)"])

    static let rules = [memoryLimit, noMap, roundingOut, roundingIn, realm]

    static func roundsInward(_ version: KernelVersion) -> Bool { roundingIn.versions.contains(version) }

    /// The rules' words on a host.
    static func reasons(_ host: Host, version: KernelVersion, granule: Granule) -> [Reason] {
        var reasons: [Reason] = []
        if let limit = host.commandLine?.value.last("mem"), let value = limit.value,
            KernelNumber.memparse(Array(value.utf8)).value > 0, let line = host.commandLine?.evidence
        {
            reasons.append(
                Reason(memoryLimit, .bounds, "\(limit.text): memory above the limit is not mapped.", [line]))
        }
        guard let memory = host.memory else { return reasons }
        if !memory.noMap.isEmpty {
            let bytes = AddressSet(memory.noMap.map(\.value)).byteCount
            let text = "\(memory.noMap.count) no-map range(s), \(ByteCount.text(bytes)), have no entries."
            reasons.append(Reason(noMap, .bounds, text, memory.noMap.prefix(4).map(\.evidence)))
        }
        let ragged = memory.boot.filter {
            !$0.value.start.isAligned(to: granule.pageSize) || !$0.value.end.isAligned(to: granule.pageSize)
        }
        if !ragged.isEmpty {
            let inward = roundsInward(version)
            let text = "Ranges with edges inside a page are rounded \(inward ? "inward" : "outward")."
            reasons.append(
                Reason(inward ? roundingIn : roundingOut, .bounds, text, ragged.prefix(4).map(\.evidence)))
        }
        return reasons
    }
}
