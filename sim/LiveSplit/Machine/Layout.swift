/// Where each part of a state lies.
struct Layout: Sendable {
    /// A PE's part.
    struct Element: Sendable {
        /// The first of its operations in the flat arrays, and how many there are.
        var base = 0
        var count = 0
        /// The entries its TLB may hold.
        var held = Field.none
        /// The combined translations it may hold; only with stage 2.
        var combined = Field.none
        var death = Field.none
        /// An access used a translation that a complete change had replaced.
        var stale = Field.none
        /// A conflict was reported and the TLB not yet cleaned (R_GRVDR).
        var conflicted = Field.none
        /// The step of the handler that is next, from 1; 0 outside.
        var handlerStep = Field.none
        var handlerCause = Field.none
        var handlerOperation = Field.none
        /// Without FEAT_ETS: translations and faults obtained since the last context synchronisation.
        var prefetched = Field.none
        var prefetchedFaults = Field.none
    }

    var slots: [Field] = []
    var cells: [Field] = []
    var elements: [Element] = []
    /// One for each operation of each program; empty for barriers.
    var operations: [Field] = []
    /// For each PE and cell, without FEAT_ETS: what memory held when an invalidation last took translations away.
    var frozen: [Field] = []
    /// For each PE, handler and step of it: the PEs on which its invalidation has still to take effect.
    var pending: [Field] = []
    /// Words in use.
    private(set) var words = 0
    private var used = [Int](repeating: 0, count: State.words)
    /// The state does not fit.
    private(set) var isTooLarge = false

    mutating func allocate(_ bits: Int) -> Field {
        guard bits > 0 else { return .none }
        for word in 0..<State.words where used[word] + bits <= 64 {
            defer { used[word] += bits }
            words = max(words, word + 1)
            return Field(
                word: word, shift: UInt64(used[word]), mask: bits == 64 ? .max : (1 << UInt64(bits)) - 1)
        }
        isTooLarge = true
        return .none
    }

    /// Bits for one of `count` values.
    static func bits(_ count: Int) -> Int { count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount }
}

extension Layout {
    init(
        _ resolved: Resolved, entries: Int, translations: Int, hasETS: Bool, elements count: Int
    ) {
        slots = resolved.tree.slots.map { allocate(Self.bits($0.entries.count)) }
        cells = resolved.cells.map { _ in allocate(4) }
        for index in 0..<count {
            let program = index < resolved.programs.count ? resolved.programs[index] : []
            elements.append(
                element(
                    resolved, program, entries: entries, translations: translations, hasETS: hasETS, of: count
                ))
        }
    }

    private mutating func element(
        _ resolved: Resolved, _ program: [Operation], entries: Int, translations: Int, hasETS: Bool,
        of count: Int
    ) -> Element {
        var element = Element(base: operations.count, count: program.count)
        element.held = allocate(entries)
        if resolved.hasStage2 { element.combined = allocate(translations) }
        operations += program.map { allocate(Self.width($0.action, hasETS: hasETS, elements: count)) }
        let canAbort = program.contains(where: \.action.isTranslated)
        if canAbort {
            element.death = allocate(3)
            element.stale = allocate(1)
            element.conflicted = allocate(1)
            if !resolved.handlers.isEmpty {
                element.handlerStep = allocate(4)
                element.handlerCause = allocate(2)
                element.handlerOperation = allocate(Self.bits(program.count))
            }
            if !hasETS {
                element.prefetched = allocate(translations)
                element.prefetchedFaults = allocate(resolved.tree.pages.count)
            }
        }
        frozen += resolved.cells.map { _ in canAbort && !hasETS ? allocate(4) : .none }
        for cause in Machine.causes {
            let steps = resolved.handlers[cause] ?? []
            pending += (0..<Self.handlerSteps).map { step in
                canAbort && step < steps.count && steps[step].action.isInvalidation ? allocate(count) : .none
            }
        }
        return element
    }

    /// Steps a handler can have.
    static let handlerSteps = 12

    /// The invalidations of handlers, wherever they can run.
    var handlerPlaces: [HandlerPlace] {
        pending.enumerated().compactMap { place, field in
            guard !field.isEmpty else { return nil }
            let handler = place / Self.handlerSteps
            return HandlerPlace(
                element: handler / Machine.causes.count, cause: handler % Machine.causes.count,
                step: place % Self.handlerSteps, field: field)
        }
    }

    private static func width(_ action: Action, hasETS: Bool, elements: Int) -> Int {
        switch action {
        case .access: AccessResult.width
        case .readCell, .readEntry: 5
        case .writeCell, .copyCell, .writeEntry, .online, .switchSpace: 1
        case .invalidate: elements
        case .barrier(.contextSynchronisation): hasETS ? 0 : 1
        case .barrier, .control, .address, .end: 0
        }
    }
}
