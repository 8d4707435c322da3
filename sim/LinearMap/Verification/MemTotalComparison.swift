import Arm64
import HostFacts

/// MemTotal of /proc/meminfo: what the page allocator was given. The tables of the linear map were taken before, so
/// MemTotal bounds them from above: memory, less image, less `struct page`s, less MemTotal, is the most the
/// tables can take. A map in pages (2 MiB of tables a GiB) can be disproved so; one in blocks never, as whatever
/// else is reserved is not known.
enum MemTotalComparison {
    static func compare(_ prediction: Prediction) -> Verification.Comparison? {
        guard let total = prediction.host.memTotal, let memory = prediction.host.memory,
            !prediction.layout.segments.isEmpty
        else { return nil }
        let source = "\(total.evidence.file) (MemTotal)"
        func result(_ tables: UInt64, _ excess: UInt64, _ cause: Verification.Cause?, _ note: String)
            -> Verification.Comparison
        {
            Verification.Comparison(
                totalsOf: source, compared: tables, differing: excess, likely: cause,
                isDecisive: cause != nil, note: note)
        }
        let tables = bootTables(prediction)
        guard prediction.mapping == .pages else {
            return result(
                tables, 0, nil, "not decisive: one number cannot show that a map in blocks is in pages")
        }
        let plugged = memory.hotPlugged.reduce(0) { $0 + $1.range.value.size }
        let boot = AddressSet(memory.boot.map(\.value))
        let taken = boot.intersection(image(prediction.host)).byteCount + pageStructs(prediction, boot)
        let all = boot.byteCount + plugged
        guard all >= taken + tables, total.value > all - taken - tables else {
            return result(
                tables, 0, nil,
                "not decisive: there is room for the predicted tables; what else was reserved is not known")
        }
        let excess = total.value - (all - taken - tables)
        guard excess <= tables else {
            return result(
                tables, 0, nil, "not decisive: MemTotal is more than the memory the snapshot lists allows")
        }
        return result(
            tables, excess, prediction.isMappingCertain ? .unexplained : .unknownFact,
            "the page allocator has \(ByteCount.text(excess)) more than the tables of a map in pages would leave it: the map is rather in blocks"
        )
    }

    /// What the tables take that were made at boot; those of memory added later come from the page allocator,
    /// which still counts them.
    private static func bootTables(_ prediction: Prediction) -> UInt64 {
        let segments = prediction.layout.segments.filter { $0.kind != .hotplug }
        let offset = Geography.offset(
            prediction.host, version: prediction.version, granule: prediction.granule)
        return TableCount(
            segments: segments, granule: prediction.granule, offset: offset.value, vaBits: prediction.vaBits
        ).bytes
    }

    /// The image without its init sections, which are given back, and the crash kernel.
    private static func image(_ host: Host) -> AddressSet {
        let image = [host.image?.code, host.image?.data].compactMap { $0?.value }
        return AddressSet(image + host.crash.ranges.map(\.value))
    }

    /// One `struct page` a page, 64 bytes unless the kernel says otherwise (56 in the leanest configurations).
    /// With huge-page optimisation some of them are given back.
    private static func pageStructs(_ prediction: Prediction, _ boot: AddressSet) -> UInt64 {
        let host = prediction.host
        if host.config.map({ $0.isSet("HUGETLB_PAGE_OPTIMIZE_VMEMMAP").value }) ?? true { return 0 }
        let size = min(host.pageStructBytes?.value ?? 56, 64)
        return boot.byteCount / prediction.granule.pageSize * size
    }
}
