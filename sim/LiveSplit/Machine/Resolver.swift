/// Gives every name of a scenario its meaning: pages, tables, descriptors, frames.
struct Resolver {
    let scenario: Scenario
    var result = Resolved()
    /// The last descriptor the program being read wrote to a slot.
    var lastWritten: [Int: Entry] = [:]
    /// The address space the program being read is in.
    var space = 0

    static func resolve(_ scenario: Scenario) throws(ScenarioError) -> Resolved {
        var resolver = Resolver(scenario: scenario)
        try resolver.declarePages()
        resolver.declareSiblings()
        try resolver.declareTables()
        try resolver.fillTables()
        try resolver.declareMemory()
        for thread in scenario.threads {
            resolver.lastWritten = [:]
            resolver.space = 0
            resolver.result.programs.append(try resolver.operations(thread))
        }
        for handler in scenario.handlers {
            resolver.lastWritten = [:]
            resolver.space = 0
            resolver.result.handlers[handler.cause] = try resolver.operations(handler.steps)
        }
        resolver.declareFrames()
        return resolver.result
    }

    private static let start = SourcePosition(line: 1, column: 1)

    func checkSizes() throws(ScenarioError) {
        func refuse(_ count: Int, _ most: Int, _ what: String) throws(ScenarioError) {
            if count > most {
                throw ScenarioError(Self.start, "\(count) \(what)", expected: "at most \(most)")
            }
        }
        try refuse(result.cells.count, 16, "frames and flags")
        try refuse(result.values.count, 16, "different values")
        for program in result.programs { try refuse(program.count, 64, "operations in a program") }
        try refuse(result.tree.pages.count, 24, "pages")
        for slot in result.tree.slots { try refuse(slot.entries.count, 8, "descriptors in \(slot.name)") }
    }

    // MARK: Pages

    private mutating func declarePages() throws(ScenarioError) {
        result.tree.spaces += scenario.spaces.map(\.space)
        for mapping in scenario.mappings {
            var place = try place(of: mapping)
            for name in mapping.names {
                guard result.tree.page(name.text, stage: mapping.stage) == nil else {
                    throw ScenarioError(
                        name.position, "\(name.text) is mapped twice", expected: "one mapping")
                }
                guard place.index < Page.stride, result.tree.pages.count < 24 else {
                    throw ScenarioError(
                        name.position, "too many pages", expected: "at most 8 in a block, 24 in all")
                }
                result.tree.pages.append(
                    Page(
                        name: name.text, stage: mapping.stage, space: space(of: name), giant: place.giant,
                        block: place.block,
                        index: place.index))
                place.index += 1
            }
        }
    }

    /// `B.x` belongs to space B.
    private func space(of name: Word) -> Int {
        result.tree.spaces.indices.first { $0 > 0 && name.text.hasPrefix(result.tree.spaces[$0].prefix) } ?? 0
    }

    private func place(of mapping: MappingSyntax) throws(ScenarioError) -> (
        giant: Int, block: Int, index: Int
    ) {
        let pages = result.tree.pages
        switch mapping.beside {
        case .alone:
            return ((pages.map(\.giant).max() ?? -1) + 1, 0, 0)
        case .sameBlock(let word):
            let other = pages[try page(word, stage: mapping.stage)]
            let last =
                pages.filter { $0.giant == other.giant && $0.block == other.block }.map(\.index).max() ?? 0
            return (other.giant, other.block, last + 1)
        case .sameGiant(let word):
            let other = pages[try page(word, stage: mapping.stage)]
            let last = pages.filter { $0.giant == other.giant }.map(\.block).max() ?? 0
            return (other.giant, last + 1, 0)
        }
    }

    /// A page by its name in the space the program is in, or by its full name; `x+1` is any other page of x's block
    /// where none bears that name.
    func lookup(_ word: Word, stage: Int) -> Int? {
        let tree = result.tree
        if let page = tree.page(word.text, stage: stage, space: space) ?? tree.page(word.text, stage: stage) {
            return page
        }
        guard word.text.hasSuffix("+1") else { return nil }
        let base = Word(text: String(word.text.dropLast(2)), position: word.position)
        guard let page = lookup(base, stage: stage) else { return nil }
        let place = tree.pages[page]
        return tree.pages.indices.first {
            $0 != page && tree.pages[$0].stage == stage && tree.pages[$0].giant == place.giant
                && tree.pages[$0].block == place.block
        }
    }

    func page(_ word: Word, stage: Int) throws(ScenarioError) -> Int {
        if let page = lookup(word, stage: stage) { return page }
        let what = stage == 1 ? "page" : "intermediate page"
        throw ScenarioError(
            word.position, "no \(what) is called \(word.text)", expected: "a name mapped above")
    }

    /// A block or group stands for all its pages: where a size changes, a second page shows what is left over.
    private mutating func declareSiblings() {
        for stage in 1...2 {
            for page in result.tree.pages where page.stage == stage {
                let beside = result.tree.pages.filter {
                    $0.stage == stage && $0.giant == page.giant && $0.block == page.block
                }
                guard beside.count == 1, sizeChanges(at: page) else { continue }
                result.tree.pages.append(
                    Page(
                        name: page.name + "+1", stage: stage, space: page.space, giant: page.giant,
                        block: page.block,
                        index: page.index + 1))
            }
        }
    }

    private func sizeChanges(at page: Page) -> Bool {
        func names(_ word: Word?) -> Bool { word == nil || word?.text == page.name }
        let isLarge = scenario.mappings.contains { mapping in
            mapping.stage == page.stage && mapping.names.contains { $0.text == page.name }
                && (mapping.entry.level ?? 3 < 3 || mapping.entry.attributes[.contiguous] == 1)
        }
        let steps = scenario.threads.joined() + scenario.handlers.flatMap(\.steps)
        let changes = steps.contains { step in
            switch step.kind {
            case .writeEntry(let place, let entry, _):
                guard place.stage == page.stage, names(place.page), entry.kind != .invalid else {
                    return false
                }
                return place.level < 3 || entry.attributes[.contiguous] == 1
            case .fill(let place, _): return place.stage == page.stage && names(place.page)
            case .read(let word, _, _), .write(let word, _, _), .fetch(let word):
                return page.stage == 1 && word.text == page.name + "+1"
            default: return false
            }
        }
        return isLarge || changes
    }
}
