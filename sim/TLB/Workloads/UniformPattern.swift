/// `uniform`: each access is to any cache line of memory, all equally likely.
struct UniformPattern: AccessPattern {
    let memory: WorkloadMemory
    let accessesPerOperation = 1

    mutating func operate(_ random: inout WorkloadRandom, into queue: inout [UInt64]) {
        queue.append(memory.address(ofLine: random.below(memory.lines)))
    }
}
