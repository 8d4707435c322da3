import Arm64
import LinearMap

/// A page-by-page imitation of the kernel's table construction, written apart from `LayoutBuilder`: real
/// table objects, one entry at a time, in the order in which the kernel writes them. Slow on purpose.
final class BruteForceMap {
    enum Entry {
        case leaf(contiguous: Bool, valid: Bool)
        case table(Table)
    }
    final class Table {
        var entries: [UInt64: Entry] = [:]
    }

    let granule: Granule
    let offset: UInt64
    private let root = Table()

    init(granule: Granule, offset: UInt64) {
        self.granule = granule
        self.offset = offset
    }

    func map(_ call: MapCall) {
        let page = granule.pageSize
        let start = call.range.start / page * page
        let end = (call.range.end + page - 1) / page * page
        walk(root, level: 1, start, end, call, inherited: false)
    }

    private func size(_ level: Int) -> UInt64 {
        [1: granule.pudSize, 2: granule.pmdSize, 3: granule.pageSize][level]!
    }

    private func groupSize(_ level: Int) -> UInt64 {
        [2: granule.contPmdSize, 3: granule.contPteSize][level] ?? size(level)
    }

    private func next(_ address: UInt64, _ end: UInt64, _ size: UInt64) -> UInt64 {
        let virtual = address &+ offset
        let boundary = (virtual / size + 1) &* size &- offset
        return min(boundary, end)
    }

    private func aligned(_ from: UInt64, _ to: UInt64, _ size: UInt64) -> Bool {
        from % size == 0 && (from &+ offset) % size == 0 && (to &+ offset) % size == 0
    }

    private func walk(
        _ table: Table, level: Int, _ start: UInt64, _ end: UInt64, _ call: MapCall, inherited: Bool
    ) {
        var group = start
        while group < end {
            let groupEnd = next(group, end, groupSize(level))
            var contiguous = inherited
            if level > 1, call.leaves == .all, aligned(group, groupEnd, groupSize(level)),
                !hasValidLone(table, level, group)
            {
                contiguous = true
            }
            var address = group
            while address < groupEnd {
                let stop = next(address, groupEnd, size(level))
                write(table, level: level, address, stop, call, contiguous: contiguous)
                address = stop
            }
            group = groupEnd
        }
    }

    private func hasValidLone(_ table: Table, _ level: Int, _ start: UInt64) -> Bool {
        stride(from: start, to: start + groupSize(level), by: Int(size(level))).contains { address in
            switch table.entries[address] {
            case .leaf(let contiguous, let valid): valid && !contiguous
            case .table: true
            case nil: false
            }
        }
    }

    private func write(
        _ table: Table, level: Int, _ start: UInt64, _ end: UInt64, _ call: MapCall, contiguous: Bool
    ) {
        // A table is known by the first physical address its entry covers.
        let key = ((start &+ offset) / size(level) * size(level)) &- offset
        if level == 3 {
            table.entries[key] = .leaf(contiguous: contiguous, valid: true)
            return
        }
        let blocks = call.leaves != .pages && (level == 2 || granule == .k4)
        var isTable = false
        if case .table = table.entries[key] { isTable = true }
        if blocks, !isTable, aligned(start, end, size(level)) {
            table.entries[key] = .leaf(contiguous: contiguous, valid: true)
            return
        }
        let child: Table
        if case .table(let existing) = table.entries[key] { child = existing } else { child = Table() }
        table.entries[key] = .table(child)
        walk(child, level: level + 1, start, end, call, inherited: contiguous)
    }

    /// Every leaf: physical start, size, contiguous; ascending.
    var leaves: [(start: UInt64, leaf: Leaf)] {
        var result: [(UInt64, Leaf)] = []
        collect(root, 1, &result)
        return result.sorted { $0.0 < $1.0 }.map { (start: $0.0, leaf: $0.1) }
    }

    private func collect(_ table: Table, _ level: Int, _ result: inout [(UInt64, Leaf)]) {
        for (address, entry) in table.entries {
            switch entry {
            case .leaf(let contiguous, _):
                result.append((address, Leaf(size: size(level), contiguous: contiguous)))
            case .table(let child): collect(child, level + 1, &result)
            }
        }
    }

    /// Table pages below the level-1 table: (level 2, level 3).
    var tableCounts: (level2: Int, level3: Int) {
        var level2 = 0
        var level3 = 0
        for case .table(let pmd) in root.entries.values {
            level2 += 1
            level3 += pmd.entries.values.count { $0.isTable }
        }
        return (level2, level3)
    }
}

extension BruteForceMap.Entry {
    var isTable: Bool { if case .table = self { true } else { false } }
}
