/// `sequential`: one cache line after the other from the lowest address of memory upwards, then again.
struct SequentialPattern: AccessPattern {
    let memory: WorkloadMemory
    let accessesPerOperation = 1
    private var line: UInt64 = 0

    init(_ memory: WorkloadMemory) { self.memory = memory }

    mutating func operate(_ random: inout WorkloadRandom, into queue: inout [UInt64]) {
        queue.append(memory.address(ofLine: line))
        line = line + 1 == memory.lines ? 0 : line + 1
    }
}
