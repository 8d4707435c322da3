import Arm64

/// A walk under way. It goes over the upper tables twice: to count the tables of the last level, then to read.
final class TableWalker {
    /// Why a walk ended early.
    enum Cut {
        case stopped, tooManyTables, tooManyRuns

        var text: String {
            switch self {
            case .stopped: "out of time"
            case .tooManyTables: "more tables than this program reads"
            case .tooManyRuns: "more runs than this program tells"
            }
        }
    }

    let geometry: Geometry
    private let memory: KernelMemory
    private let limits: TableWalk.Limits
    private let stop: () -> Bool
    private let entry: TableEntry
    private let ram: LinearMemory
    /// A buffer for each level, and where the table in it stands: no table may be its own ancestor.
    private let pages: [RawPage]
    private var path: [UInt64]

    private(set) var runs: WalkRuns
    /// Tables read on each level, root first.
    private(set) var tables: [Int]
    /// Tables that were seen and not read.
    private(set) var unread = 0
    private(set) var mismatched = 0
    private(set) var cut: Cut?

    private var isCounting = true
    private var total = 0
    private var upper = 0
    private var reached: UInt64 = 0
    private var mappedEnd: UInt64 = 0
    private var pace: WalkPace
    /// The bit that marks memory a realm shares with its host (`PROT_NS_SHARED`, the top bit of the guest's addresses);
    /// learnt from the first entry that has it.
    private var sharedBit: UInt64 = 0

    init(
        _ memory: KernelMemory, _ geometry: Geometry, _ limits: TableWalk.Limits,
        _ stop: @escaping () -> Bool
    ) throws(KernelMemoryError) {
        self.memory = memory
        self.geometry = geometry
        self.limits = limits
        self.stop = stop
        entry = TableEntry(geometry)
        ram = LinearMemory(memory, geometry)
        guard !ram.isEmpty else {
            throw KernelMemoryError(.noData, "/proc/kcore lists no memory of the linear map")
        }
        pages = (0..<geometry.levels).map { _ in RawPage(Int(geometry.granule.pageSize)) }
        path = [UInt64](repeating: 0, count: geometry.levels)
        tables = [Int](repeating: 0, count: geometry.levels)
        runs = WalkRuns(limit: limits.runs)
        pace = WalkPace(memory.system, total: 0, limits)
    }

    func walk() throws(KernelMemoryError) {
        try readRoot()
        visit(0, at: 0)
        // A count cut short must not cut the reading short as well, unless there is no time left at all.
        if cut == .tooManyTables { cut = nil }
        isCounting = false
        reached = 0
        upper = 0
        pace = WalkPace(memory.system, total: total, limits)
        try readRoot()
        visit(0, at: 0)
        if cut != nil { addRemainder() }
    }

    private func readRoot() throws(KernelMemoryError) {
        try memory.read(geometry.root, into: pages[0].prefix(geometry.rootEntries * 8))
        path[0] = geometry.root &- geometry.imageOffset
        if !isCounting { tables[0] += 1 }
    }

    /// What was not reached is one unread run, up to the end of what is mapped.
    private func addRemainder() {
        let first = geometry.physical(geometry.start &+ reached)
        let last = geometry.physical(geometry.start &+ mappedEnd)
        runs.addRemainder(
            from: first < 1 << 52 ? first : ram.start, to: last <= 1 << 52 ? max(last, ram.end) : ram.end)
        unread += max(1, total - pace.seen)
    }

    // MARK: Tables above the last level

    private func level(_ depth: Int) -> Int { geometry.rootLevel + depth }

    /// Goes over the table in the buffer of `depth`. Places are offsets from the start of the linear region.
    private func visit(_ depth: Int, at base: UInt64) {
        let level = level(depth)
        let step = geometry.granule.entrySize(level: level)
        let count = depth == 0 ? geometry.rootEntries : pages[depth].wordCount
        var index = depth == 0 ? Int(geometry.start / step) & (count - 1) : 0
        var place = base
        while index < count, place < geometry.size, cut == nil {
            let raw = pages[depth].word(index)
            let isNonzero = raw != 0
            var taken = 1
            if isNonzero { taken = visit(raw, depth, index, count, place, step) }
            index += taken
            place += step &* UInt64(taken)
        }
    }

    /// Takes one entry, or several blocks that follow each other; returns how many.
    private func visit(
        _ raw: UInt64, _ depth: Int, _ index: Int, _ count: Int, _ place: UInt64, _ step: UInt64
    ) -> Int {
        let physical = geometry.physical(geometry.start &+ place)
        switch entry.meaning(raw, level: level(depth)) {
        case .table(let address):
            visitTable(address, depth, place, physical, step)
            return 1
        case .leaf:
            let taken = addLeaves(pages[depth], level(depth), from: index, to: count, at: physical)
            let after = place &+ step &* UInt64(taken)
            if isCounting { mappedEnd = max(mappedEnd, after) }
            if runs.isFull { end(.tooManyRuns, at: after) }
            return taken
        case .other:
            note(mismatched: 1)
            return 1
        }
    }

