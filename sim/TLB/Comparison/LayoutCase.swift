import Arm64
public import LinearMap

/// One of the maps that are compared.
public struct LayoutCase: Sendable {
    /// Which map it is.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// As the host's kernel maps it by prediction.
        case asIs = "as is"
        /// As the host's real tables were seen.
        case observed
        /// Everything in single pages.
        case pages = "all pages"
        /// The largest leaves that the edges of memory allow.
        case blocks = "best blocks"
        /// After changes.
        case whatIf = "what if"
        /// One page size everywhere, without a host.
        case uniform
    }

    /// Which one.
    public let kind: Kind
    /// What it is in words: the changes of a what-if, the source of an observation.
    public let words: String
    /// What translates an address.
    public let map: TranslationMap
    /// The leaves; nil for a uniform map.
    public let layout: Layout?
    /// Bytes of table pages; nil where there is no host.
    public let tableBytes: UInt64?
    /// Bytes that one TLB entry reaches on average, contiguous groups counted whole.
    public let bytesPerEntry: UInt64

    /// The map of `layout`.
    ///
    /// - Parameters:
    ///   - offset: virtual minus physical address, wrapping.
    ///   - vaBits: bits of virtual address in use.
    public init(_ kind: Kind, _ layout: Layout, words: String = "", offset: UInt64, vaBits: Int) {
        self.kind = kind
        self.words = words
        map = TranslationMap(layout: layout, virtualOffset: offset, vaBits: vaBits)
        self.layout = layout
        tableBytes = layout.tables.bytes
        bytesPerEntry = layout.bytesPerTLBEntry
    }

    /// One page size everywhere.
    ///
    /// - Throws: `.pageSize` for one that is no power of two from 4 KiB to 16 GiB.
    public init(page: UInt64) throws(TLBShapeError) {
        kind = .uniform
        words = ""
        map = try TranslationMap(page: page)
        layout = nil
        tableBytes = nil
        bytesPerEntry = page
    }

    /// The name shown.
    public var name: String { kind == .uniform ? "\(ByteCount.text(bytesPerEntry)) pages" : kind.rawValue }

    /// The table entries that translate `memory`, or all there are.
    public func footprint(_ memory: WorkloadMemory?) -> TableFootprint {
        if let layout { return TableFootprint(layout, memory: memory, rootLevel: map.rootLevel) }
        return TableFootprint(
            memory: memory?.bytes ?? 0, page: bytesPerEntry, granule: map.granule, rootLevel: map.rootLevel)
    }
}
