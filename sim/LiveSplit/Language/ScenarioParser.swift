/// Reads a scenario's text line by line.
struct ScenarioParser {
    /// Larger texts are refused.
    static let largestText = 1 << 16
    static let threads = 4
    static let steps = 48

    private var scenario = Scenario()
    /// The thread the next steps belong to.
    private var thread: Int?

    static func parse(_ text: [UInt8]) throws(ScenarioError) -> Scenario {
        guard text.count <= largestText else {
            throw ScenarioError(
                SourcePosition(line: 1, column: 1), "a text of \(text.count) bytes",
                expected: "at most \(largestText)")
        }
        var parser = ScenarioParser()
        var number = 0
        for line in text.split(separator: 0x0a, omittingEmptySubsequences: false) {
            number += 1
            let line = line.last == 0x0d ? line.dropLast() : line
            try parser.line(Array(line), number: number)
        }
        guard !parser.scenario.threads.isEmpty else {
            throw ScenarioError(
                SourcePosition(line: number, column: 1), "no program", expected: "a line that begins with T0:"
            )
        }
        return parser.scenario
    }

    private mutating func line(_ bytes: [UInt8], number: Int) throws(ScenarioError) {
        if try takeProse(bytes, number: number) { return }
        var cursor = try TokenCursor(bytes, number: number)
        guard let first = cursor.next else { return }
        guard first.kind == .word || first.text == "(" && thread != nil else {
            throw cursor.failure("a directive, a mapping or a step")
        }
        if let number = threadNumber(first.text), cursor.token(ahead: 1)?.text == ":" {
            guard number < Self.threads else { throw cursor.failure("T0 to T\(Self.threads - 1)") }
            cursor.advance()
            cursor.advance()
            thread = number
            while scenario.threads.count <= number { scenario.threads.append([]) }
            return try append(try cursor.steps(), at: first.position)
        }
        if isMapping(cursor) {
            thread = nil
            scenario.mappings.append(try mapping(&cursor, stage: 1))
            return try cursor.end()
        }
        if try directive(first, &cursor) {
            thread = nil
            return
        }
        guard thread != nil else {
            throw cursor.failure("a directive, a mapping, or T0: before the first step")
        }
        try append(try cursor.steps(), at: first.position)
    }

    /// `scenario`, `cite` and `note` lines are prose; the tokens of one need not make sense.
    private mutating func takeProse(_ bytes: [UInt8], number: Int) throws(ScenarioError) -> Bool {
        let text = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        if text.starts(with: "note ".utf8) { return true }
        if text.starts(with: "scenario ".utf8) {
            let name = text.dropFirst(9).prefix(80)
            guard name.allSatisfy({ (0x20...0x7e).contains($0) }) else {
                throw ScenarioError(
                    SourcePosition(line: number, column: 10), "a name of other than printable ASCII",
                    expected: "a scenario's name")
            }
            scenario.name = String(decoding: name, as: UTF8.self)
            return true
        }
        guard text.starts(with: "cite ".utf8) else { return false }
        let words = String(decoding: text.dropFirst(5), as: UTF8.self)
        scenario.citation += (scenario.citation.isEmpty ? "" : "; ") + words
        return true
    }

    private func threadNumber(_ word: String) -> Int? {
        let utf8 = Array(word.utf8)
        guard utf8.count == 2, utf8[0] == UInt8(ascii: "T"), utf8[1] >= 0x30, utf8[1] <= 0x39 else {
            return nil
        }
        return Int(utf8[1]) - 0x30
    }

    private mutating func append(_ steps: [StepSyntax], at position: SourcePosition) throws(ScenarioError) {
        guard let thread else { return }
        scenario.threads[thread] += steps
        if let end = steps.first(where: { if case .end = $0.kind { true } else { false } }) {
            throw ScenarioError(
                end.position, "\(end.text) in a program", expected: "it in a handler only (on ...)")
        }
        guard scenario.threads[thread].count <= Self.steps else {
            throw ScenarioError(position, "too many steps", expected: "at most \(Self.steps) in a program")
        }
    }

