public import HostFacts

/// A value a rule needs, with the lines it was read from, and the other values it might have where the
/// snapshot does not fix it.
public struct Setting<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Another value that the snapshot does not exclude.
    public struct Alternative: Hashable, Sendable {
        /// The value.
        public let value: Value
        /// Under which condition it holds: "CONFIG_KFENCE is off".
        public let condition: String

        /// `value`, if `condition`.
        public init(_ value: Value, if condition: String) {
            self.value = value
            self.condition = condition
        }
    }

    /// The value used.
    public var value: Value
    /// Where it was read; empty when it is assumed.
    public var evidence: [Evidence]
    /// What is assumed and why; nil when the snapshot fixes the value.
    public var assumption: String?
    /// What else it might be.
    public var alternatives: [Alternative]

    /// A value that the snapshot fixes.
    public init(_ value: Value, _ evidence: [Evidence]) {
        self.value = value
        self.evidence = evidence
        alternatives = []
    }

    /// A value that is assumed.
    public init(
        assuming value: Value, because assumption: String, _ evidence: [Evidence] = [],
        alternatives: [Alternative]
    ) {
        self.value = value
        self.evidence = evidence
        self.assumption = assumption
        self.alternatives = alternatives
    }

    /// " (assumed: …)" for a value that the snapshot does not fix, else nothing.
    var caveat: String { assumption.map { " (assumed: \($0))" } ?? "" }
}
