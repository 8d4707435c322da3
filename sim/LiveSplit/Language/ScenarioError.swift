/// A place in a scenario's text; both numbers count from 1, columns in bytes.
public struct SourcePosition: Hashable, Sendable {
    /// The line.
    public let line: Int
    /// The column of the first byte that is to blame.
    public let column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// What is wrong with a scenario, where, and what was expected instead.
public struct ScenarioError: Error, Hashable, Sendable {
    /// Where.
    public let position: SourcePosition
    /// What is wrong.
    public let problem: String
    /// What was expected.
    public let expected: String

    init(_ position: SourcePosition, _ problem: String, expected: String) {
        self.position = position
        self.problem = problem
        self.expected = expected
    }

    /// "12:7: no page is called q; expected a name mapped above".
    public var message: String { "\(position.line):\(position.column): \(problem); expected \(expected)" }
}
