/// Tables and their first contents.
extension Resolver {
    mutating func declareTables() throws(ScenarioError) {
        var extra: [(name: String, page: Int)] = []
        for table in scenario.tables {
            guard !extra.contains(where: { $0.name == table.name.text }) else {
                throw ScenarioError(
                    table.name.position, "\(table.name.text) is declared twice", expected: "one table")
            }
            extra.append((table.name.text, try page(table.page, stage: 1)))
        }
        result.tree.buildTables(extra: extra)
        result.hasStage2 = scenario.stage2 || result.tree.pages.contains { $0.stage == 2 }
    }

    mutating func fillTables() throws(ScenarioError) {
        for mapping in scenario.mappings {
            for name in mapping.names { try fill(mapping, name) }
        }
        for page in result.tree.pages.indices where isSibling(page) { fillSibling(page) }
        for table in scenario.tables {
            for (name, entry) in table.entries {
                let page = try page(name, stage: 1)
                guard let slot = result.tree.slot(stage: 1, level: 3, page: page, table: table.name.text)
                else {
                    throw ScenarioError(
                        name.position, "\(name.text) is not below that table", expected: "a page of its block"
                    )
                }
                result.tree.slots[slot].entries[0] = try self.entry(entry, slot: slot)
            }
        }
        for page in result.tree.pages.indices where isSibling(page) {
            for table in scenario.tables { fillSibling(page, table: table.name.text) }
        }
    }

    private func isSibling(_ page: Int) -> Bool {
        let page = result.tree.pages[page]
        return !scenario.mappings.contains {
            $0.stage == page.stage && $0.names.contains { $0.text == page.name }
        }
    }

    private mutating func setFirst(_ entry: Entry, stage: Int, level: Int, page: Int) {
        if let slot = result.tree.slot(stage: stage, level: level, page: page) {
            result.tree.slots[slot].entries[0] = entry
        }
    }

    private func tableBelow(level: Int, page: Int) -> Entry {
        let page = result.tree.pages[page]
        guard let table = result.tree.table(stage: page.stage, level: level + 1, page: page) else {
            return .invalid
        }
        return .table(table)
    }

    /// The mapping of one page: links the tables down to its level and writes the leaf.
    private mutating func fill(_ mapping: MappingSyntax, _ name: Word) throws(ScenarioError) {
        let page = try page(name, stage: mapping.stage)
        let level = mapping.entry.level ?? 3
        if case .table = mapping.entry.kind {
            throw ScenarioError(
                mapping.entry.position, "a page cannot map a table", expected: "page, block, gigablock or inv"
            )
        }
        for upper in 1..<max(level, 1) {
            setFirst(tableBelow(level: upper, page: page), stage: mapping.stage, level: upper, page: page)
        }
        guard case .leaf(let symbol?, let offset) = mapping.entry.kind else {
            guard mapping.entry.kind == .invalid else {
                throw ScenarioError(
                    mapping.entry.position, "no frame", expected: "page, block or gigablock and a frame")
            }
            return
        }
        let place = result.tree.pages[page],
            first = result.tree.pages[try self.page(mapping.names[0], stage: mapping.stage)]
        var leaf = LeafEntry(output: Frame(symbol: result.tree.symbol(symbol.text), offset: offset))
        if level == 3 {
            leaf.output = Frame(symbol: leaf.output.symbol, offset: offset + place.offset - first.offset)
        }
        leaf.attributes = leaf.attributes.with(mapping.entry.attributes)
        setFirst(.leaf(leaf), stage: mapping.stage, level: level, page: page)
        if level < 3 { fillBelow(page: page, level: level, leaf) }
    }

    /// A neighbour nobody named is mapped as the page it stands beside.
    private mutating func fillSibling(_ page: Int, table: String? = nil) {
        let place = result.tree.pages[page]
        let pages = result.tree.pages
        guard
            let first = pages.indices.first(where: {
                pages[$0].stage == place.stage && pages[$0].giant == place.giant
                    && pages[$0].block == place.block
            }), let slot = result.tree.slot(stage: place.stage, level: 3, page: first, table: table),
            let own = result.tree.slot(stage: place.stage, level: 3, page: page, table: table),
            table == nil || result.tree.slots[own].entries[0] == .invalid
        else { return }
        if case .leaf(var leaf) = result.tree.slots[slot].entries[0] {
            leaf.output = Frame(
                symbol: leaf.output.symbol, offset: leaf.output.offset + place.offset - pages[first].offset)
            result.tree.slots[own].entries[0] = .leaf(leaf)
        }
    }

    /// The tables a block may later be replaced by start out equal to it, unless a program fills them itself.
    private mutating func fillBelow(page: Int, level: Int, _ leaf: LeafEntry) {
        let place = result.tree.pages[page]
        for below in (level + 1)...3 where !isFilledByProgram(stage: place.stage, level: below) {
            if below < 3 {
                setFirst(tableBelow(level: below, page: page), stage: place.stage, level: below, page: page)
            }
            if below == level + 1 {
                setFirst(
                    .leaf(equal(leaf, from: level, to: below, page)), stage: place.stage, level: below,
                    page: page)
            } else {
                setFirst(
                    .leaf(equal(leaf, from: level, to: 3, page)), stage: place.stage, level: 3, page: page)
            }
        }
    }

    /// The leaf of level `lower` that maps `page` as `leaf` of level `upper` does.
    func equal(_ leaf: LeafEntry, from upper: Int, to lower: Int, _ page: Int) -> LeafEntry {
        var result = leaf
        let page = self.result.tree.pages[page]
        result.output = Frame(
            symbol: leaf.output.symbol,
            offset: leaf.output.offset + page.offset(below: upper) - page.offset(below: lower))
        result.attributes[.notTLBCached] = 0
        return result
    }

    private func isFilledByProgram(stage: Int, level: Int) -> Bool {
        scenario.tablesStartEmpty
            || scenario.threads.joined().contains { step in
                if case .fill(let place, _) = step.kind {
                    place.stage == stage && place.level == level
                } else {
                    false
                }
            }
    }
}
