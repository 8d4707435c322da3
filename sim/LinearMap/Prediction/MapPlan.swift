import Arm64
import HostFacts

/// The kernel's mapping calls for a host, in order, and what happens to the map afterwards.
struct MapPlan {
    let granule: Granule
    let offset: UInt64
    let vaBits: Int
    private(set) var calls: [MapCall] = []
    private var text: AddressRange?
    private var stext: UInt64?
    private var data: AddressRange?
    private let decision: Decision

    init(_ host: Host, _ settings: Settings, _ decision: Decision) {
        granule = settings.granule.value
        offset = settings.offset.value
        vaBits = settings.vaBits
        self.decision = decision
        let version = settings.version.value
        if let image = host.image {
            text = KernelImageAlias.text(image, version: version)?.value
            data = KernelImageAlias.data(image)?.range.value
            stext = image.stext?.value
        }
        guard let memory = host.memory else { return }
        let banks = memory.boot.map(\.value)
        calls =
            decision.aliasFirst
            ? aliasFirst(banks) : aliasLast(banks, crash: host.crash.whenMapped.map(\.value))
        let byBlock = Hotplug.isByBlock(host, version: version)
        for added in memory.hotPlugged {
            calls += Hotplug.ranges(added, blockSize: memory.blockSize?.value, byBlock: byBlock).ranges
                .map { MapCall($0, decision.hotplugLeaves, .hotplug) }
        }
    }

    /// 7.2 and later: the special ranges first, the banks over them.
    private func aliasFirst(_ banks: [AddressRange]) -> [MapCall] {
        var calls: [MapCall] = []
        if let pool = decision.kfencePool { calls.append(MapCall(pool, .pages, .kfencePool)) }
        if let text { calls.append(MapCall(text, decision.leaves, .kernelText)) }
        if let data { calls.append(MapCall(data, decision.leaves, .kernelData)) }
        return calls + banks.compactMap(rounded).map { MapCall($0, decision.leaves) }
    }

    /// To 7.1: the special ranges are taken out of the banks and mapped afterwards.
    private func aliasLast(_ banks: [AddressRange], crash: [AddressRange]) -> [MapCall] {
        let carved = decision.crash == .carveOut ? crash : []
        let special = AddressSet([text, decision.kfencePool].compactMap { $0 } + carved)
        // Each bank on its own: banks that touch are still separate calls.
        var calls = banks.flatMap { AddressSet([$0]).subtracting(special).ranges }
            .compactMap(rounded).map { MapCall($0, decision.leaves) }
        if let text { calls.append(MapCall(text, .blocksOnly, .kernelText)) }
        calls += carved.map { MapCall($0, .pages, .crashkernel) }
        if let pool = decision.kfencePool { calls.append(MapCall(pool, .pages, .kfencePool)) }
        return calls
    }

    private func rounded(_ bank: AddressRange) -> AddressRange? {
        decision.roundsInward
            ? bank.roundedInward(to: granule.pageSize) : bank.roundedOutward(to: granule.pageSize)
    }

    /// Performs the calls and what follows them.
    func build() -> Layout {
        var builder = LayoutBuilder(granule: granule, offset: offset)
        for call in calls { builder.map(call) }
        if decision.repaint { repaint(&builder) }
        if let text { builder.change(text) { $0.readOnly = true } }
        if let data {
            switch decision.dataAlias {
            case .asRAM: break
            case .readOnly: builder.change(data) { $0.readOnly = true }
            case .invalid: builder.change(data) { $0.valid = false }
            }
        }
        let segments = builder.segments
        let tables = TableCount(segments: segments, granule: granule, offset: offset, vaBits: vaBits)
        return Layout(segments: segments, tables: tables, granule: granule)
    }

    /// `linear_map_split_to_ptes()`: everything but [_stext, __init_begin).
    private func repaint(_ builder: inout LayoutBuilder) {
        let all = builder.segments
        guard let first = all.first?.range.start, let last = all.last?.range.end else { return }
        guard let text else {
            if let whole = AddressRange(first, last) { builder.splitToPages(whole) }
            return
        }
        if let below = AddressRange(first, stext ?? text.start) { builder.splitToPages(below) }
        if let above = AddressRange(text.end, last) { builder.splitToPages(above) }
    }
}