    private func note(mismatched count: Int) {
        if !isCounting { mismatched += count }
    }

    private func visitTable(
        _ address: UInt64, _ depth: Int, _ place: UInt64, _ physical: UInt64, _ step: UInt64
    ) {
        // The kernel's image holds no table of linear-map leaves, but others of this region: KASAN's shadow, and with
        // 52-bit addresses the table that its last 256 TiB share with the vmalloc area.
        guard !ram.isImage(address) else { return }
        guard isNew(address, depth) else { return note(mismatched: 1) }
        if level(depth) == 2 { return visitLast(address, place, physical, step) }
        if stop() { return end(.stopped, at: place) }
        guard upper < limits.upperTables else { return end(.tooManyTables, at: place) }
        upper += 1
        guard read(address, depth + 1) else {
            if !isCounting { addUnread(physical, step, at: place) }
            return
        }
        visit(depth + 1, at: place)
    }

    /// Whether the table at `address` is not its own ancestor.
    private func isNew(_ address: UInt64, _ depth: Int) -> Bool {
        for index in 0...depth where path[index] == address { return false }
        return true
    }

    private func read(_ address: UInt64, _ depth: Int) -> Bool {
        let page = pages[depth]
        guard ram.read(address, into: page.bytes) else { return false }
        path[depth] = address
        if !isCounting { tables[depth] += 1 }
        return true
    }

    private func end(_ reason: Cut, at place: UInt64) {
        cut = reason
        reached = place
    }

    private func addUnread(_ physical: UInt64, _ size: UInt64, at place: UInt64) {
        guard !runs.isFull else { return end(.tooManyRuns, at: place) }
        // With PHYS_OFFSET "negative" the range of an upper table may begin below address 0.
        let end = physical &+ size
        guard end <= 1 << 52, end > 0 else { return note(mismatched: 1) }
        unread += 1
        let start = physical < end ? physical : 0
        runs.addUnread(start, size: end - start)
    }

    // MARK: The last level

    private func visitLast(_ address: UInt64, _ place: UInt64, _ physical: UInt64, _ step: UInt64) {
        if isCounting {
            total += 1
            mappedEnd = max(mappedEnd, place &+ step)
            return
        }
        if stop() { return end(.stopped, at: place) }
        let depth = geometry.levels - 1
        guard pace.takesNext(), read(address, depth) else { return addUnread(physical, step, at: place) }
        let page = pages[depth]
        let size = geometry.granule.pageSize
        var index = 0
        while index < page.wordCount, cut == nil {
            let raw = page.word(index)
            if raw == 0 {
                index += 1
            } else if case .leaf = entry.meaning(raw, level: 3) {
                index += addLeaves(
                    page, 3, from: index, to: page.wordCount, at: physical &+ UInt64(index) &* size)
            } else {
                mismatched += 1
                index += 1
            }
            if runs.isFull { end(.tooManyRuns, at: place &+ UInt64(index) &* size) }
        }
    }

    // MARK: Leaves

    /// Adds the leaf at `first` and those behind it that go on as it does; returns how many entries that were.
    private func addLeaves(
        _ page: RawPage, _ level: Int, from first: Int, to count: Int, at physical: UInt64
    ) -> Int {
        let raw = page.word(first)
        let step = geometry.granule.entrySize(level: level)
        guard maps(raw, physical), physical < 1 << 52 else {
            note(mismatched: 1)
            return 1
        }
        var last = first + 1
        var next = raw &+ step
        while last < count, page.word(last) == next {
            last += 1
            next &+= step
        }
        // A carry out of the address would make the last entry tell another address than its own.
        let taken = maps(next &- step, physical &+ UInt64(last - first - 1) &* step) ? last - first : 1
        guard !isCounting else { return taken }
        let size = step &* UInt64(taken)
        runs.add(physical, size: size, level: level, TableEntry.Attributes(entry: raw))
        return taken
    }

    /// Whether the entry's address is `physical`, or that of the same memory as a realm shares it.
    @inline(__always)
    private func maps(_ raw: UInt64, _ physical: UInt64) -> Bool {
        let difference = entry.address(raw) ^ physical
        return difference == 0 || isShared(difference, physical)
    }

    private func isShared(_ difference: UInt64, _ physical: UInt64) -> Bool {
        if sharedBit != 0 { return difference == sharedBit }
        guard difference.nonzeroBitCount == 1, difference >= ram.end, physical & difference == 0 else {
            return false
        }
        sharedBit = difference
        return true
    }
}
