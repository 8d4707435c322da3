/// Descriptors and places of descriptors.
extension TokenCursor {
    static let entryKinds = "inv, table, page, block, gigablock, or attributes such as ro and nT=1"

    /// `inv`, `table`, `table N`, `table(equal)`, `page a+1 ro`, `block A nT=1`, `ro`.
    mutating func entry() throws(ScenarioError) -> EntrySyntax {
        let position = position
        if takeWord("inv", "invalid") != nil {
            return EntrySyntax(kind: .invalid, level: nil, position: position)
        }
        if takeWord("table") != nil { return try table(at: position) }
        if let word = takeWord("page", "block", "gigablock") {
            _ = take("->")
            let symbol = try name("the frame it points to")
            let offset = try addend()
            let level = word == "page" ? 3 : word == "block" ? 2 : 1
            let attributes = try attributes()
            return EntrySyntax(
                kind: .leaf(symbol: symbol, offset: offset), level: level, attributes: attributes,
                position: position)
        }
        let attributes = try attributes()
        guard attributes != AttributeSyntax() else { throw failure(Self.entryKinds) }
        return EntrySyntax(
            kind: .leaf(symbol: nil, offset: 0), level: nil, attributes: attributes, position: position)
    }

    private mutating func table(at position: SourcePosition) throws(ScenarioError) -> EntrySyntax {
        if take("(") {
            guard takeWord("equal") != nil else { throw failure("equal") }
            if takeWord("pages") != nil {}
            try expect(")")
            return EntrySyntax(kind: .table(nil), level: nil, position: position)
        }
        var name: Word?
        if let token = next, token.kind == .word { name = try self.name("a table's name") }
        return EntrySyntax(kind: .table(name), level: nil, position: position)
    }

    /// `ro rw af=0 device nc normal nsh osh ish ng global cont nT=1`, any number of them.
    mutating func attributes() throws(ScenarioError) -> AttributeSyntax {
        var result = AttributeSyntax()
        while let token = next, token.kind == .word {
            switch token.text.lowercased() {
            case "ro": result.writable = try !bit()
            case "rw": result.writable = try bit()
            case "device": result.memory = try named(.device)
            case "normal": result.memory = try named(.normal)
            case "nc": result.memory = try named(.nonCacheable)
            case "ish": result.shareability = try named(.inner)
            case "osh": result.shareability = try named(.outer)
            case "nsh": result.shareability = try named(LeafEntry.Shareability.none)
            case "ng": result.global = try !bit()
            case "global": result.global = try bit()
            case "cont": result.contiguous = try bit()
            case "af": result.accessed = try bit()
            case "nt": result.notTLBCached = try bit()
            default: return result
            }
        }
        return result
    }

    /// Takes the word that named `value`.
    private mutating func named<Value>(_ value: Value) throws(ScenarioError) -> Value {
        advance()
        return value
    }

    /// The attribute's name, then optionally `=0` or `=1`; true without.
    private mutating func bit() throws(ScenarioError) -> Bool {
        advance()
        guard take("=") else { return true }
        return try number("0 or 1", at: 1) == 1
    }

    /// Whether a table entry is next: `PTE3(`, `L2(`, `S2`, `old`, `N(`.
    var isAtLocation: Bool {
        guard let token = next, token.kind == .word else { return false }
        if Self.level(of: token.text) != nil { return true }
        if ["old", "new"].contains(token.text.lowercased()), let second = self.token(ahead: 1) {
            return Self.level(of: second.text) != nil
        }
        return self.token(ahead: 1)?.text == "("
    }

    /// `PTE3(x)`, `L2`, `old L3(x)`, `S2(i)`, `S2L2(i)`, `N(x)`.
    mutating func location() throws(ScenarioError) -> LocationSyntax {
        let position = position
        if takeWord("old", "new") != nil {}
        let word = try name("a table entry such as PTE3(x), L2(x), S2(i)")
        let place = Self.level(of: word.text)
        var page: Word?
        if take("(") {
            page = try self.page()
            try expect(")")
        } else if place == nil {
            throw failure("( and a page's name")
        }
        return LocationSyntax(
            table: place == nil ? word : nil, stage: place?.stage ?? 1, level: place?.level ?? 3, page: page,
            position: position)
    }

    static func level(of word: String) -> (stage: Int, level: Int)? {
        switch word.uppercased() {
        case "PTE", "PTE3", "L3": (1, 3)
        case "PTE2", "L2", "PMD": (1, 2)
        case "PTE1", "L1", "PUD": (1, 1)
        case "S2", "S2L3": (2, 3)
        case "S2L2": (2, 2)
        case "S2L1": (2, 1)
        default: nil
        }
    }
}
