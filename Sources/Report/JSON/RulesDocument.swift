public import LinearMap

/// `linmap.rules/1`: the rules as JSON.
public struct RulesDocument: Encodable, Sendable {
    struct Entry: Encodable {
        var id: String
        var title: String
        var versions: String
        var says: String
        var explanation: String
        var sources: [String]
    }

    let schema = "linmap.rules/1"
    let rules: [Entry]

    /// The document of `rules`.
    public init(_ rules: [Rule]) {
        self.rules = rules.map {
            Entry(
                id: $0.id, title: $0.title, versions: $0.versions.text, says: $0.says,
                explanation: $0.explanation,
                sources: $0.sources)
        }
    }
}
