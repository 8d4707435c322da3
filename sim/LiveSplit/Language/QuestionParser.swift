/// Questions and conditions.
extension TokenCursor {
    /// `[NAME:] violation` or `[NAME:] CONDITION`.
    mutating func question(number: Int) throws(ScenarioError) -> QuestionSyntax {
        let position = position
        var id = "q\(number)"
        if let token = next, token.kind == .word, self.token(ahead: 1)?.text == ":", thread(token) == nil {
            id = try name("a name").text
            try expect(":")
        }
        let start = index
        let kind: QuestionSyntax.Kind
        if takeWord("violation", "protocol") != nil {
            kind = .violation
        } else {
            kind = .reachable(try condition(depth: 0))
        }
        try end()
        return QuestionSyntax(id: id, kind: kind, text: text(from: start), position: position)
    }

    private mutating func condition(depth: Int) throws(ScenarioError) -> Condition {
        var parts = [try conjunction(depth: depth)]
        while take("|") || take("||") || takeWord("or") != nil { parts.append(try conjunction(depth: depth)) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction(depth: Int) throws(ScenarioError) -> Condition {
        var parts = [try term(depth: depth)]
        while take("&") || take("&&") || takeWord("and") != nil { parts.append(try term(depth: depth)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func term(depth: Int) throws(ScenarioError) -> Condition {
        guard depth < 16 else { throw failure("no more than 16 nested conditions") }
        if take("!") || takeWord("not") != nil { return .not(try term(depth: depth + 1)) }
        if take("(") {
            let inner = try condition(depth: depth + 1)
            try expect(")")
            return inner
        }
        if takeWord("outcome") != nil { return .outcome(try outcomeClass()) }
        if takeWord("mem", "memory") != nil {
            let symbol = try name("a frame's name")
            let offset = try addend()
            try expect("=")
            return .memory(symbol, offset: offset, value: try number("a value"))
        }
        return try access()
    }

    private mutating func outcomeClass() throws(ScenarioError) -> OutcomeClass {
        let position = position
        let text = try name("an outcome class").text
        guard let found = OutcomeClass(rawValue: text) else {
            throw ScenarioError(
                position, "no outcome class \(text.prefix(40))",
                expected: OutcomeClass.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return found
    }

    private func thread(_ token: Token) -> Int? {
        if case .number(let value) = token.kind { return value }
        let text = token.text.utf8
        guard text.count == 2, text.first == UInt8(ascii: "T") || text.first == UInt8(ascii: "P"),
            let digit = text.last, digit >= 0x30, digit <= 0x39
        else { return nil }
        return Int(digit) - 0x30
    }

    private mutating func access() throws(ScenarioError) -> Condition {
        guard let token = next, let thread = thread(token) else {
            throw failure("a condition such as 1:x=0, 1:x fault, mem a=1, outcome safe")
        }
        advance()
        try expect(":")
        if isAtLocation {
            let place = try location()
            try expect("=")
            return .entry(thread: thread, location: place, try entry())
        }
        let target = try page()
        var occurrence = 0
        if take("[") {
            occurrence = try number("which access, from 1", at: 99)
            try expect("]")
        }
        return .access(thread: thread, target: target, occurrence: occurrence, try test())
    }

    private mutating func test() throws(ScenarioError) -> AccessTest {
        let expected =
            "a value, ok, fault, permission, accessflag, s2fault, conflict, conflict@el1, conflict@el2, reconflict, amalgam or via FRAME"
        if take("=") {
            if let token = next, case .number(let value) = token.kind {
                advance()
                return .value(value)
            }
        }
        guard let token = next, token.kind == .word else { throw failure(expected) }
        advance()
        switch token.text.lowercased() {
        case "ok": return .completed
        case "fault": return .translationFault
        case "permission": return .permissionFault
        case "accessflag": return .accessFlagFault
        case "s2fault": return .stage2Fault
        case "reconflict": return .conflictAgain
        case "amalgam": return .amalgam
        case "via":
            let symbol = try name("a frame's name")
            return .via(symbol, offset: try addend())
        case "conflict":
            guard take("@") else { return .conflict }
            guard let word = takeWord("el1", "el2") else { throw failure("el1 or el2") }
            return word == "el1" ? .conflictAtEL1 : .conflictAtEL2
        default:
            throw ScenarioError(token.position, "unexpected \(token.text)", expected: expected)
        }
    }
}
