/// `copy`: two different pages, each pair equally likely; line by line one is read and the other written.
struct CopyPattern: AccessPattern {
    let memory: WorkloadMemory
    var accessesPerOperation: Int { Int(2 * memory.pageBytes / WorkloadMemory.lineBytes) }

    mutating func operate(_ random: inout WorkloadRandom, into queue: inout [UInt64]) {
        let from = random.below(memory.pages)
        // Any other page; the same one where there is no other.
        let step = memory.pages > 1 ? 1 + random.below(memory.pages - 1) : 0
        let source = memory.address(ofPage: from)
        let target = memory.address(ofPage: (from + step) % memory.pages)
        for offset in stride(from: 0, to: memory.pageBytes, by: Int(WorkloadMemory.lineBytes)) {
            queue.append(source + offset)
            queue.append(target + offset)
        }
    }
}
