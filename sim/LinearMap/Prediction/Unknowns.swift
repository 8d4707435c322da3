import Arm64
import HostFacts

/// What the snapshot leaves open: how many bytes of the map hang on each point, and which.
struct Unknowns {
    /// One point.
    struct Finding {
        let what: String
        /// The runs that may differ.
        let affected: AddressSet
        /// A bound that is tighter than the size of `affected`, where there is one.
        var bytes: UInt64
        let text: String
        /// Whether pages would become blocks, or blocks pages.
        var turnsMap = false

        init(_ what: String, _ affected: AddressSet, bytes: UInt64? = nil, _ text: String) {
            self.what = what
            self.affected = affected
            self.bytes = bytes ?? affected.byteCount
            self.text = text
        }
    }

    private let host: Host
    private let settings: Settings
    private let decision: Decision
    private let layout: Layout

    init(_ host: Host, _ settings: Settings, _ decision: Decision, _ layout: Layout) {
        self.host = host
        self.settings = settings
        self.decision = decision
        self.layout = layout
    }

    /// All points, the weightiest first.
    var findings: [Finding] {
        guard !layout.segments.isEmpty else { return withoutMemory }
        return (outsideRules + alternatives + kfencePool + validity + runTimeSplits + image + memory).filter {
            $0.bytes > 0
        }
        .sorted { ($1.bytes, $0.what) < ($0.bytes, $1.what) }
    }

    /// Without memory only what would turn pages into blocks, or back, is worth telling.
    private var withoutMemory: [Finding] {
        let text = "the snapshot names no memory: sizes and regions are not known"
        return [Finding("memory", AddressSet(), text)] + outsideRules + alternatives
    }

    // MARK: - Assumptions, tried the other way round

    private var alternatives: [Finding] {
        let single = settings.variants(host).compactMap(tried)
        // If each alone changes nothing, two together still may: each forces pages for itself.
        if single.contains(where: \.turnsMap) { return single }
        let combined = settings.combinedVariants.lazy.compactMap(tried).first(where: \.turnsMap)
        return single + [combined].compactMap { $0 }
    }

    private func tried(_ variant: Variant) -> Finding? {
        var varied = settings
        variant.apply(&varied)
        let other = Decision(host, varied)
        let now = Self.name(decision), then = Self.name(other)
        var affected = layout.difference(from: MapPlan(host, varied, other).build())
        // Nor is it known then which pages of a pool there would be valid.
        if let pool = other.kfencePool, pool != decision.kfencePool { affected = affected.union(pool) }
        guard !affected.isEmpty || (layout.segments.isEmpty && now != then) else { return nil }
        let text =
            now == then
            ? "\(variant.assumption): the leaves would differ if \(variant.condition)"
            : "\(now), but \(then) if \(variant.condition) (\(variant.assumption))"
        var finding = Finding(variant.what, affected, text)
        finding.turnsMap = now != then
        return finding
    }

    private static func name(_ decision: Decision) -> String {
        decision.leaves == .pages || decision.repaint ? "pages" : "blocks"
    }

    // MARK: - What no snapshot tells

    private var kfencePool: [Finding] {
        guard let pool = decision.kfencePool else { return [] }
        let validity = Finding(
            "kfence-pool-validity", AddressSet([pool]),
            "which pages inside the KFENCE pool are valid changes with every sample")
        guard decision.poolIsSimulated, decision.leaves == .all else { return [validity] }
        var without = decision
        without.kfencePool = nil
        let moved = layout.difference(from: MapPlan(host, settings, without).build())
        let place = Finding(
            "kfence-pool-place", moved, bytes: 2 * moved.byteCount,
            "the KFENCE pool is placed at \(ByteCount.hex(pool.start)), the highest place that was free when the map was built; no line of the snapshot names it"
        )
        return [validity, place]
    }

    private var validity: [Finding] {
        guard decision.validityUnknown else { return [] }
        let text = "with debug_pagealloc, which pages are valid changes with every allocation"
        return [Finding("debug-pagealloc-validity", mapped, text)]
    }

    private var runTimeSplits: [Finding] {
        guard decision.splitsAtRunTime else { return [] }
        let page = Leaf(size: layout.granule.pageSize)
        let large = AddressSet(layout.segments.filter { $0.leaf != page }.map(\.range))
        return [
            Finding(
                "run-time-splits", large,
                "leaves may have been split since boot, always finer, never coarser; this is the bound, some MiB of pages are usual"
            )
        ]
    }

    // MARK: - What this snapshot does not tell

    /// A kernel older or newer than the rules: the nearest are used.
    private var outsideRules: [Finding] {
        let version = settings.version.value
        guard version < RuleBook.first || version >= RuleBook.limit else { return [] }
        let near = version < RuleBook.first ? "4.12" : "7.3"
        var finding = Finding(
            "kernel-version", mapped,
            "\(version.text) lies outside the versions whose rules are known, 4.12 to 7.3; those of \(near) are used"
        )
        finding.turnsMap = true
        return [finding]
    }

    private var image: [Finding] {
        let version = settings.version.value
        guard let image = host.image, KernelImageAlias.text(image, version: version) != nil else {
            let text = "where the kernel image lies is not in the snapshot; its alias has leaves of its own"
            let bound = KernelImageAlias.largestImage + 2 * settings.granule.value.contPmdSize
            return [Finding("kernel-image", mapped, bytes: min(bound, layout.mappedBytes), text)]
        }
        guard decision.aliasFirst, let data = KernelImageAlias.data(image), !data.isExact else { return [] }
        let end = data.range.value.end
        let start = max(data.range.value.start, end &- KernelImageAlias.bssSlack)
        let group = end.roundedUp(to: settings.granule.value.contPteSize) ?? end
        let text = "__bss_stop is not in the snapshot; the alias of data and bss ends a little below _end"
        return [Finding("bss-end", AddressSet([AddressRange(start, group)].compactMap { $0 }), text)]
    }

    private var memory: [Finding] {
        guard let memory = host.memory else { return [] }
        var result: [Finding] = []
        switch memory.precision {
        case .exact, .pages: break
        case .log:
            let text = "memory is known from the log only: no-map holes inside it are not told"
            result.append(Finding("no-map-holes", mapped, text))
        case .unflagged:
            let text = "memory is known from a memblock list without flags: no-map ranges are not told apart"
            result.append(Finding("no-map-holes", mapped, text))
        }
        let byBlock = Hotplug.isByBlock(host, version: settings.version.value)
        for added in memory.hotPlugged {
            let (ranges, isExact) = Hotplug.ranges(
                added, blockSize: memory.blockSize?.value, byBlock: byBlock)
            guard !isExact, decision.hotplugLeaves == .all else { continue }
            let text = "in which pieces \(added.range.evidence.text) was added is not in the snapshot"
            result.append(Finding("hot-plug-calls", AddressSet(ranges), text))
        }
        return result
    }

    private var mapped: AddressSet { AddressSet(layout.segments.map(\.range)) }
}
