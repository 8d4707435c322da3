import Arm64
import HostFacts

/// What the rules decide for a host, before any address is looked at.
struct Decision: Hashable, Sendable {
    /// Leaves of ordinary memory when the map is built.
    var leaves: MapCall.Leaves
    /// Leaves of memory added later.
    var hotplugLeaves: MapCall.Leaves
    /// The map was rewritten as pages when the secondary CPUs came up.
    var repaint: Bool
    /// Leaves may have been split since: pages were asked for and blocks are used.
    var splitsAtRunTime: Bool
    /// What crashkernel= does.
    var crash: Crashkernel.Effect
    /// The KFENCE pool has its own call.
    var kfencePool: AddressRange?
    /// The pool's place was simulated.
    var poolIsSimulated = false
    /// Which pages are valid is the allocator's business.
    var validityUnknown: Bool
    /// The image alias is mapped before the banks.
    var aliasFirst: Bool
    /// The alias of data and bss.
    var dataAlias: KernelImageAlias.DataAlias
    /// Bank edges are rounded inward.
    var roundsInward: Bool
    /// The rules that spoke.
    var reasons: [Reason] = []

    init(_ host: Host, _ settings: Settings) {
        let version = settings.version.value
        var kfence = settings.kfence
        let poolBytes = Kfence.poolBytes(
            kfence.value, version: version, symbols: host.symbols, granule: settings.granule.value)
        let pool = poolBytes.flatMap {
            KfencePool.place(host, bytes: $0, pageSize: settings.granule.value.pageSize)
        }
        // Without memory for the pool the kernel goes on as if the interval were 0.
        if poolBytes != nil, pool == nil, host.memory != nil { kfence.value.early = false }
        let asked =
            Rodata.asksForPages(settings.rodata.value, version: version)
            || Kfence.asksForPages(kfence.value, version: version, symbols: host.symbols)
        let splitter = settings.splitting.value.bootCPU
        crash = Crashkernel.effect(
            settings.crashkernel.value, version: version, reserved: !host.crash.whenMapped.isEmpty)
        let debug = settings.debugPagealloc.value
        let pages = debug || (asked && !splitter) || crash == .pages
        leaves = pages ? .pages : .all
        splitsAtRunTime = !pages && asked && splitter
        repaint = splitsAtRunTime && !settings.splitting.value.allCPUs
        if repaint { splitsAtRunTime = false }
        hotplugLeaves = Self.hotplug(settings, asked: asked, version: version, kfence: kfence.value)
        kfencePool = pool?.range
        poolIsSimulated = pool?.isSimulated ?? false
        validityUnknown = debug
        aliasFirst = KernelImageAlias.isMappedFirst(version)
        dataAlias = KernelImageAlias.dataAlias(version, rodataEnabled: settings.rodata.value.enabled)
        roundsInward = MemoryBounds.roundsInward(version)
        reasons = decisive(host, settings, kfence: kfence, asked: asked, pool: pool)
    }

    private static func hotplug(
        _ settings: Settings, asked: Bool, version: KernelVersion, kfence: Kfence.State
    ) -> MapCall.Leaves {
        if settings.debugPagealloc.value { return .pages }
        if settings.splitting.value.allCPUs { return .all }
        let forgotten = version >= v(5, 12) && version < v(5, 12, 9) && kfence.configured
        return asked || forgotten ? .pages : .all
    }

    private func decisive(
        _ host: Host, _ settings: Settings, kfence: Setting<Kfence.State>, asked: Bool,
        pool: KfencePool.Placement?
    ) -> [Reason] {
        let version = settings.version.value
        var all: [Reason] = []
        if let reason = DebugPagealloc.reason(settings.debugPagealloc) { all.append(reason) }
        all.append(Rodata.reason(settings.rodata, version: version, host: host))
        if let reason = Kfence.reason(kfence, version: version, symbols: host.symbols) { all.append(reason) }
        if let reason = Crashkernel.reason(settings.crashkernel, effect: crash, version: version, host: host)
        {
            all.append(reason)
        }
        all += BlockSplitting.reasons(
            settings.splitting, version: version, host: host, pagesAsked: asked)
        all += aliasReasons(host, version: version)
        if let memory = host.memory,
            let reason = Hotplug.reason(memory.hotPlugged, pages: hotplugLeaves == .pages)
        {
            all.append(reason)
        }
        all += MemoryBounds.reasons(host, version: version, granule: settings.granule.value)
        if splitsAtRunTime {
            all.append(
                Reason(
                    RuntimeSplit.rule, .splits,
                    "Leaves may have been split since boot; the map is never coarser than this.",
                    []))
        }
        return all
    }

    private func aliasReasons(_ host: Host, version: KernelVersion) -> [Reason] {
        guard let image = host.image, let text = KernelImageAlias.text(image, version: version) else {
            return []
        }
        let rule = KernelImageAlias.textRule(version)
        let how =
            aliasFirst
            ? "The alias of the kernel's text is mapped by a call of its own, with the leaves of the rest."
            : "The alias of the kernel's text is mapped by a call of its own: blocks where they fit, never contiguous groups."
        var reasons = [Reason(rule, .ownCall, how, [text.evidence])]
        guard let data = KernelImageAlias.data(image) else { return reasons }
        switch dataAlias {
        case .asRAM: break
        case .readOnly:
            let text = "The alias of the kernel's data and bss is read-only."
            reasons.append(Reason(KernelImageAlias.dataReadOnly, .readOnly, text, [data.range.evidence]))
        case .invalid:
            let text = "The alias of the kernel's data and bss is invalid: a hole in the linear map."
            reasons.append(Reason(KernelImageAlias.dataInvalid, .invalid, text, [data.range.evidence]))
        }
        return reasons
    }
}
