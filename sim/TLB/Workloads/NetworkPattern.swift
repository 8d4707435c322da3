/// `network`: a receive ring of 4096 buffers of 2 KiB in pages scattered over memory, used in order; each packet
/// of 1500 bytes touches two lines of any of 4096 scattered 256-byte buffer heads, then 24 lines of its buffer.
struct NetworkPattern: AccessPattern {
    private static let buffers: UInt64 = 4096
    private static let bufferBytes: UInt64 = 2048
    private static let packetLines: UInt64 = 24

    let memory: WorkloadMemory
    let accessesPerOperation = 2 + 24
    private let frames: PagePermutation
    private let headFrames: PagePermutation
    private var next: UInt64 = 0

    init(_ memory: WorkloadMemory, seed: UInt64) {
        self.memory = memory
        frames = PagePermutation(count: memory.pages, seed: seed, stream: 41)
        headFrames = PagePermutation(count: memory.pages, seed: seed, stream: 42)
    }

    mutating func operate(_ random: inout WorkloadRandom, into queue: inout [UInt64]) {
        let head = address(random.below(Self.buffers), bytes: SlabPattern.objectBytes, headFrames)
        queue.append(head)
        queue.append(head + WorkloadMemory.lineBytes)
        let buffer = address(next, bytes: Self.bufferBytes, frames)
        for line in 0..<Self.packetLines { queue.append(buffer + line * WorkloadMemory.lineBytes) }
        next = (next + 1) % Self.buffers
    }

    /// Objects fill one scattered page after the other; a memory smaller than the pool is used more than once.
    private func address(_ number: UInt64, bytes: UInt64, _ frames: PagePermutation) -> UInt64 {
        let perPage = memory.pageBytes / bytes
        return memory.address(ofPage: frames[number / perPage % memory.pages]) + number % perPage * bytes
    }
}
