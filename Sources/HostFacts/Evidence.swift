/// The line of the snapshot that a fact rests on.
public struct Evidence: Hashable, Sendable {
    /// The file, as it stands in the snapshot: "proc/iomem".
    public let file: String
    /// 1-based line, or nil where the fact rests on the whole file (or on its absence).
    public let line: Int?
    /// The line itself, trimmed; or what was seen, in a few words.
    public let text: String

    /// Evidence in `file` at `line`.
    public init(file: String, line: Int? = nil, text: String) {
        self.file = file
        self.line = line
        self.text = text
    }
}

/// A value and the line it came from.
public struct Sourced<Value> {
    /// The value.
    public let value: Value
    /// Where it was read.
    public let evidence: Evidence

    /// `value` as read at `evidence`.
    public init(_ value: Value, _ evidence: Evidence) {
        self.value = value
        self.evidence = evidence
    }

    /// The same evidence for a value derived from this one.
    public func map<Other>(_ transform: (Value) -> Other) -> Sourced<Other> {
        Sourced<Other>(transform(value), evidence)
    }
}

extension Sourced: Sendable where Value: Sendable {}
extension Sourced: Equatable where Value: Equatable {}
extension Sourced: Hashable where Value: Hashable {}
