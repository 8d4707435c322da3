/// Descriptors and places of descriptors.
extension TokenCursor {
    static let entryKinds = "inv, table, page, block, gigablock, or attributes such as ro and nT=1"

    /// `inv`, `table`, `table N`, `table(equal)`, `page a+1 ro`, `block A nT=1`, `ro`.
    mutating func entry() throws(ScenarioError) -> EntrySyntax {
        let position = position
        if takeWord("inv", "invalid") != nil {
            var level: Int?
            if takeWord("at") != nil {
                guard takeWord("level") != nil else { throw failure("level") }
                level = try number("a level from 1 to 3", at: 3)
            }
            return EntrySyntax(kind: .invalid, level: level, position: position)
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
        guard !attributes.isEmpty else { throw failure(Self.entryKinds) }
        return EntrySyntax(
            kind: .leaf(symbol: nil, offset: 0), level: nil, attributes: attributes, position: position)
    }

    private mutating func table(at position: SourcePosition) throws(ScenarioError) -> EntrySyntax {
        if next?.text == "(", token(ahead: 1)?.text.lowercased() == "equal" {
            advance()
            advance()
            _ = takeWord("pages")
            try expect(")")
            return EntrySyntax(kind: .table(nil), level: nil, position: position)
        }
        var name: Word?
        if let token = next, token.kind == .word, !["release", "acquire"].contains(token.text.lowercased()) {
            name = try self.name("a table's name")
        }
        return EntrySyntax(kind: .table(name), level: nil, position: position)
    }

    /// `ro rw af=0 device nc normal nsh osh ish ng global cont nT=1`, any number of them.
    mutating func attributes() throws(ScenarioError) -> LeafAttributes.Change {
        var change = LeafAttributes.Change()
        while let token = next, token.kind == .word,
            let (part, value) = Self.attribute(token.text.lowercased())
        {
            advance()
            let isBit = part.mask == 1
            let holds = isBit && take("=") ? try number("0 or 1", at: 1) == 1 : true
            change[part] = holds ? value : 1 - value
        }
        return change
    }

    private static func attribute(_ word: String) -> (LeafAttributes.Part, UInt16)? {
        switch word {
        case "ro": (.writable, 0)
        case "rw": (.writable, 1)
        case "device": (.memory, LeafAttributes.Memory.device.rawValue)
        case "normal": (.memory, LeafAttributes.Memory.normal.rawValue)
        case "nc": (.memory, LeafAttributes.Memory.nonCacheable.rawValue)
        case "ish": (.shareability, LeafAttributes.Shareability.inner.rawValue)
        case "osh": (.shareability, LeafAttributes.Shareability.outer.rawValue)
        case "nsh": (.shareability, LeafAttributes.Shareability.none.rawValue)
        case "ng": (.global, 0)
        case "global": (.global, 1)
        case "cont", "contiguous": (.contiguous, 1)
        case "af": (.accessed, 1)
        case "nt": (.notTLBCached, 1)
        default: nil
        }
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
