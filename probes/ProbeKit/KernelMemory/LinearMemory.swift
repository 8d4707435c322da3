import Arm64

/// The memory that /proc/kcore shows through the linear map, for reading tables by physical address.
final class LinearMemory {
    private let memory: KernelMemory
    private let pageSize: UInt64
    /// Ascending, each with its physical address.
    private var banks: [Bank] = []
    private var last = 0
    /// Physical addresses of the kernel's image.
    private var image: AddressRange?
    /// Behind the highest byte of memory; a physical address.
    private(set) var end: UInt64 = 0

    private struct Bank {
        let physical: UInt64
        let segment: KernelMemory.Segment

        func contains(_ address: UInt64, _ count: UInt64) -> Bool {
            address >= physical && address - physical < segment.size
                && count <= segment.size - (address - physical)
        }
    }

    /// Takes the segments that lie in the linear region and at the physical address it gives them.
    init(_ memory: KernelMemory, _ geometry: Geometry) {
        self.memory = memory
        pageSize = geometry.granule.pageSize
        for segment in memory.segments {
            let physical = geometry.physical(segment.virtual)
            let place = segment.virtual &- geometry.start
            if place < geometry.size, segment.size <= geometry.size - place, segment.physical == physical,
                physical < 1 << 52, segment.size <= 1 << 52
            {
                banks.append(Bank(physical: physical, segment: segment))
                end = max(end, physical + segment.size)
            } else if segment.contains(geometry.root, 8), segment.physical != nil {
                let start = segment.virtual &- geometry.imageOffset
                image = AddressRange(start, start &+ segment.size)
            }
        }
        banks.sort { $0.physical < $1.physical }
    }

    /// The lowest byte of memory; a physical address.
    var start: UInt64 { banks.first?.physical ?? 0 }

    var isEmpty: Bool { banks.isEmpty }

    /// Whether `address` lies in the kernel's image.
    func isImage(_ address: UInt64) -> Bool { image?.contains(address) ?? false }

    /// Fills `buffer` from physical `address` on; false where that is no memory, or reading failed.
    func read(_ address: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let bank = bank(of: address, UInt64(buffer.count)) else { return false }
        let virtual = bank.segment.virtual &+ (address - bank.physical)
        return memory.read(virtual, of: bank.segment, into: buffer) == nil
    }

    private func bank(of address: UInt64, _ count: UInt64) -> Bank? {
        if banks[last].contains(address, count) { return banks[last] }
        var (low, high) = (0, banks.count)
        while low < high {
            let middle = (low + high) / 2
            if banks[middle].physical <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, banks[low - 1].contains(address, count) else { return nil }
        last = low - 1
        return banks[last]
    }
}
