internal import Arm64

/// Physical memory as /proc/iomem or debugfs memblock/memory lists it, as far as redaction must know it.
struct MemoryList {
    /// "System RAM", ascending as listed.
    private(set) var memory: [AddressRange] = []
    /// The lowest address of memory, parts that are not mapped included.
    private(set) var start: UInt64?
    /// From the kernel's first byte to its last.
    private(set) var image: AddressRange?

    init(iomem: [UInt8]?, memblock: [UInt8]?) {
        for line in Lines.split(iomem ?? []) { read(line) }
        guard memory.isEmpty else { return }
        for line in Lines.split(memblock ?? []) { readBlock(line) }
    }

    /// "   0: 0x0000000040000000..0x00000000bfffffff    0 NONE"
    private mutating func readBlock(_ line: ArraySlice<UInt8>) {
        guard let open = line.index(of: ": 0x"), let dots = line.index(of: "..0x"),
            let first = Hexadecimal.value(line[(open + 4)..<max(dots, open + 4)]),
            let last = Hexadecimal.value(line[(dots + 4)...].prefix { $0.hexadecimalValue != nil }),
            let range = AddressRange(first: first, last: last)
        else { return }
        start = min(start ?? first, first)
        if !line.contains("NOMAP") { memory.append(range) }
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        let text = line.trimmed()
        guard let hyphen = text.firstIndex(of: 0x2d), let blank = text.firstIndex(of: 0x20), hyphen < blank,
            let first = Hexadecimal.value(text[..<hyphen]),
            let last = Hexadecimal.value(text[(hyphen + 1)..<blank]),
            let range = AddressRange(first: first, last: last), last != 0
        else { return }
        let name = text[blank...].dropFirst(3)
        let isTop = line.first != 0x20
        if isTop, name.hasPrefix("System RAM") { memory.append(range) }
        // What the firmware gave without allowing to map it is memory to the kernel all the same.
        if isTop, name.hasPrefix("System RAM") || name.equals("reserved") {
            start = min(start ?? first, first)
        }
        if name.equals("Kernel code") || name.equals("Kernel data") {
            image = AddressRange(min(image?.start ?? first, first), max(image?.end ?? 0, range.end))
        }
    }
}
