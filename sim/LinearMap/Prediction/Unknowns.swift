import Arm64
import HostFacts

/// What the snapshot leaves open, each with the bytes of the map that hang on it.
struct Unknowns {
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

    var list: [Prediction.Unknown] {
        guard !layout.segments.isEmpty else { return withoutMemory }
        return (alternatives + kfencePool + runTime + image + memory).filter { $0.effectBytes > 0 }
            .sorted { ($1.effectBytes, $0.what) < ($0.effectBytes, $1.what) }
    }

    /// Without memory only what would turn pages into blocks, or back, is worth telling.
    private var withoutMemory: [Prediction.Unknown] {
        let memory = Prediction.Unknown(
            what: "memory", effectBytes: 0,
            text: "the snapshot names no memory: sizes and regions are not known")
        return [memory]
            + settings.variants(host).compactMap { variant in
                let other = Decision(host, variant.settings)
                guard Self.name(other) != Self.name(decision) else { return nil }
                return unknown(variant.what, variant.assumption, variant.condition, other, bytes: 0)
            }
    }

    private func unknown(
        _ what: String, _ assumption: String, _ condition: String, _ other: Decision, bytes: UInt64
    ) -> Prediction.Unknown {
        let now = Self.name(decision), then = Self.name(other)
        let text =
            now == then
            ? "\(assumption): the leaves would differ if \(condition)"
            : "\(now), but \(then) if \(condition) (\(assumption))"
        return Prediction.Unknown(what: what, effectBytes: bytes, text: text)
    }

    /// Every assumption, tried the other way round: the bytes that differ are what hangs on it.
    private var alternatives: [Prediction.Unknown] {
        settings.variants(host).compactMap { variant in
            let other = Decision(host, variant.settings)
            let otherLayout = MapPlan(host, variant.settings, other).build()
            let bytes = layout.bytesDiffering(from: otherLayout)
            guard bytes > 0 else { return nil }
            return unknown(variant.what, variant.assumption, variant.condition, other, bytes: bytes)
        }
    }

    private static func name(_ decision: Decision) -> String {
        decision.leaves == .pages || decision.repaint ? "pages" : "blocks"
    }

    private var kfencePool: [Prediction.Unknown] {
        guard let pool = decision.kfencePool else { return [] }
        var result = [
            Prediction.Unknown(
                what: "kfence-pool-validity", effectBytes: pool.size,
                text: "which pages inside the KFENCE pool are valid changes with every sample")
        ]
        guard decision.poolIsSimulated, decision.leaves == .all else { return result }
        var without = decision
        without.kfencePool = nil
        let bytes = layout.bytesDiffering(from: MapPlan(host, settings, without).build())
        result.append(
            Prediction.Unknown(
                what: "kfence-pool-place", effectBytes: 2 * bytes,
                text:
                    "the KFENCE pool is placed at \(ByteCount.hex(pool.start)), the highest place that was free; no line of the snapshot names it"
            ))
        return result
    }

    private var runTime: [Prediction.Unknown] {
        if decision.validityUnknown {
            return [
                Prediction.Unknown(
                    what: "debug-pagealloc-validity", effectBytes: layout.mappedBytes,
                    text: "with debug_pagealloc, which pages are valid changes with every allocation")
            ]
        }
        guard decision.splitsAtRunTime else { return [] }
        let large = layout.totals.filter { $0.leaf != Leaf(size: layout.granule.pageSize) }.reduce(0) {
            $0 + $1.bytes
        }
        return [
            Prediction.Unknown(
                what: "run-time-splits", effectBytes: large,
                text:
                    "leaves may have been split since boot, always finer, never coarser; this is the bound, some MiB are usual"
            )
        ]
    }

    private var image: [Prediction.Unknown] {
        guard let image = host.image, KernelImageAlias.text(image, version: settings.version.value) != nil
        else {
            let bytes = UInt64(64) << 20
            return [
                Prediction.Unknown(
                    what: "kernel-image",
                    effectBytes: min(2 * settings.granule.value.contPmdSize + bytes, layout.mappedBytes),
                    text:
                        "where the kernel image lies is not in the snapshot; its alias has leaves of its own")
            ]
        }
        guard decision.aliasFirst, let data = KernelImageAlias.data(image), !data.isExact else { return [] }
        // __bss_stop lies at most the initial page tables (and a 64 KiB alignment) below _end.
        return [
            Prediction.Unknown(
                what: "bss-end", effectBytes: min(512 << 10, data.range.value.size),
                text: "__bss_stop is not in the snapshot; the alias of data and bss ends a little below _end")
        ]
    }

    private var memory: [Prediction.Unknown] {
        guard let memory = host.memory else { return [] }
        var result: [Prediction.Unknown] = []
        if memory.precision == .log {
            result.append(
                Prediction.Unknown(
                    what: "no-map-holes", effectBytes: layout.mappedBytes,
                    text: "memory is known from the log only: no-map holes inside it are not told"))
        }
        for added in memory.hotPlugged {
            let (ranges, isExact) = Hotplug.ranges(added, blockSize: memory.blockSize?.value)
            guard !isExact, decision.hotplugLeaves == .all else { continue }
            result.append(
                Prediction.Unknown(
                    what: "hot-plug-calls", effectBytes: ranges.reduce(0) { $0 + $1.size },
                    text: "in which pieces \(added.range.evidence.text) was added is not in the snapshot"))
        }
        return result
    }
}
