import Arm64
import LinearMap

/// Real tables of real entries, and the kernel's way of splitting them written down once more, entry by entry and apart
/// from `LeafCarving`: every written descriptor, every table and every barrier is counted where it happens.
final class LiveTables {
    struct Entry: Equatable {
        var isMapped = false
        var contiguous = false
        var table: Table?

        static func == (left: Entry, right: Entry) -> Bool {
            left.isMapped == right.isMapped && left.contiguous == right.contiguous
                && left.table === right.table
        }
    }
    final class Table {
        var entries: [Entry]
        /// Whether a split made it.
        let isNew: Bool
        init(_ count: Int, isNew: Bool) {
            entries = Array(repeating: Entry(), count: count)
            self.isNew = isNew
        }
    }

    let granule: Granule
    let root: Table
    private(set) var tables = 0
    private(set) var newEntries = 0
    private(set) var liveWrites = 0
    private(set) var storeBarriers = 0

    private var perTable: Int { 1 << granule.tableBits }

    /// The tables of `segments`; memory begins at 0 and the root holds level-1 entries.
    init(_ segments: [Segment], granule: Granule, roots: Int) {
        self.granule = granule
        root = Table(roots, isNew: false)
        for segment in segments {
            for address in stride(
                from: segment.range.start, to: segment.range.end, by: Int(segment.leaf.size))
            {
                map(address, segment.leaf)
            }
        }
    }

    private func map(_ address: UInt64, _ leaf: Leaf) {
        let entry = Entry(isMapped: true, contiguous: leaf.contiguous, table: nil)
        let one = Int(address / granule.pudSize)
        guard leaf.size < granule.pudSize else { return root.entries[one] = entry }
        let level2 = lower(root, one)
        let two = Int(address % granule.pudSize / granule.pmdSize)
        guard leaf.size < granule.pmdSize else { return level2.entries[two] = entry }
        lower(level2, two).entries[Int(address % granule.pmdSize / granule.pageSize)] = entry
    }

    private func lower(_ table: Table, _ index: Int) -> Table {
        if let below = table.entries[index].table { return below }
        let below = Table(perTable, isNew: false)
        table.entries[index].table = below
        return below
    }

    // MARK: - split_kernel_leaf_mapping()

    func splitKernelLeafMapping(_ start: UInt64, _ end: UInt64) {
        if end - start == granule.pageSize {
            splitAt(start.trailingZeroBitCount < end.trailingZeroBitCount ? start : end)
        } else {
            splitAt(start)
            splitAt(end)
        }
    }

    func splitAt(_ address: UInt64) {
        guard address % granule.pudSize != 0, Int(address / granule.pudSize) < root.entries.count else {
            return
        }
        let one = Int(address / granule.pudSize)
        if root.entries[one].isMapped { replace(root, one, contiguous: true) }
        guard address % granule.contPmdSize != 0, let level2 = root.entries[one].table else { return }
        let two = Int(address % granule.pudSize / granule.pmdSize)
        if level2.entries[two].isMapped {
            if level2.entries[two].contiguous { clear(level2, two, granule.contPmdSize / granule.pmdSize) }
            guard address % granule.pmdSize != 0 else { return }
            replace(level2, two, contiguous: true)
        }
        guard address % granule.contPteSize != 0, let level3 = level2.entries[two].table else { return }
        let three = Int(address % granule.pmdSize / granule.pageSize)
        if level3.entries[three].contiguous { clear(level3, three, granule.contPteSize / granule.pageSize) }
    }

    // MARK: - range_split_to_ptes()

    func rangeSplitToPages(_ range: AddressRange) {
        var address = range.start
        while address < range.end {
            defer { address += granule.pageSize }
            let one = Int(address / granule.pudSize)
            if root.entries[one].isMapped { replace(root, one, contiguous: false) }
            guard let level2 = root.entries[one].table else { continue }
            let two = Int(address % granule.pudSize / granule.pmdSize)
            if level2.entries[two].isMapped {
                if level2.entries[two].contiguous {
                    clear(level2, two, granule.contPmdSize / granule.pmdSize)
                }
                replace(level2, two, contiguous: false)
            }
            let three = Int(address % granule.pmdSize / granule.pageSize)
            if let level3 = level2.entries[two].table, level3.entries[three].contiguous {
                clear(level3, three, granule.contPteSize / granule.pageSize)
            }
        }
    }

    private func replace(_ table: Table, _ index: Int, contiguous: Bool) {
        let below = Table(perTable, isNew: true)
        tables += 1
        for entry in 0..<perTable {
            below.entries[entry] = Entry(isMapped: true, contiguous: contiguous, table: nil)
            newEntries += 1
        }
        storeBarriers += 1
        table.entries[index] = Entry(isMapped: false, contiguous: false, table: below)
        liveWrites += 1
    }

    private func clear(_ table: Table, _ index: Int, _ group: UInt64) {
        let first = index / Int(group) * Int(group)
        for entry in first..<(first + Int(group)) {
            table.entries[entry].contiguous = false
            liveWrites += 1
        }
    }

    // MARK: - What is there

    /// Every mapping entry: its address and leaf.
    var leaves: [UInt64: Leaf] {
        var found: [UInt64: Leaf] = [:]
        visit(root, level: 1, base: 0) { address, size, entry, _ in
            found[address] = Leaf(size: size, contiguous: entry.contiguous)
        }
        return found
    }

    func visit(
        _ table: Table, level: Int, base: UInt64, _ body: (UInt64, UInt64, Entry, Table) -> Void
    ) {
        let size = granule.entrySize(level: level)
        for (index, entry) in table.entries.enumerated() {
            let address = base + UInt64(index) * size
            if entry.isMapped { body(address, size, entry, table) }
            if let below = entry.table { visit(below, level: level + 1, base: address, body) }
        }
    }
}
