import Arm64
import HostFacts

/// What can happen to the map of a running host, by version and settings.
struct RunTimeEvents {
    private let host: Host
    private let settings: Settings
    private let image: AddressSet

    init(_ prediction: Prediction) {
        host = prediction.host
        settings = Settings(prediction.host)
        let lines = [host.image?.code, host.image?.data].compactMap { $0?.value }
        image = AddressSet(lines)
    }

    private var version: KernelVersion { settings.version.value }

    // MARK: - Secret memory

    /// memfd_secret(2) takes its pages out of the linear map one by one. It came with 5.14, must be switched on
    /// up to 6.4 (`secretmem.enable=1`) and is on from 6.5 unless switched off; and it works only where single
    /// pages may be changed at all (can_set_direct_map), elsewhere the call fails or changes nothing. Its pages are
    /// the page allocator's, so never those of the kernel image.
    func mayBeSecret(_ piece: AddressRange, _ predicted: Segment) -> Bool {
        guard mayHaveSecrets, predicted.kind == .ram || predicted.kind == .hotplug else { return false }
        return !image.overlaps(piece)
    }

    private var mayHaveSecrets: Bool {
        guard version >= v(5, 14), mayChangePages else { return false }
        if let config = host.config, !config.isSet("SECRETMEM").value { return false }
        guard let parameter = host.commandLine?.value.last("secretmem.enable") else {
            return version >= v(6, 5) || host.kernel?.standing == .backports || host.commandLine == nil
        }
        guard let text = parameter.value else { return true }
        return KernelNumber.bool(Array(text.utf8), acceptsTrueFalse: true) ?? (version >= v(6, 5))
    }

    /// `can_set_direct_map()`.
    private var mayChangePages: Bool {
        settings.debugPagealloc.value || Rodata.asksForPages(settings.rodata.value, version: version)
            || Kfence.asksForPages(settings.kfence.value, version: version, symbols: host.symbols)
    }

    // MARK: - KFENCE switched on late

    /// Pools that KFENCE made after boot: where the log names one, that; else stretches of pages of a
    /// pool's size that look like one: the first two pages and every second one behind them are guards, always
    /// invalid, and some page between is in use.
    func latePools(_ observed: [Segment]) -> [AddressRange] {
        let kfence = settings.kfence.value
        let page = settings.granule.value.pageSize
        guard kfence.configured, !kfence.early, host.kfence.sampleInterval?.value != 0 else { return [] }
        if let pool = host.kfence.pool { return [pool.value] }
        let bytes = (min(kfence.objects, 65535) + 1) * 2 * page
        var pools: [AddressRange] = []
        var free: UInt64 = 0
        // What only begins like a pool is looked through again and again: an input made for it must not take long.
        var steps = 4_000_000
        for (index, segment) in observed.enumerated() where !segment.valid && segment.range.start >= free {
            guard segment.leaf == Leaf(size: page), segment.range.size >= 2 * page,
                let pool = pool(observed[index...], bytes, page, &steps)
            else { continue }
            pools.append(pool)
            free = pool.end
        }
        return pools
    }

    /// The pool whose first guards end the first run of `runs`, if what follows has its pattern.
    private func pool(
        _ runs: ArraySlice<Segment>, _ bytes: UInt64, _ page: UInt64, _ steps: inout Int
    ) -> AddressRange? {
        guard let first = runs.first else { return nil }
        // Secret memory may lie right below; guards and the first object follow each other.
        let start = first.range.end - 2 * page
        guard let pool = AddressRange(start, start + bytes) else { return nil }
        var covered = first.range.end
        var objects = 0
        for run in runs.dropFirst() {
            steps -= 1
            guard steps > 0, run.range.start == covered, run.leaf == Leaf(size: page) else { return nil }
            if run.valid {
                // An object page: one page, at an even place.
                let inside = min(run.range.end, pool.end) - run.range.start
                guard inside == page, ((run.range.start - start) / page).isMultiple(of: 2) else { return nil }
                objects += 1
            }
            covered = run.range.end
            if covered >= pool.end { break }
        }
        return covered >= pool.end && objects > 0 ? pool : nil
    }

    // MARK: - Memory that came or went

    /// Whether this kernel can add memory at run time at all.
    var mayPlug: Bool { host.config.map { $0.isSet("MEMORY_HOTPLUG").value } ?? true }

    /// Memory that is mapped and was not predicted, where it is made of whole memory blocks outside
    /// everything the snapshot's lists name.
    func pluggedIn(_ predicted: [Segment], _ observation: Observation) -> AddressSet {
        guard mayPlug else { return AddressSet() }
        let smallest: UInt64 = settings.granule.value == .k64 ? 512 << 20 : 128 << 20
        let given = host.memory?.blockSize?.value ?? smallest
        let block = given.nonzeroBitCount == 1 ? max(given, smallest) : smallest
        let named = AddressSet((host.memory?.noMap ?? []).map(\.value))
        let extra = AddressSet(observation.segments.map(\.range)).subtracting(
            AddressSet(predicted.map(\.range)))
        return AddressSet(
            extra.ranges.filter {
                $0.start.isAligned(to: block) && $0.end.isAligned(to: block) && !named.overlaps($0)
            })
    }
}
