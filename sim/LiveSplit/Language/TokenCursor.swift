/// Walks over one line's tokens; every failure names the place and what was expected.
struct TokenCursor {
    let tokens: [Token]
    private(set) var index = 0
    let line: Int
    let source: [UInt8]

    init(_ line: [UInt8], number: Int) throws(ScenarioError) {
        source = line
        self.line = number
        tokens = try Lexer.tokens(line, number: number)
    }

    var isAtEnd: Bool { index >= tokens.count }
    var next: Token? { index < tokens.count ? tokens[index] : nil }
    func token(ahead count: Int) -> Token? { index + count < tokens.count ? tokens[index + count] : nil }

    /// The place of the next token, or the end of the line.
    var position: SourcePosition {
        next?.position ?? SourcePosition(line: line, column: (tokens.last?.end ?? 0) + 1)
    }

    func failure(_ expected: String) -> ScenarioError {
        ScenarioError(
            position, next.map { "unexpected \($0.text.prefix(24))" } ?? "the line ends", expected: expected)
    }

    mutating func advance() { index += 1 }

    /// Takes the symbol or word `text` if it is next.
    mutating func take(_ text: String) -> Bool {
        guard let next, next.text == text else { return false }
        index += 1
        return true
    }

    /// Takes a word if it is one of `words`, without regard to case.
    mutating func takeWord(_ words: String...) -> String? {
        guard let next, next.kind == .word, words.contains(next.text.lowercased()) else { return nil }
        index += 1
        return next.text.lowercased()
    }

    mutating func expect(_ text: String) throws(ScenarioError) {
        guard take(text) else { throw failure(text) }
    }

    mutating func name(_ what: String) throws(ScenarioError) -> Word {
        guard let token = next, token.kind == .word else { throw failure(what) }
        guard token.text.utf8.count <= 24 else {
            throw ScenarioError(token.position, "a name of more than 24 letters", expected: what)
        }
        index += 1
        return Word(text: token.text, position: token.position)
    }

    /// A page's name: `x`, or `x+1` for its neighbour (`x+other` is the same).
    mutating func page() throws(ScenarioError) -> Word {
        let first = try name("a page's or flag's name")
        guard take("+") else { return first }
        if takeWord("other") != nil {
            _ = takeWord("page")
            return Word(text: first.text + "+1", position: first.position)
        }
        let offset = try number("a number of pages or other", at: 15)
        return Word(text: offset == 0 ? first.text : "\(first.text)+\(offset)", position: first.position)
    }

    mutating func number(_ what: String, at most: Int = 0xffff_ffff) throws(ScenarioError) -> Int {
        guard let token = next, case .number(let value) = token.kind, value <= most else {
            throw failure(what)
        }
        index += 1
        return value
    }

    /// `+ N` after a symbol; 0 if there is none.
    mutating func addend() throws(ScenarioError) -> Int {
        take("+") ? try number("a number of pages up to 15", at: 15) : 0
    }

    /// The text from token `start` to the last one taken.
    func text(from start: Int) -> String {
        guard start < index else { return "" }
        let first = tokens[start].position.column - 1
        return String(decoding: source[first..<tokens[index - 1].end], as: UTF8.self)
    }

    /// Fails unless the line ends here.
    func end() throws(ScenarioError) {
        if !isAtEnd { throw failure("the end of the line") }
    }
}
