/// Steps of programs and handlers.
extension TokenCursor {
    /// Steps separated by `;` up to the end of the line.
    mutating func steps() throws(ScenarioError) -> [StepSyntax] {
        var steps: [StepSyntax] = []
        while !isAtEnd {
            if take(";") { continue }
            if try remark() { continue }
            steps.append(try step())
            _ = try remark()
            if !isAtEnd { try expect(";") }
        }
        return steps
    }

    /// Words in parentheses behind a step, or alone: `(valid->valid)`, `(no TLBI)`.
    private mutating func remark() throws(ScenarioError) -> Bool {
        guard take("(") else { return false }
        while !take(")") {
            guard !isAtEnd else { throw failure(")") }
            advance()
        }
        return true
    }

    private mutating func step() throws(ScenarioError) -> StepSyntax {
        let position = position
        let start = index
        let kind = try stepKind()
        return StepSyntax(kind: kind, position: position, text: text(from: start))
    }

    private mutating func stepKind() throws(ScenarioError) -> StepSyntax.Kind {
        guard let token = next, token.kind == .word else { throw failure("a step") }
        switch token.text.lowercased() {
        case "w": return try write()
        case "r": return try read()
        case "x":
            advance()
            return .fetch(try page())
        case "dsb": return .barrier(try dataBarrier { .dsb($0, nonShareable: $1) })
        case "dmb": return .barrier(try dataBarrier { kind, _ in .dmb(kind) })
        case "isb", "svc", "hvc", "eret":
            advance()
            return .barrier(.contextSynchronisation)
        case "ttbr", "vttbr":
            advance()
            return .switchSpace(takeWord("main") != nil ? nil : try name("an address space, or main"))
        case "tlbi": return try invalidation()
        case "fill":
            advance()
            let place = try location()
            let attributes = try attributes()
            try equalPages()
            return .fill(place, attributes)
        case "copy":
            advance()
            let from = try page()
            _ = takeWord("to")
            return .copy(from, try page())
        case "ctrl", "addr", "online", "retry", "resume", "kill", "die": return keyword()
        default:
            throw failure(
                "a step: W, R, X, DSB, DMB, ISB, TLBI, fill, copy, ctrl, addr, online, TTBR, SVC, HVC or ERET"
            )
        }
    }

    /// `with 512 equal pages`, which is what a fill does anyway.
    private mutating func equalPages() throws(ScenarioError) {
        guard takeWord("with") != nil else { return }
        if let token = next, case .number = token.kind { advance() }
        guard takeWord("equal") != nil else { throw failure("equal pages") }
        guard takeWord("pages", "blocks", "entries") != nil else { throw failure("pages") }
    }

    private mutating func keyword() -> StepSyntax.Kind {
        let word = next?.text.lowercased()
        advance()
        switch word {
        case "ctrl": return .control
        case "addr": return .address
        case "online": return .online
        case "retry": return .end(.retry)
        case "resume": return .end(.resume)
        case "kill": return .end(.kill)
        default: return .end(.die)
        }
    }

    private mutating func write() throws(ScenarioError) -> StepSyntax.Kind {
        advance()
        if take(":=") {
            let place = LocationSyntax(table: nil, stage: 1, level: 3, page: nil, position: position)
            return .writeEntry(place, try entry(), release: takeWord("release") != nil)
        }
        if isAtLocation {
            let place = try location()
            try expect(":=")
            return .writeEntry(place, try entry(), release: takeWord("release") != nil)
        }
        let target = try page()
        var value = 1
        if take(":=") { value = try number("the value to write") }
        return .write(target, value: value, release: takeWord("release") != nil)
    }

    private mutating func read() throws(ScenarioError) -> StepSyntax.Kind {
        advance()
        if take("/") {
            guard takeWord("w") != nil else { throw failure("W") }
        }
        if isAtLocation {
            let place = try location()
            let expected = take("->") ? try entry() : nil
            return .readEntry(place, expected: expected, acquire: takeWord("acquire") != nil)
        }
        let target = try page()
        let expected = take("->") ? try number("the value it returned") : nil
        return .read(target, expected: expected, acquire: takeWord("acquire") != nil)
    }

    private mutating func dataBarrier(
        _ make: (Barrier.Kind, Bool) -> Barrier
    ) throws(ScenarioError) -> Barrier {
        advance()
        guard let token = next, token.kind == .word else { return make(.all, false) }
        let domain = token.text.lowercased()
        advance()
        switch domain {
        case "sy", "ish", "osh": return make(.all, false)
        case "st", "ishst", "oshst": return make(.stores, false)
        case "ld", "ishld", "oshld": return make(.loads, false)
        case "nsh": return make(.all, true)
        case "nshst": return make(.stores, true)
        case "nshld": return make(.loads, true)
        default:
            throw ScenarioError(
                token.position, "no such barrier option \(token.text)",
                expected: "ISH, ISHST, ISHLD, NSH, OSH, SY, ST or LD")
        }
    }

    private mutating func invalidation() throws(ScenarioError) -> StepSyntax.Kind {
        advance()
        _ = try remark()
        let name = try name("an operation such as VAE1IS")
        guard var operation = Invalidation(name: name.text.uppercased() == "IS" ? "VAAE1IS" : name.text)
        else {
            throw ScenarioError(
                name.position, "no TLBI operation \(name.text)",
                expected:
                    "VAE1, VALE1, VAAE1, VAALE1, ASIDE1, VMALLE1, VMALLS12E1, IPAS2E1, IPAS2LE1, ALLE1, VAE2, VALE2 or ALLE2, with or without IS"
            )
        }
        var pages: [Word] = []
        var wholeBlock = false
        while let token = next, token.text != ";" {
            if take(",") { continue }
            if token.text == "(" {
                if self.token(ahead: 1)?.text.lowercased() == "local", operation.isBroadcast {
                    throw ScenarioError(
                        token.position, "\(name.text) is not local",
                        expected: "an operation without IS")
                }
                _ = try remark()
                continue
            }
            if try takeOperand(&operation) { continue }
            if token.text.lowercased() == "block", self.token(ahead: 1)?.text == "(" {
                advance()
                try expect("(")
                pages.append(try page())
                wholeBlock = true
                try expect(")")
                continue
            }
            pages.append(try page())
        }
        return .invalidate(operation, pages: pages, wholeBlock: wholeBlock)
    }

    /// `asid=other`, `vmid=other`, `ttl=2`.
    private mutating func takeOperand(_ operation: inout Invalidation) throws(ScenarioError) -> Bool {
        guard token(ahead: 1)?.text == "=", let word = takeWord("asid", "vmid", "ttl") else { return false }
        try expect("=")
        if word == "ttl" {
            let level = try number("a level from 0 to 3", at: 3)
            operation.level = level == 0 ? nil : level
            return true
        }
        let tag: Int?
        if takeWord("own") != nil {
            tag = nil
        } else if takeWord("other") != nil {
            tag = -1
        } else {
            tag = try number("a number, own or other", at: 0xffff)
        }
        if word == "asid" { operation.asid = tag } else { operation.vmid = tag }
        return true
    }
}
