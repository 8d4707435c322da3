/// Where each part of a state lies.
struct Layout: Sendable {
    /// A PE's part.
    struct Element: Sendable {
        /// The entries its TLB may hold.
        var held = Field.none
        /// The combined translations it may hold; only with stage 2.
        var combined = Field.none
        /// One for each operation of its program; empty for barriers.
        var operations: [Field] = []
        var death = Field.none
        /// An access used a translation that a complete change had replaced.
        var stale = Field.none
        /// A conflict was reported and the TLB not yet cleaned (R_GRVDR).
        var conflicted = Field.none
        /// The step of the handler that is next, from 1; 0 outside.
        var handlerStep = Field.none
        var handlerCause = Field.none
        var handlerOperation = Field.none
        /// For each step of each handler, the PEs on which its invalidation has still to take effect.
        var handlerPending: [[Field]] = []
        /// Without FEAT_ETS: translations and faults obtained since the last context synchronisation, and the
        /// memory they saw when an invalidation took them away.
        var prefetched = Field.none
        var prefetchedFaults = Field.none
        var frozen: [Field] = []
    }

    var slots: [Field] = []
    var cells: [Field] = []
    var elements: [Element] = []
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
        var element = Element()
        element.held = allocate(entries)
        if resolved.hasStage2 { element.combined = allocate(translations) }
        element.operations = program.map { allocate(Self.width($0.action, hasETS: hasETS, elements: count)) }
        guard program.contains(where: \.action.isTranslated) else { return element }
        element.death = allocate(3)
        element.stale = allocate(1)
        element.conflicted = allocate(1)
        if !resolved.handlers.isEmpty { addHandlers(resolved, program, &element, of: count) }
        if !hasETS {
            element.prefetched = allocate(translations)
            element.prefetchedFaults = allocate(resolved.tree.pages.count)
            element.frozen = resolved.cells.map { _ in allocate(4) }
        }
        return element
    }

    private mutating func addHandlers(
        _ resolved: Resolved, _ program: [Operation], _ element: inout Element, of count: Int
    ) {
        element.handlerStep = allocate(4)
        element.handlerCause = allocate(2)
        element.handlerOperation = allocate(Self.bits(program.count))
        element.handlerPending = Machine.causes.map { cause in
            (resolved.handlers[cause] ?? []).map { $0.action.isInvalidation ? allocate(count) : .none }
        }
    }

    private static func width(_ action: Action, hasETS: Bool, elements: Int) -> Int {
        switch action {
        case .access: AccessResult.width
        case .readCell, .readEntry: 5
        case .writeCell, .copyCell, .writeEntry, .online: 1
        case .invalidate: elements
        case .barrier(.contextSynchronisation): hasETS ? 0 : 1
        case .barrier, .control, .address, .end: 0
        }
    }
}
