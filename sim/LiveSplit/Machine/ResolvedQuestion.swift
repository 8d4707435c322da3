/// A condition with every name resolved.
indirect enum ResolvedCondition: Sendable {
    case all([ResolvedCondition])
    case any([ResolvedCondition])
    case not(ResolvedCondition)
    case access(element: Int, operation: Int, AccessQuery)
    /// A read of memory or of a table entry returned this value.
    case read(element: Int, operation: Int, value: Int)
    case memory(cell: Int, value: Int)
    case outcome(OutcomeClass)
}

enum AccessQuery: Sendable {
    case value(Int)
    case kind(AccessResult.Kind)
    case conflict
    case conflictAt(UInt64)
    case conflictAgain
    case amalgam
    case via(cell: Int)
}

/// A question with every name resolved.
struct ResolvedQuestion: Sendable {
    let id: String
    let text: String
    /// nil: the question is about the rules.
    let condition: ResolvedCondition?
}

extension Resolver {
    static func resolveWithQuestions(
        _ scenario: Scenario
    ) throws(ScenarioError) -> (resolved: Resolved, questions: [ResolvedQuestion]) {
        var resolver = Resolver(scenario: scenario)
        resolver.result = try resolve(scenario)
        var questions: [ResolvedQuestion] = []
        for question in scenario.questions {
            guard !questions.contains(where: { $0.id == question.id }) else {
                throw ScenarioError(
                    question.position, "two questions are called \(question.id)", expected: "one")
            }
            var condition: ResolvedCondition?
            if case .reachable(let text) = question.kind {
                condition = try resolver.condition(text, question)
            }
            questions.append(ResolvedQuestion(id: question.id, text: question.text, condition: condition))
        }
        try resolver.checkSizes()
        return (resolver.result, questions)
    }

    private mutating func condition(
        _ condition: Condition, _ question: QuestionSyntax
    ) throws(ScenarioError) -> ResolvedCondition {
        switch condition {
        case .all(let parts): return .all(try conditions(parts, question))
        case .any(let parts): return .any(try conditions(parts, question))
        case .not(let part): return .not(try self.condition(part, question))
        case .outcome(let outcome): return .outcome(outcome)
        case .memory(let symbol, let offset, let value):
            return .memory(cell: try cell(symbol, offset), value: result.value(value))
        case .access(let thread, let target, let occurrence, let test):
            return try access(thread, target, occurrence, test)
        case .entry(let thread, let place, let syntax):
            return try entryRead(thread, place, syntax)
        }
    }

    private mutating func conditions(
        _ parts: [Condition], _ question: QuestionSyntax
    ) throws(ScenarioError) -> [ResolvedCondition] {
        var result: [ResolvedCondition] = []
        for part in parts { result.append(try condition(part, question)) }
        return result
    }

    private mutating func cell(_ symbol: Word, _ offset: Int) throws(ScenarioError) -> Int {
        guard let index = result.tree.symbols.firstIndex(of: symbol.text),
            let cell = result.cells.firstIndex(of: Frame(symbol: index, offset: offset))
        else {
            throw ScenarioError(
                symbol.position, "nothing reaches a frame \(symbol.text)\(offset == 0 ? "" : "+\(offset)")",
                expected: "a frame that is mapped, or given contents (memory a=0)")
        }
        return cell
    }

    private func program(_ thread: Int, at position: SourcePosition) throws(ScenarioError) -> [Operation] {
        guard result.programs.indices ~= thread else {
            throw ScenarioError(
                position, "there is no thread \(thread)",
                expected: "a thread from 0 to \(result.programs.count - 1)")
        }
        return result.programs[thread]
    }

    private func pick(
        _ operations: [Int], _ occurrence: Int, _ word: Word, _ thread: Int
    ) throws(ScenarioError) -> Int {
        if occurrence == 0, let last = operations.last { return last }
        guard operations.indices ~= occurrence - 1 else {
            throw ScenarioError(
                word.position, "thread \(thread) accesses \(word.text) \(operations.count) times",
                expected: "an access there is")
        }
        return operations[occurrence - 1]
    }

    private mutating func access(
        _ thread: Int, _ target: Word, _ occurrence: Int, _ test: AccessTest
    ) throws(ScenarioError) -> ResolvedCondition {
        let program = try program(thread, at: target.position)
        guard let page = lookup(target, stage: 1) else {
            let cell = try cell(target, 0)
            let reads = program.indices.filter {
                if case .readCell(cell, _) = program[$0].action { true } else { false }
            }
            guard case .value(let value) = test else {
                throw ScenarioError(target.position, "\(target.text) is no page", expected: "a value")
            }
            let operation = try pick(Array(reads), occurrence, target, thread)
            return .read(element: thread, operation: operation, value: result.value(value))
        }
        let accesses = program.indices.filter {
            if case .access(_, page, _) = program[$0].action { true } else { false }
        }
        let operation = try pick(Array(accesses), occurrence, target, thread)
        return .access(element: thread, operation: operation, try query(test))
    }

    private mutating func query(_ test: AccessTest) throws(ScenarioError) -> AccessQuery {
        switch test {
        case .value(let value): .value(result.value(value))
        case .completed: .kind(.completed)
        case .translationFault: .kind(.translationFault)
        case .permissionFault: .kind(.permissionFault)
        case .accessFlagFault: .kind(.accessFlagFault)
        case .stage2Fault: .kind(.stage2Fault)
        case .conflict: .conflict
        case .conflictAtEL1: .conflictAt(1)
        case .conflictAtEL2: .conflictAt(2)
        case .conflictAgain: .conflictAgain
        case .amalgam: .amalgam
        case .via(let symbol, let offset): .via(cell: try cell(symbol, offset))
        }
    }

    private mutating func entryRead(
        _ thread: Int, _ place: LocationSyntax, _ syntax: EntrySyntax
    ) throws(ScenarioError) -> ResolvedCondition {
        let program = try program(thread, at: place.position)
        let slot = try slot(place)
        let entry = try entry(syntax, slot: slot)
        let read = program.indices.last {
            if case .readEntry(slot, _) = program[$0].action { true } else { false }
        }
        guard let read, let value = result.tree.slots[slot].entries.firstIndex(of: entry) else {
            throw ScenarioError(
                place.position, "thread \(thread) cannot read that there",
                expected: "an entry it reads and can hold")
        }
        return .read(element: thread, operation: read, value: value)
    }
}
