public import Arm64
public import HostFacts

/// One rule of the kernel: what a mechanism does to the linear map, in which versions, and how that is known.
public struct Rule: Hashable, Sendable {
    /// Short stable name: "rodata-full".
    public let id: String
    /// The mechanism in a few words.
    public let title: String
    /// The versions it holds for, stable backports included.
    public let versions: KernelVersions
    /// What it says, in one sentence.
    public let says: String
    /// The same in plain words, for `linmap rules ID`.
    public let explanation: String
    /// What it rests on: commits, releases whose source was read, reports.
    public let sources: [String]

    /// A rule.
    init(
        _ id: String, _ title: String, _ versions: KernelVersions, says: String, explanation: String,
        sources: [String]
    ) {
        self.id = id
        self.title = title
        self.versions = versions
        self.says = says
        self.explanation = explanation
        self.sources = sources
    }
}

/// A rule that spoke on a host: its verdict, and the lines it rests on.
public struct Reason: Hashable, Sendable {
    /// What the rule decided.
    public enum Verdict: String, Hashable, Sendable {
        /// The whole map is built of single pages.
        case pages
        /// The mechanism asks for nothing; larger leaves stay possible.
        case noEffect = "no-effect"
        /// Large leaves are used although something else would have asked for pages.
        case blocks
        /// A range is mapped by a call of its own, which cuts its neighbours' leaves.
        case ownCall = "own-call"
        /// The finished map is rewritten as pages.
        case repaint
        /// A range is made invalid.
        case invalid
        /// A range is made read-only.
        case readOnly = "read-only"
        /// The mechanism limits which memory is mapped at all.
        case bounds
        /// Leaves may have been split since boot.
        case splits
    }

    /// The rule.
    public let rule: Rule
    /// Its verdict.
    public let verdict: Verdict
    /// The verdict in plain words, for this host.
    public let text: String
    /// The lines it rests on.
    public let evidence: [Evidence]

    /// `rule` decided `verdict`.
    public init(_ rule: Rule, _ verdict: Verdict, _ text: String, _ evidence: [Evidence]) {
        self.rule = rule
        self.verdict = verdict
        self.text = text
        self.evidence = evidence
    }
}

extension KernelVersions {
    /// Everything from `first` on.
    static func from(_ first: KernelVersion) -> KernelVersions { KernelVersions(Span(first)) }
    /// `first` up to but not including `limit`.
    static func between(_ first: KernelVersion, _ limit: KernelVersion) -> KernelVersions {
        KernelVersions(Span(first, limit))
    }
}

/// Short for a version in rule tables: `v(6, 1, 65)`.
func v(_ major: Int, _ minor: Int, _ patch: Int = 0) -> KernelVersion {
    KernelVersion(major, minor, patch)
}
