public import Arm64

/// Boot memory of one NUMA node.
public struct NodeMemory: Hashable, Sendable {
    /// The node; only equality means anything.
    public var node: Int
    /// One of its ranges.
    public var range: AddressRange

    /// Memory of `node`.
    public init(node: Int, range: AddressRange) {
        self.node = node
        self.range = range
    }

    /// Which nodes boot memory belongs to, ascending; empty for one node, or where nothing tells.
    ///
    /// The log names node and range. So does the early allocator's list, from 6.6 on. Lines of /proc/iomem that
    /// touch are of two nodes, because lines of one would have been joined.
    static func nodes(log: KernelLog?, listed: MemblockList?, iomem: [SourcedRange]) -> [NodeMemory] {
        let logged = (log?.nodeRanges ?? []).map { NodeMemory(node: $0.node, range: $0.range.value) }
        if let found = several(logged) { return found }
        let known = (listed?.regions ?? []).compactMap { region in
            region.node.map { NodeMemory(node: $0, range: region.range) }
        }
        return several(known) ?? several(counted(iomem)) ?? []
    }

    /// `ranges` sorted, if they are of several nodes.
    private static func several(_ ranges: [NodeMemory]) -> [NodeMemory]? {
        guard Set(ranges.map(\.node)).count > 1 else { return nil }
        return ranges.sorted { $0.range.start < $1.range.start }
    }

    /// Ascending lines, numbered anew where one touches the last.
    private static func counted(_ lines: [SourcedRange]) -> [NodeMemory] {
        var result: [NodeMemory] = []
        for line in lines {
            let touches = result.last?.range.end == line.value.start
            result.append(
                NodeMemory(node: (result.last?.node ?? 0) + (touches ? 1 : 0), range: line.value))
        }
        return result
    }
}
