/// `page-cache` and `page-cache-shuffled`: reads of single pages at random places of a cached file that is half
/// as large as memory.
///
/// Each read touches one line of the index node for the page's group of 64 (struct xa_node: 64 slots, 576 bytes,
/// so seven to 4 KiB), which lies in pages scattered over memory, then the page line by line. In allocation order
/// the file lies in the lower half of memory, page after page, as on a host that just booted; shuffled it is
/// dealt over all of memory at random, as on one that has run for long.
struct PageCachePattern: AccessPattern {
    private static let pagesPerNode: UInt64 = 64
    private static let nodeBytes: UInt64 = 576

    let memory: WorkloadMemory
    private let filePages: UInt64
    private let frames: PagePermutation?
    private let nodeFrames: PagePermutation

    var accessesPerOperation: Int { 1 + Int(memory.pageBytes / WorkloadMemory.lineBytes) }

    init(_ memory: WorkloadMemory, isShuffled: Bool, seed: UInt64) {
        self.memory = memory
        filePages = max(memory.pages / 2, 1)
        frames = isShuffled ? PagePermutation(count: memory.pages, seed: seed, stream: 21) : nil
        nodeFrames = PagePermutation(count: memory.pages, seed: seed, stream: 22)
    }

    mutating func operate(_ random: inout WorkloadRandom, into queue: inout [UInt64]) {
        let filePage = random.below(filePages)
        queue.append(nodeAddress(filePage / Self.pagesPerNode))
        let page = memory.address(ofPage: frames?[filePage] ?? filePage)
        for offset in stride(from: 0, to: memory.pageBytes, by: Int(WorkloadMemory.lineBytes)) {
            queue.append(page + offset)
        }
    }

    /// The line of a node that holds its first slots.
    private func nodeAddress(_ node: UInt64) -> UInt64 {
        let perPage = memory.pageBytes / Self.nodeBytes
        let frame = memory.address(ofPage: nodeFrames[node / perPage % memory.pages])
        let offset = node % perPage * Self.nodeBytes
        return frame + offset - offset % WorkloadMemory.lineBytes
    }
}
