public import Arm64
public import HostFacts

/// The linear map of a host as the rules say it must be, why, and what could not be known.
public struct Prediction: Sendable {
    /// Whether ordinary memory got blocks or single pages.
    public enum Mapping: String, Hashable, Sendable {
        /// The largest leaves that alignment allows.
        case blocks
        /// Single pages (the text alias may still hold blocks).
        case pages
    }

    /// Something the snapshot does not tell.
    public struct Unknown: Hashable, Sendable {
        /// Short stable name.
        public let what: String
        /// How many bytes of the map could differ; 0 if the snapshot names no memory to count in.
        public let effectBytes: UInt64
        /// What is assumed, and what would hold otherwise.
        public let text: String
    }

    /// The host.
    public let host: Host
    /// Page size used.
    public let granule: Granule
    /// Bits of virtual address in use.
    public let vaBits: Int
    /// The kernel version whose rules were used.
    public let version: KernelVersion
    /// Blocks or pages.
    public let mapping: Mapping
    /// False if something unknown would turn pages into blocks, or blocks into pages.
    public let isMappingCertain: Bool
    /// Where the KFENCE pool with a call of its own lies.
    public let kfencePool: AddressRange?
    /// The map; empty if the snapshot names no memory.
    public let layout: Layout
    /// The rules that spoke, decisive ones first.
    public let reasons: [Reason]
    /// What could not be known; empty if the map is exact.
    public let unknowns: [Unknown]
    /// Contradictions worth showing: the host's, and those that only the rules make visible.
    public let remarks: [Remark]

    /// True if nothing that could change a leaf is unknown.
    public var isExact: Bool { unknowns.isEmpty }
}