    /// `x:`, `x, z:`, `z beside x:`, `w near x:`, `x+1:`.
    private func isMapping(_ cursor: TokenCursor) -> Bool {
        switch cursor.token(ahead: 1)?.text {
        case ":": true
        case ",", "beside", "near", "+": true
        default: false
        }
    }

    private func mapping(_ cursor: inout TokenCursor, stage: Int) throws(ScenarioError) -> MappingSyntax {
        var names = [try cursor.page()]
        while cursor.take(",") { names.append(try cursor.page()) }
        var beside = MappingSyntax.Beside.alone
        if cursor.takeWord("beside") != nil {
            beside = .sameBlock(try cursor.page())
        } else if cursor.takeWord("near") != nil {
            beside = .sameGiant(try cursor.page())
        }
        try cursor.expect(":")
        return MappingSyntax(stage: stage, names: names, beside: beside, entry: try cursor.entry())
    }

    private mutating func directive(_ word: Token, _ cursor: inout TokenCursor) throws(ScenarioError) -> Bool
    {
        let key = word.text.lowercased()
        guard Self.directives.contains(key) else { return false }
        cursor.advance()
        switch key {
        case "bbm": try levels(&cursor)
        case "levels":
            while !cursor.isAtEnd {
                scenario.levels.append(try level(&cursor))
                _ = cursor.take(",")
            }
        case "ets": scenario.hasETS = try onOff(&cursor)
        case "tables":
            guard let word = cursor.takeWord("empty", "equal") else { throw cursor.failure("empty or equal") }
            scenario.tablesStartEmpty = word == "empty"
        case "stage2": scenario.stage2 = try onOff(&cursor)
        case "cpus":
            let count = try cursor.number("a number of PEs up to \(Self.threads)", at: Self.threads)
            scenario.cpus = max(1, count)
        case "regime":
            guard let word = cursor.takeWord("el1", "el2") else { throw cursor.failure("el1 or el2") }
            scenario.regime = word == "el1" ? .el1 : .el2
        default: try declaration(key, &cursor)
        }
        try cursor.end()
        return true
    }

    private static let directives: Set<String> = [
        "bbm", "levels", "space", "ets", "tables", "stage2", "cpus", "regime", "flag", "memory", "mem", "ipa",
        "table", "on",
        "ask", "expect", "force",
    ]

    private func level(_ cursor: inout TokenCursor) throws(ScenarioError) -> BBMLevel {
        let number = try cursor.number("a FEAT_BBM level, 0 to 3", at: 3)
        return BBMLevel(rawValue: number) ?? .zero
    }

    /// `bbm 2`, `bbm 2, T1=0`.
    private mutating func levels(_ cursor: inout TokenCursor) throws(ScenarioError) {
        repeat {
            if let token = cursor.next, token.kind == .word, let thread = threadNumber(token.text),
                thread < Self.threads
            {
                cursor.advance()
                try cursor.expect("=")
                scenario.elementLevels[thread] = try level(&cursor)
            } else {
                scenario.bbm = try level(&cursor)
            }
        } while cursor.take(",")
    }

    private func onOff(_ cursor: inout TokenCursor) throws(ScenarioError) -> Bool {
        guard let word = cursor.takeWord("on", "off") else { throw cursor.failure("on or off") }
        return word == "on"
    }

