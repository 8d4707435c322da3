/// A kernel version as upstream counts it: `major.minor.patch`.
///
/// The patch level is the stable release (6.1.176 → 176), which uname does not always tell.
public struct KernelVersion: Hashable, Comparable, Sendable {
    /// First number.
    public let major: Int
    /// Second number.
    public let minor: Int
    /// Stable patch level; 0 for a mainline release.
    public let patch: Int

    /// The version `major.minor.patch`.
    @inlinable
    public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads the leading `N.N[.N]` of `text`; nil if there is none or a number exceeds 65535.
    public init?(prefixOf text: some StringProtocol) {
        var numbers: [Int] = []
        var current: Int?
        for byte in text.utf8 {
            if byte >= 0x30, byte <= 0x39 {
                let next = (current ?? 0) * 10 + Int(byte - 0x30)
                guard next <= 65535 else { return nil }
                current = next
            } else if byte == 0x2e, let number = current, numbers.count < 2 {
                numbers.append(number)
                current = nil
            } else {
                break
            }
        }
        if let number = current { numbers.append(number) }
        guard numbers.count >= 2 else { return nil }
        self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
    }

    /// Ordered by major, minor, patch.
    @inlinable
    public static func < (left: KernelVersion, right: KernelVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// "6.1.176".
    public var text: String { "\(major).\(minor).\(patch)" }
}

/// The versions a rule holds for, as spans of `first ..< limit` in version order.
///
/// Stable backports are spans of their own: `[6.1.65, 6.2) ∪ [6.4, ∞)` says "6.1.y from 6.1.65,
/// and everything from 6.4".
public struct KernelVersions: Hashable, Sendable {
    /// One span; `limit` nil means "and every later version known to this release".
    public struct Span: Hashable, Sendable {
        /// First version in the span.
        public let first: KernelVersion
        /// First version behind the span, or nil.
        public let limit: KernelVersion?

        /// A span from `first` up to but not including `limit`.
        public init(_ first: KernelVersion, _ limit: KernelVersion? = nil) {
            self.first = first
            self.limit = limit
        }

        /// Whether `version` lies in the span.
        public func contains(_ version: KernelVersion) -> Bool {
            version >= first && limit.map { version < $0 } ?? true
        }
    }

    /// The spans, ascending.
    public let spans: [Span]

    /// The union of `spans`.
    public init(_ spans: Span...) { self.spans = spans }

    /// Whether any span holds `version`.
    public func contains(_ version: KernelVersion) -> Bool { spans.contains { $0.contains(version) } }

    /// "6.1.65 – 6.1.y, 6.4 and later".
    public var text: String {
        spans.map { $0.text }.joined(separator: ", ")
    }
}

extension KernelVersions.Span {
    /// "5.10.47 – 5.10.109", "6.1.65 – 6.1.y" or "6.4 and later".
    public var text: String {
        let from = first.patch == 0 ? "\(first.major).\(first.minor)" : first.text
        guard let limit else { return "\(from) and later" }
        if limit.patch > 0 { return "\(from) – \(limit.major).\(limit.minor).\(limit.patch - 1)" }
        if (limit.major, limit.minor) == (first.major, first.minor + 1) {
            return first.patch == 0 ? "\(from).y" : "\(from) – \(first.major).\(first.minor).y"
        }
        return "\(from) – before \(limit.major).\(limit.minor)"
    }
}
