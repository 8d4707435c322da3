/// A page of the virtual (stage 1) or intermediate physical (stage 2) address space.
struct Page: Hashable, Sendable {
    let name: String
    let stage: Int
    /// Index of its address space.
    var space = 0
    /// Which level-1 entry, which level-2 entry below it, which page below that.
    let giant: Int
    let block: Int
    let index: Int

    /// Pages kept apart in a level-1 entry for each level-2 entry.
    static let stride = 8

    /// Pages from the start of the level-1 entry.
    var offset: Int { block * Self.stride + index }

    /// Pages from the start of the entry of `level` that covers it.
    func offset(below level: Int) -> Int {
        switch level {
        case 1: offset
        case 2: index
        default: 0
        }
    }
}

/// A translation table.
struct TranslationTable: Hashable, Sendable {
    let name: String
    let stage: Int
    /// The level of its entries, 1 to 3; level 1 is the root.
    let level: Int
    let giant: Int
    let block: Int
}

/// An entry of a table: a place in memory that a walker reads.
struct Slot: Hashable, Sendable {
    let name: String
    let table: Int
    let stage: Int
    let level: Int
    /// The pages it can translate, a bit for each.
    let covers: UInt64
    /// The page it belongs to: its own at level 3, the first below it otherwise.
    let page: Int
    /// Every descriptor it can hold, the first one first.
    var entries: [Entry]

    /// The index of `entry` in `entries`, added if it is new.
    mutating func intern(_ entry: Entry) -> Int {
        if let known = entries.firstIndex(of: entry) { return known }
        entries.append(entry)
        return entries.count - 1
    }
}

/// All pages, tables and entries of a scenario.
struct TableTree: Sendable {
    var symbols: [String] = []
    var spaces = [AddressSpace.first]
    var pages: [Page] = []
    var tables: [TranslationTable] = []
    var slots: [Slot] = []

    mutating func symbol(_ name: String) -> Int {
        if let known = symbols.firstIndex(of: name) { return known }
        symbols.append(name)
        return symbols.count - 1
    }

    func page(_ name: String, stage: Int) -> Int? {
        pages.firstIndex { $0.name == name && $0.stage == stage }
    }

    /// The entry of `level` for a page in the tables linked at first, or in the table called `table`.
    func slot(stage: Int, level: Int, page: Int, table: String? = nil) -> Int? {
        slots.firstIndex { slot in
            slot.stage == stage && slot.level == level && slot.covers >> UInt64(page) & 1 == 1
                && tables[slot.table].name == (table ?? Self.defaultName)
        }
    }

    /// The table below an entry of `level` for a page.
    func table(stage: Int, level: Int, page: Page, name: String? = nil) -> Int? {
        tables.firstIndex { table in
            table.stage == stage && table.level == level && table.giant == page.giant
                && (level == 2 || table.block == page.block) && table.name == (name ?? Self.defaultName)
        }
    }

    static let defaultName = ""

    /// Builds tables and entries, all invalid, for the pages there are.
    mutating func buildTables(extra: [(name: String, page: Int)]) {
        for stage in 1...2 {
            for space in spaces.indices {
                let own = pages.filter { $0.stage == stage && $0.space == space }
                guard !own.isEmpty else { continue }
                tables.append(TranslationTable(name: "", stage: stage, level: 1, giant: -1, block: -1))
                let root = tables.count - 1
                for giant in Set(own.map(\.giant)).sorted() { addGiant(giant, stage: stage, root: root) }
            }
        }
        for (name, page) in extra {
            let owner = pages[page]
            addLeafTable(name: name, stage: owner.stage, giant: owner.giant, block: owner.block)
        }
    }

    private mutating func addGiant(_ giant: Int, stage: Int, root: Int) {
        addSlot(table: root, level: 1, stage: stage) { $0.giant == giant }
        tables.append(TranslationTable(name: "", stage: stage, level: 2, giant: giant, block: -1))
        let table = tables.count - 1
        let blocks = Set(pages.filter { $0.stage == stage && $0.giant == giant }.map(\.block)).sorted()
        for block in blocks {
            addSlot(table: table, level: 2, stage: stage) { $0.giant == giant && $0.block == block }
        }
        for block in blocks { addLeafTable(name: "", stage: stage, giant: giant, block: block) }
    }

    private mutating func addLeafTable(name: String, stage: Int, giant: Int, block: Int) {
        tables.append(TranslationTable(name: name, stage: stage, level: 3, giant: giant, block: block))
        let table = tables.count - 1
        for page in pages where page.stage == stage && page.giant == giant && page.block == block {
            addSlot(table: table, level: 3, stage: stage) { $0 == page }
        }
    }

    private mutating func addSlot(table: Int, level: Int, stage: Int, where covers: (Page) -> Bool) {
        let covered = pages.indices.filter { pages[$0].stage == stage && covers(pages[$0]) }
        guard let first = covered.first else { return }
        let label = stage == 2 ? "S2L\(level)" : "L\(level)"
        let prefix = tables[table].name.isEmpty ? label : tables[table].name
        slots.append(
            Slot(
                name: "\(prefix)(\(pages[first].name))", table: table, stage: stage, level: level,
                covers: covered.reduce(0) { $0 | 1 << UInt64($1) }, page: first, entries: [.invalid]))
    }

    /// The frame a leaf in `slot` gives page `page`; for a contiguous group, seen from that member.
    func frame(_ leaf: LeafEntry, in slot: Slot, for page: Int) -> Frame {
        let from = pages[slot.page], to = pages[page]
        let distance: Int
        switch slot.level {
        case 1: distance = to.offset
        case 2: distance = to.offset - from.block * Page.stride
        default: distance = to.offset - from.offset
        }
        return Frame(symbol: leaf.output.symbol, offset: leaf.output.offset + distance)
    }

    /// "a+1".
    func name(of frame: Frame) -> String {
        let name = symbols[frame.symbol]
        return frame.offset == 0
            ? name : frame.offset < 0 ? "\(name)\(frame.offset)" : "\(name)+\(frame.offset)"
    }
}
