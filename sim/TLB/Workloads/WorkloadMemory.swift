public import Arm64
public import LinearMap

/// The memory a workload addresses: whole pages of the captured host's RAM, counted from the lowest address
/// upwards, holes left out.
public struct WorkloadMemory: Hashable, Sendable {
    /// The physical ranges, ascending, each a whole number of pages.
    public let ranges: [AddressRange]
    /// Bytes of a page.
    public let pageBytes: UInt64
    /// Pages in all ranges; at least 1.
    public let pages: UInt64
    /// Number of the first page of each range.
    private let firstPages: [UInt64]

    /// Bytes in all ranges.
    public var bytes: UInt64 { pages * pageBytes }
    /// Cache lines of 64 bytes in all ranges.
    var lines: UInt64 { bytes / Self.lineBytes }
    /// Bytes of the line that one access touches.
    static let lineBytes: UInt64 = 64

    /// The valid pages of `layout` that the page allocator may hand out: its memory without the image of the
    /// kernel, the KFENCE pool and the crash kernel's region where those are mapped by calls of their own.
    ///
    /// - Parameter footprint: no more than so many bytes, the lowest ones; nil for all of it.
    /// - Returns: nil if not one page is left.
    public init?(_ layout: Layout, footprint: UInt64? = nil) {
        let kinds: Set<Segment.Kind> = [.ram, .hotplug]
        let usable = AddressSet(layout.segments.filter { $0.valid && kinds.contains($0.kind) }.map(\.range))
        self.init(usable.ranges, pageBytes: layout.granule.pageSize, footprint: footprint)
    }

    /// One range of `bytes` from address 0: where there is no host.
    ///
    /// - Returns: nil for less than a page.
    public init?(bytes: UInt64, pageBytes: UInt64 = 4096) {
        self.init([AddressRange(0, bytes)].compactMap { $0 }, pageBytes: pageBytes, footprint: nil)
    }

    private init?(_ ranges: [AddressRange], pageBytes: UInt64, footprint: UInt64?) {
        var kept: [AddressRange] = []
        var firsts: [UInt64] = []
        var room = (footprint ?? .max) / pageBytes
        var count: UInt64 = 0
        for range in ranges.compactMap({ $0.roundedInward(to: pageBytes) }) {
            let taken = min(range.size / pageBytes, room)
            guard let part = AddressRange(range.start, range.start + taken * pageBytes) else { break }
            firsts.append(count)
            kept.append(part)
            count += taken
            room -= taken
        }
        guard count > 0 else { return nil }
        self.ranges = kept
        firstPages = firsts
        self.pageBytes = pageBytes
        pages = count
    }

    /// The physical address of page `number`, which is below `pages`.
    func address(ofPage number: UInt64) -> UInt64 {
        var low = 0
        var high = firstPages.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if firstPages[middle] <= number { low = middle } else { high = middle }
        }
        return ranges[low].start + (number - firstPages[low]) * pageBytes
    }

    /// The physical address of cache line `number`, which is below `lines`.
    func address(ofLine number: UInt64) -> UInt64 {
        let perPage = pageBytes / Self.lineBytes
        return address(ofPage: number / perPage) + number % perPage * Self.lineBytes
    }
}
