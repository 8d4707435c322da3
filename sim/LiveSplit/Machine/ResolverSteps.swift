/// Programs and handlers.
extension Resolver {
    mutating func operations(_ steps: [StepSyntax]) throws(ScenarioError) -> [Operation] {
        var operations: [Operation] = []
        for step in steps { operations += try self.operations(step) }
        return operations
    }

    private mutating func operations(_ step: StepSyntax) throws(ScenarioError) -> [Operation] {
        func one(_ action: Action) -> [Operation] { [Operation(action, text: step.text)] }
        switch step.kind {
        case .read(let word, let expected, let acquire):
            return [Operation(try access(.read, word, expected), acquire: acquire, text: step.text)]
        case .write(let word, let value, let release):
            return [Operation(try access(.write, word, value), release: release, text: step.text)]
        case .fetch(let word): return one(try access(.fetch, word, nil))
        case .writeEntry(let place, let syntax, let release):
            let slot = try slot(place)
            let entry = try entry(syntax, slot: slot)
            lastWritten[slot] = entry
            let value = result.tree.slots[slot].intern(entry)
            return [Operation(.writeEntry(slot: slot, value: value), release: release, text: step.text)]
        case .readEntry(let place, let syntax, let acquire):
            let slot = try slot(place)
            var expected: Int?
            if let syntax {
                let entry = try entry(syntax, slot: slot)
                expected = result.tree.slots[slot].intern(entry)
            }
            return [Operation(.readEntry(slot: slot, expected: expected), acquire: acquire, text: step.text)]
        case .copy(let from, let to):
            return one(.copyCell(from: try contents(from), to: try contents(to)))
        case .fill(let place, let attributes): return try fill(place, attributes, step)
        case .barrier(let barrier): return one(.barrier(barrier))
        case .invalidate(let operation, let words, let wholeBlock):
            var operation = operation
            operation.space = space
            return one(.invalidate(operation, pages: try pages(operation, words, wholeBlock, step)))
        case .control: return one(.control)
        case .address: return one(.address)
        case .online: return one(.online)
        case .switchSpace(let name):
            guard let name else {
                space = 0
                return one(.switchSpace(0))
            }
            guard let index = result.tree.spaces.firstIndex(where: { $0.name == name.text }) else {
                throw ScenarioError(
                    name.position, "no space is called \(name.text)",
                    expected: "one declared (space B asid=2)")
            }
            space = index
            return one(.switchSpace(index))
        case .end(let end): return one(.end(end))
        }
    }

    /// The text names one page of the stage, so that a step need not.
    private func isOnlyPage(stage: Int) -> Bool {
        scenario.mappings.filter { $0.stage == stage }.reduce(0) { $0 + $1.names.count } == 1
    }

    private mutating func access(_ kind: Action.Access, _ word: Word, _ value: Int?) throws(ScenarioError)
        -> Action
    {
        if let page = lookup(word, stage: 1) {
            return .access(kind, page: page, value: value.map { result.value($0) })
        }
        let cell = try cell(word)
        if kind == .write { return .writeCell(cell, value: result.value(value ?? 1)) }
        return .readCell(cell, expected: value.map { result.value($0) })
    }

    /// A flag or a frame accessed directly.
    mutating func cell(_ word: Word) throws(ScenarioError) -> Int {
        if let symbol = result.tree.symbols.firstIndex(of: word.text) {
            return result.cell(Frame(symbol: symbol, offset: 0))
        }
        throw ScenarioError(
            word.position, "\(word.text) is neither a page nor a flag",
            expected: "a page mapped above or a flag (flag y=0)")
    }

    /// A frame by its name, or by that of a page it is mapped at first.
    private mutating func contents(_ word: Word) throws(ScenarioError) -> Int {
        if let frame = frame(mappedAt: word, stage: 1) { return result.cell(frame) }
        return try cell(word)
    }

    /// What a page called `word` maps at first, if that is no frame's name.
    private func frame(mappedAt word: Word, stage: Int) -> Frame? {
        guard !result.tree.symbols.contains(word.text),
            let page = result.tree.page(word.text, stage: stage, space: space),
            let slot = result.tree.slot(stage: stage, level: 3, page: page),
            case .leaf(let leaf) = result.tree.slots[slot].entries[0]
        else { return nil }
        return leaf.output
    }

    func slot(_ place: LocationSyntax) throws(ScenarioError) -> Int {
        let page = try place.page.map { word throws(ScenarioError) in try self.page(word, stage: place.stage)
        }
        let pages = result.tree.pages.indices.filter { result.tree.pages[$0].stage == place.stage }
        guard let page = page ?? pages.first,
            place.page != nil || isOnlyPage(stage: place.stage)
        else {
            throw ScenarioError(
                place.position, "it is not clear which page is meant", expected: "a page in parentheses")
        }
        let slot = result.tree.slot(
            stage: place.stage, level: place.level, page: page, table: place.table?.text)
        guard let slot else {
            throw ScenarioError(
                place.position, "no table \(place.table?.text ?? "") maps \(result.tree.pages[page].name)",
                expected: "a table declared for its block")
        }
        return slot
    }