    private mutating func declaration(_ key: String, _ cursor: inout TokenCursor) throws(ScenarioError) {
        switch key {
        case "flag":
            repeat {
                let name = try cursor.name("a flag's name")
                let value = cursor.take("=") ? try cursor.number("its first value") : 0
                scenario.flags.append((name, value))
            } while cursor.take(",")
        case "memory", "mem":
            repeat {
                let symbol = try cursor.name("a frame's name")
                let offset = try cursor.addend()
                try cursor.expect("=")
                scenario.contents.append((symbol, offset, try cursor.number("its contents")))
            } while cursor.take(",")
        case "space": scenario.spaces.append(try space(&cursor))
        case "ipa": scenario.mappings.append(try mapping(&cursor, stage: 2))
        case "table": scenario.tables.append(try table(&cursor))
        case "on": scenario.handlers.append(try handler(&cursor))
        case "force":
            repeat {
                let thread = try cursor.number("a thread's number", at: Self.threads - 1)
                try cursor.expect(":")
                let page = try cursor.page()
                var occurrence = 1
                if cursor.take("[") {
                    occurrence = try cursor.number("which access, from 1", at: 99)
                    try cursor.expect("]")
                }
                scenario.forcedConflicts.append(
                    .init(thread: thread, page: page.text, occurrence: occurrence))
            } while cursor.take(",")
        case "ask": try ask(&cursor)
        default: try expect(&cursor)
        }
    }

    /// `space B asid=2 vmid=1`; tags not given are those of the first.
    private func space(_ cursor: inout TokenCursor) throws(ScenarioError) -> (name: Word, space: AddressSpace)
    {
        guard scenario.spaces.count < 3, scenario.mappings.isEmpty else {
            throw cursor.failure("at most three spaces, before the mappings")
        }
        let name = try cursor.name("a name")
        var asid = AddressSpace.first.asid, vmid = AddressSpace.first.vmid
        while let word = cursor.takeWord("asid", "vmid") {
            try cursor.expect("=")
            let tag = try cursor.number("a number", at: 0xffff)
            if word == "asid" { asid = tag } else { vmid = tag }
        }
        return (name, AddressSpace(name: name.text, asid: asid, vmid: vmid))
    }

    /// `table N for x { x: page b, z: page b+1 }`.
    private func table(_ cursor: inout TokenCursor) throws(ScenarioError) -> TableSyntax {
        let name = try cursor.name("a table's name")
        guard cursor.takeWord("for") != nil else {
            throw cursor.failure("for and a page whose block it may replace")
        }
        let page = try cursor.page()
        var entries: [(page: Word, entry: EntrySyntax)] = []
        try cursor.expect(":")
        repeat {
            let page = try cursor.page()
            try cursor.expect("=")
            entries.append((page, try cursor.entry()))
        } while cursor.take(",")
        return TableSyntax(name: name, page: page, entries: entries)
    }

    private func handler(_ cursor: inout TokenCursor) throws(ScenarioError) -> HandlerSyntax {
        let position = cursor.position
        guard let word = cursor.takeWord("conflict", "fault") else {
            throw cursor.failure("conflict or fault")
        }
        var cause = word == "fault" ? HandlerSyntax.Cause.fault : .conflictAtEL1
        if word == "conflict", cursor.take("@") || cursor.takeWord("at") != nil {
            guard let level = cursor.takeWord("el1", "el2") else { throw cursor.failure("el1 or el2") }
            if level == "el2" { cause = .conflictAtEL2 }
        }
        try cursor.expect(":")
        let steps = try cursor.steps()
        guard steps.count <= 12 else {
            throw ScenarioError(position, "too many steps", expected: "at most 12 in a handler")
        }
        return HandlerSyntax(cause: cause, steps: steps, position: position)
    }

    private mutating func ask(_ cursor: inout TokenCursor) throws(ScenarioError) {
        guard scenario.questions.count < 16 else { throw cursor.failure("at most 16 questions") }
        scenario.questions.append(try cursor.question(number: scenario.questions.count + 1))
    }

    /// `expect allowed`, about the last question.
    private mutating func expect(_ cursor: inout TokenCursor) throws(ScenarioError) {
        guard let question = scenario.questions.last else {
            throw cursor.failure("a question (ask) before it")
        }
        guard let word = cursor.takeWord("allowed", "forbidden", "ok", "violation"),
            let verdict = Verdict(rawValue: word)
        else { throw cursor.failure("allowed, forbidden, ok or violation") }
        scenario.expected[question.id] = verdict
    }
}
