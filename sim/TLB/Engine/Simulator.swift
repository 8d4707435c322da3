public import LinearMap

/// Sends accesses through a hierarchy and counts what happens. It starts with empty caches.
///
/// Memory is constant, whatever the number of accesses.
public struct Simulator: Sendable {
    /// What is simulated.
    public let hierarchy: Hierarchy
    /// What translates the addresses.
    public let map: TranslationMap
    /// What was counted so far.
    public private(set) var counts: Counts
    private var levels: [PlainLevel]

    /// A simulation of `hierarchy` over `map`.
    public init(_ hierarchy: Hierarchy, _ map: TranslationMap) {
        self.hierarchy = hierarchy
        self.map = map
        counts = Counts(
            accesses: 0, levels: hierarchy.levels.map { Counts.Level(name: $0.name) }, walks: 0,
            walkReads: (map.rootLevel...3).map { Counts.WalkReads(tableLevel: $0) }, outside: 0, invalid: 0)
        levels = hierarchy.levels.map(PlainLevel.init)
    }

    /// Accesses `addresses`, in this order.
    public mutating func run(_ addresses: Span<UInt64>) {
        for index in addresses.indices { access(addresses[index]) }
    }

    /// Accesses `addresses`, in this order.
    public mutating func run(_ addresses: [UInt64]) {
        run(addresses.span)
    }

    /// Accesses everything that `source` still gives.
    public mutating func run<Source: AccessSource>(_ source: inout Source) throws(TraceError) {
        var buffer = [UInt64](repeating: 0, count: 1 << 14)
        while true {
            let count = try source.next(&buffer)
            guard count > 0 else { return }
            run(buffer.span.extracting(0..<count))
        }
    }

    private mutating func access(_ address: UInt64) {
        guard let translation = map.translation(at: address) else {
            counts.outside += 1
            return
        }
        guard translation.valid else {
            counts.invalid += 1
            return
        }
        counts.accesses += 1
        for index in levels.indices {
            counts.levels[index].accesses += 1
            if levels[index].find(address, translation) { return }
            counts.levels[index].misses += 1
        }
        counts.walks += 1
        for index in counts.walkReads.indices where counts.walkReads[index].tableLevel <= translation.level {
            counts.walkReads[index].reads += 1
        }
    }
}

struct PlainLevel: Sendable {
    let level: TLBLevel
    var sets: [[UInt64]]

    init(_ level: TLBLevel) {
        self.level = level
        sets = Array(repeating: [], count: level.shape.sets)
    }

    mutating func find(_ address: UInt64, _ translation: TranslationMap.Translation) -> Bool {
        let leaf = level.coalescesContiguous ? translation.reach : translation.size
        let size = level.nativeSizes.entrySize(for: leaf)
        let page = address / size
        let set = Int(page % UInt64(sets.count))
        let key = page << 6 | UInt64(size.trailingZeroBitCount)
        let position = sets[set].firstIndex(of: key)
        if let position { sets[set].remove(at: position) }
        sets[set].insert(key, at: 0)
        if sets[set].count > level.shape.ways { sets[set].removeLast() }
        return position != nil
    }
}
