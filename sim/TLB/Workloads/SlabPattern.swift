/// `slab`: small objects of 256 bytes in slab pages that make up a sixteenth of memory, scattered over it; each
/// operation touches the first and the last line of any object.
struct SlabPattern: AccessPattern {
    static let objectBytes: UInt64 = 256

    let memory: WorkloadMemory
    let accessesPerOperation = 2
    private let slabPages: UInt64
    private let frames: PagePermutation

    init(_ memory: WorkloadMemory, seed: UInt64) {
        self.memory = memory
        slabPages = max(memory.pages / 16, 1)
        frames = PagePermutation(count: memory.pages, seed: seed, stream: 31)
    }

    mutating func operate(_ random: inout WorkloadRandom, into queue: inout [UInt64]) {
        let frame = memory.address(ofPage: frames[random.below(slabPages)])
        let object = frame + random.below(memory.pageBytes / Self.objectBytes) * Self.objectBytes
        queue.append(object)
        queue.append(object + Self.objectBytes - WorkloadMemory.lineBytes)
    }
}
