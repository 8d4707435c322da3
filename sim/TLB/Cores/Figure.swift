/// How well a figure about a core is known.
public enum Confidence: String, CaseIterable, Hashable, Sendable {
    /// Read in the vendor's own document, or measured and read where the measurement was published.
    case solid
    /// Told by somebody who read or measured it, or taken over from a sibling core by its vendor's word.
    case secondary
    /// General knowledge that was not found again in a source.
    case recalled
    /// Not published: what linmap simulates in its place, and why, stands in the source.
    case assumed

    /// How much less than another: the weakest of several figures is that of the highest rank.
    private var rank: Int {
        switch self {
        case .solid: 0
        case .secondary: 1
        case .recalled: 2
        case .assumed: 3
        }
    }

    /// The weaker of the two.
    public static func weaker(_ left: Confidence, _ right: Confidence) -> Confidence {
        left.rank >= right.rank ? left : right
    }
}

/// A figure about a core: its value, where it was read, and how well it is known.
public struct Figure<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The figure.
    public let value: Value
    /// Where it was read, or for an assumption why it was made.
    public let source: String
    /// How well it is known.
    public let confidence: Confidence

    /// A figure read in `source`.
    public init(_ value: Value, _ confidence: Confidence, _ source: String) {
        self.value = value
        self.confidence = confidence
        self.source = source
    }

    /// The same figure with another value derived from it.
    public func map<Other>(_ transform: (Value) -> Other) -> Figure<Other> {
        Figure<Other>(transform(value), confidence, source)
    }
}