    /// The descriptor meant by `syntax` in `slot`; what the text leaves open is as it was there before.
    mutating func entry(_ syntax: EntrySyntax, slot index: Int) throws(ScenarioError) -> Entry {
        let slot = result.tree.slots[index]
        if let level = syntax.level, level != slot.level {
            throw ScenarioError(
                syntax.position, "a leaf of level \(level) in \(slot.name)",
                expected: slot.level == 3 ? "page" : slot.level == 2 ? "block" : "gigablock")
        }
        switch syntax.kind {
        case .invalid: return .invalid
        case .table(let name): return .table(try table(name, below: slot, at: syntax.position))
        case .leaf(let symbol, let offset):
            var leaf: LeafEntry
            if let before = previousLeaf(index) {
                leaf = before
                leaf.attributes[.accessed] = 1
                if symbol != nil { leaf.attributes[.contiguous] = 0 }
                leaf.attributes[.notTLBCached] = 0
            } else if symbol != nil {
                leaf = LeafEntry(output: Frame(symbol: 0, offset: 0))
            } else {
                throw ScenarioError(
                    syntax.position, "\(slot.name) maps no frame yet", expected: "page or block and a frame")
            }
            if let symbol {
                let mapped = frame(mappedAt: symbol, stage: slot.stage)
                leaf.output =
                    mapped.map { Frame(symbol: $0.symbol, offset: $0.offset + offset) }
                    ?? Frame(symbol: result.tree.symbol(symbol.text), offset: offset)
            }
            leaf.attributes = leaf.attributes.with(syntax.attributes)
            return .leaf(leaf)
        }
    }

    /// What `slot` was last known to map: written before in this program, there at first, or what maps its page.
    private func previousLeaf(_ index: Int) -> LeafEntry? {
        let slot = result.tree.slots[index]
        if case .leaf(let leaf)? = lastWritten[index] { return leaf }
        if case .leaf(let leaf) = slot.entries[0] { return leaf }
        let levels = [1, 2, 3].filter { $0 != slot.level }
        for level in levels {
            guard let other = result.tree.slot(stage: slot.stage, level: level, page: slot.page),
                case .leaf(let leaf) = result.tree.slots[other].entries[0]
            else { continue }
            return equal(leaf, from: level, to: slot.level, slot.page)
        }
        return nil
    }

    private func table(_ name: Word?, below slot: Slot, at position: SourcePosition) throws(ScenarioError)
        -> Int
    {
        let page = result.tree.pages[slot.page]
        guard slot.level < 3,
            let table = result.tree.table(
                stage: slot.stage, level: slot.level + 1, page: page, name: name?.text)
        else {
            throw ScenarioError(
                name?.position ?? position, "no table \(name?.text ?? "") below \(slot.name)",
                expected: "table, or a table declared for its block")
        }
        return table
    }

    /// `fill L3(x)`: every entry of the unlinked table as the block above has it.
    private mutating func fill(
        _ place: LocationSyntax, _ attributes: LeafAttributes.Change, _ step: StepSyntax
    ) throws(ScenarioError) -> [Operation] {
        let first = try slot(place)
        let table = result.tree.slots[first].table
        var operations: [Operation] = []
        for index in result.tree.slots.indices where result.tree.slots[index].table == table {
            guard var leaf = previousLeaf(index) else {
                throw ScenarioError(
                    place.position, "nothing maps \(result.tree.slots[index].name)",
                    expected: "a block above it")
            }
            leaf.attributes = leaf.attributes.with(attributes)
            let entry = Entry.leaf(leaf)
            lastWritten[index] = entry
            let value = result.tree.slots[index].intern(entry)
            operations.append(
                Operation(
                    .writeEntry(slot: index, value: value),
                    text: "\(step.text): \(result.tree.slots[index].name)"))
        }
        return operations
    }

    private func pages(
        _ operation: Invalidation, _ words: [Word], _ wholeBlock: Bool, _ step: StepSyntax
    ) throws(ScenarioError) -> UInt64 {
        guard operation.takesAddress else {
            if let word = words.first {
                throw ScenarioError(
                    word.position, "an address for an operation that takes none", expected: "no operand")
            }
            return 0
        }
        var stage = 1
        if case .intermediate = operation.scope { stage = 2 }
        let all = result.tree.pages
        var mask: UInt64 = 0
        for word in words where word.text != "fault" {
            let page = try page(word, stage: stage)
            mask |= 1 << UInt64(page)
            guard wholeBlock else { continue }
            for index in all.indices
            where all[index].stage == stage && all[index].giant == all[page].giant
                && all[index].block == all[page].block
            {
                mask |= 1 << UInt64(index)
            }
        }
        if words.isEmpty {
            guard let only = all.firstIndex(where: { $0.stage == stage }),
                isOnlyPage(stage: stage)
            else {
                throw ScenarioError(step.position, "no address", expected: "a page, or fault in a handler")
            }
            mask = 1 << UInt64(only)
        }
        return mask
    }

    // MARK: Memory

    mutating func declareMemory() throws(ScenarioError) {
        for (name, value) in scenario.flags {
            let cell = result.cell(Frame(symbol: result.tree.symbol(name.text), offset: 0))
            result.firstContents[cell] = result.value(value)
        }
        for (symbol, offset, value) in scenario.contents {
            let cell = result.cell(Frame(symbol: result.tree.symbol(symbol.text), offset: offset))
            result.firstContents[cell] = result.value(value)
        }
    }

    /// Every frame a final translation can reach gets contents.
    mutating func declareFrames() {
        let stage = result.hasStage2 ? 2 : 1
        for slot in result.tree.slots where slot.stage == stage {
            for entry in slot.entries {
                guard case .leaf(let leaf) = entry else { continue }
                for page in result.tree.pages.indices where slot.covers >> UInt64(page) & 1 == 1 {
                    _ = result.cell(result.tree.frame(leaf, in: slot, for: page))
                }
            }
        }
    }
}
