/// A step by which a PE goes over to another address space.
struct SpaceSwitch: Sendable {
    let element: Int
    let space: Int
    let field: Field
}

/// The abstract machine of one scenario: a few processing elements (PEs) with TLBs, translation tables in memory,
/// and the rules by which they may move.
///
/// Each PE makes its accesses in any order its barriers leave open, so that a store may be seen late and a walk may
/// read early. A TLB may at any time hold any translation that could be walked since it was last invalidated, of
/// several sizes for one page; what it may hold is part of the state, and each access chooses among it.
public final class Machine: Sendable {
    /// The scenario it was made of.
    public let scenario: Scenario
    let resolved: Resolved
    let universe: CacheUniverse
    let translations: [Translation]
    /// By PE: cores may differ in their FEAT_BBM level.
    let multiHits: [MultiHit]
    let levels: [BBMLevel]
    /// For a PE that starts parked, the field that says it is online.
    let gates: [Field?]
    /// The steps by which PEs change their address space, in program order.
    let switches: [SpaceSwitch]
    let hasSpaces: Bool
    let tables: MoveTables
    /// The entries that are final translations of stage 1.
    let leaves: UInt64
    let layout: Layout
    let conditions: [ResolvedQuestion]
    /// For each page the translations that answer for it.
    let translationsOf: [UInt64]
    /// The cells that are frames, not flags.
    let frameCells: UInt64
    /// Processing elements, those without a program included.
    let elements: Int
    let hasFaultHandler: Bool
    let handlerPlaces: [HandlerPlace]
    /// What the invalidations of handlers remove.
    let handlerRemovals: [HandlerSyntax.Cause: [Removal]]
    /// The operations whose completion makes each program's change complete.
    let changes: [UInt64]

    static let causes: [HandlerSyntax.Cause] = [.conflictAtEL1, .conflictAtEL2, .fault]

    /// Gives a scenario's names their meaning. Throws the first name or place that has none.
    public init(_ scenario: Scenario) throws(ScenarioError) {
        self.scenario = scenario
        let questions = try Resolver.resolveWithQuestions(scenario)
        resolved = questions.resolved
        conditions = questions.questions
        let resolved = resolved
        elements = max(resolved.programs.count, scenario.cpus)
        guard elements <= ScenarioParser.threads else {
            throw ScenarioError(
                SourcePosition(line: 1, column: 1), "\(elements) processing elements",
                expected: "at most \(ScenarioParser.threads)")
        }
        universe = CacheUniverse(resolved.tree)
        translations = Translation.all(resolved, universe)
        try Self.checkSize(universe.entries.count, "cacheable descriptors")
        try Self.checkSize(translations.count, "combined translations")
        let pages = resolved.tree.pages.count
        let translations = translations
        levels = (0..<elements).map { scenario.elementLevels[$0] ?? scenario.bbm }
        let byLevel = BBMLevel.allCases.map { MultiHit(translations, pages: pages, bbm: $0) }
        multiHits = levels.map { byLevel[$0.rawValue] }
        translationsOf = (0..<pages).map { page in
            translations.indices.reduce(0) {
                translations[$1].covers >> UInt64(page) & 1 == 1 ? $0 | 1 << UInt64($1) : $0
            }
        }
        let aliases = Self.aliases(translations, pages: pages)
        leaves = universe.leaves[1]
        layout = Layout(
            resolved, entries: universe.entries.count, translations: translations.count,
            hasETS: scenario.hasETS,
            elements: elements)
        let layout = layout
        gates = (0..<elements).map { element in
            guard element < resolved.programs.count,
                let index = resolved.programs[element].firstIndex(where: { $0.action == .online })
            else { return nil }
            return layout.operations[layout.elements[element].base + index]
        }
        hasSpaces = resolved.tree.spaces.count > 1
        switches = resolved.programs.enumerated().flatMap { element, program in
            program.enumerated().compactMap { index, operation in
                guard case .switchSpace(let space) = operation.action else { return nil }
                let field = layout.operations[layout.elements[element].base + index]
                return SpaceSwitch(element: element, space: space, field: field)
            }
        }
        let flags = Set(scenario.flags.compactMap { resolved.tree.symbols.firstIndex(of: $0.name.text) })
        frameCells = resolved.cells.indices.reduce(0) {
            flags.contains(resolved.cells[$1].symbol) ? $0 : $0 | 1 << UInt64($1)
        }
        let maker = RemovalMaker(
            resolved: resolved, universe: universe, translations: translations, scenario: scenario)
        handlerRemovals = resolved.handlers.mapValues { $0.map(maker.removal) }
        handlerPlaces = layout.handlerPlaces
        hasFaultHandler = resolved.handlers[.fault] != nil
        var tables = MoveTables(resolved, universe, translations)
        let forced = try Self.forced(scenario, resolved)
        for (element, program) in resolved.programs.enumerated() {
            let ordering = Ordering(program, aliases: aliases)
            for index in program.indices {
                let removal = maker.removal(program[index])
                let all: UInt64 = (1 << UInt64(elements)) - 1
                tables.add(
                    MoveTables.Move(
                        action: program[index].action, complete: ordering.complete[index],
                        completeHere: ordering.completeHere[index],
                        completeForOthers: ordering.completeForOthers[index],
                        completeForFault: ordering.completeForFault[index], retire: ordering.retire[index],
                        targets: removal.isBroadcast ? all : 1 << UInt64(element), entries: removal.entries,
                        combined: removal.combined, isForced: forced[element].contains(index)))
            }
        }
        self.tables = tables
        changes = resolved.programs.map(Self.changes)
        if layout.isTooLarge {
            throw ScenarioError(
                SourcePosition(line: 1, column: 1), "a scenario too large for the machine",
                expected: "fewer pages, steps or processing elements")
        }
    }

    private static func checkSize(_ count: Int, _ what: String) throws(ScenarioError) {
        if count > 64 {
            throw ScenarioError(
                SourcePosition(line: 1, column: 1), "\(count) \(what)", expected: "at most 64")
        }
    }

    /// Pages that may ever reach the same frame; accesses to them stay in program order.
    private static func aliases(_ translations: [Translation], pages: Int) -> [UInt64] {
        let reached = (0..<pages).map { page in Set(translations.map { $0.cells[page] }.filter { $0 >= 0 }) }
        return (0..<pages).map { one in
            (0..<pages).reduce(1 << UInt64(one)) { mask, other in
                reached[one].isDisjoint(with: reached[other]) ? mask : mask | 1 << UInt64(other)
            }
        }
    }

    private static func changes(_ program: [Operation]) -> UInt64 {
        let last = program.lastIndex {
            switch $0.action {
            case .writeEntry, .invalidate: true
            default: false
            }
        }
        // A flag written after the change announces it; otherwise it is complete when its parts are.
        let announcement = program.indices.first { index in
            if case .writeCell = program[index].action { index > last ?? .max } else { false }
        }
        if let announcement { return 1 << UInt64(announcement) }
        return program.indices.reduce(0) { mask, index in
            switch program[index].action {
            case .writeEntry, .invalidate: mask | 1 << UInt64(index)
            default: mask
            }
        }
    }

    private static func forced(_ scenario: Scenario, _ resolved: Resolved) throws(ScenarioError) -> [Set<Int>]
    {
        var forced = resolved.programs.map { _ in Set<Int>() }
        for access in scenario.forcedConflicts {
            let position = SourcePosition(line: 1, column: 1)
            guard forced.indices ~= access.thread, let page = resolved.tree.page(access.page, stage: 1) else {
                throw ScenarioError(
                    position, "no access \(access.thread):\(access.page) to force a conflict at",
                    expected: "a thread's access to a page")
            }
            let accesses = resolved.programs[access.thread].indices.filter {
                if case .access(_, page, _) = resolved.programs[access.thread][$0].action {
                    true
                } else {
                    false
                }
            }
            guard accesses.indices ~= access.occurrence - 1 else {
                throw ScenarioError(
                    position, "thread \(access.thread) accesses \(access.page) \(accesses.count) times",
                    expected: "an access from 1 to that")
            }
            forced[access.thread].insert(accesses[access.occurrence - 1])
        }
        return forced
    }

    /// The state before the first step.
    var start: State {
        var state = State()
        for (cell, field) in layout.cells.enumerated() { state[field] = UInt64(resolved.firstContents[cell]) }
        refill(&state)
        return state
    }
}
