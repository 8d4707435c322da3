import Arm64
import ProbeKit
import Testing

/// Numbers that look random and are the same in every run.
struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let mixed = (state ^ state >> 33) &* 0xff51_afd7_ed55_8ccd
        return mixed ^ mixed >> 33
    }
}

/// How a kernel was built and what it runs on.
struct Shape: CustomTestStringConvertible, Sendable {
    var granule: Granule
    var compiled: Int
    var actual: Int
    var release = "6.12.1"
    var physOffset: UInt64 = 0x4000_0000
    /// PAGE_OFFSET of the layout before 5.4 is half as far down.
    var isOld: Bool { release.hasPrefix("4.18.0-240") }
    var pageOffset: UInt64 { 0 &- (1 << UInt64(isOld ? compiled - 1 : compiled)) }
    var hasLPA2: Bool { granule != .k64 && actual == 52 }
    var testDescription: String { "\(granule.name) \(compiled)/\(actual) \(release)" }
}

/// A host whose memory holds page tables and nothing else, behind a made-up /proc/kcore.
///
/// The tables are made by slow code of its own, entry by entry from the leaves.
final class SyntheticHost: SystemCalls {
    struct Leaf: Equatable {
        var start: UInt64
        var size: UInt64
        var leaf: UInt64
        var contiguous = false
        var valid = true
        var readOnly = false
    }

    let shape: Shape
    var banks: [(start: UInt64, size: UInt64)] = []
    /// Pages by physical address.
    var pages: [UInt64: [UInt64]] = [:]
    var leaves: [Leaf] = []
    let imagePhysical: UInt64 = 0x4020_0000
    let imageVirtual: UInt64 = 0xffff_8000_8000_0000
    let imageSize: UInt64 = 0x20_0000
    var root: UInt64 { imagePhysical + 0x10_0000 }
    private var nextTable: UInt64 = 0
    var vmcoreinfo = ""
    var extraNotes: [(name: String, bytes: [UInt8])] = [("CORE", [UInt8](repeating: 7, count: 336))]
    lazy var head: [UInt8] = makeHead()
    let dataOffset = 0x1_0000
    // What the machine does while it is read.
    var now: UInt64 = 0
    var microsecondsPerRead: UInt64 = 1
    var reads = 0
    var atRead: ((Int, UInt64) -> Int?)?
    var shortReads = false

    init(_ shape: Shape, banks: [(start: UInt64, size: UInt64)], tablesAt: UInt64) {
        self.shape = shape
        self.banks = banks
        nextTable = tablesAt
        super.init()
        pages[root] = [UInt64](repeating: 0, count: Int(shape.granule.pageSize / 8))
        vmcoreinfo = """
            OSRELEASE=\(shape.release)
            PAGESIZE=\(shape.granule.pageSize)
            SYMBOL(swapper_pg_dir)=\(hex(imageVirtual + root - imagePhysical))
            NUMBER(VA_BITS)=\(shape.compiled)
            NUMBER(kimage_voffset)=0x\(hex(imageVirtual &- imagePhysical))
            NUMBER(PHYS_OFFSET)=0x\(hex(shape.physOffset))
            \(shape.isOld ? "NUMBER(X)=1" : "NUMBER(TCR_EL1_T1SZ)=0x\(hex(UInt64(64 - shape.actual)))")
            """
    }

    func hex(_ value: UInt64) -> String { String(value, radix: 16) }
    func virtual(_ physical: UInt64) -> UInt64 { physical &- shape.physOffset &+ shape.pageOffset }

    // MARK: Tables

    func encode(_ physical: UInt64) -> UInt64 {
        if shape.hasLPA2 { return physical & ((1 << 50) - 1) | (physical >> 50) << 8 }
        if shape.granule == .k64 { return physical & ((1 << 48) - 1) | (physical >> 48) << 12 }
        return physical
    }

    func newTable() -> UInt64 {
        defer { nextTable += shape.granule.pageSize }
        pages[nextTable] = [UInt64](repeating: 0, count: Int(shape.granule.pageSize / 8))
        return nextTable
    }

    /// Bits of a virtual address that index the table at `level`, worked out from the lowest level up.
    func index(_ virtual: UInt64, level: Int) -> Int {
        let page = shape.granule.pageSize
        var unit = page
        var rest = 3
        while rest > level {
            unit *= page / 8
            rest -= 1
        }
        let entries: UInt64
        if level != firstLevel {
            entries = page / 8
        } else if shape.granule == .k64 {
            entries = UInt64(1) << UInt64(shape.compiled) / unit
        } else {
            entries = UInt64(1) << UInt64(shape.actual) / unit
        }
        return Int(virtual / unit % entries)
    }

    /// As in the table of Documentation/arch/arm64/memory.rst and Kconfig's PGTABLE_LEVELS.
    var firstLevel: Int {
        switch (shape.granule, shape.actual) {
        case (.k4, 39), (.k16, 47), (.k64, 48), (.k64, 52): 1
        case (.k4, 48), (.k16, 48), (.k16, 52): 0
        case (.k4, 52): -1
        default: 2
        }
    }

    /// Where the entry for `physical` stands in the table at `level`; makes what is missing.
    func slot(_ physical: UInt64, level: Int) -> (table: UInt64, index: Int) {
        let address = virtual(physical)
        var table = root
        var current = firstLevel
        while current < level {
            let place = index(address, level: current)
            if pages[table]![place] == 0 {
                let next = newTable()
                pages[table]![place] = encode(next) | 3
            }
            let entry = pages[table]![place]
            table = decodeTable(entry)
            current += 1
        }
        return (table, index(address, level: level))
    }

    func decodeTable(_ entry: UInt64) -> UInt64 {
        if shape.hasLPA2 { return entry & ((1 << 50) - 1) & ~0xfff | (entry >> 8 & 3) << 50 }
        if shape.granule == .k64 { return entry & ((1 << 48) - 1) & ~0xffff | (entry >> 12 & 15) << 48 }
        return entry & ((1 << 48) - 1) & ~0xfff
    }

    /// The contiguous hint.
    static let contiguous: UInt64 = 1 << 52

    /// The address in a block's entry.
    func decodeBlock(_ entry: UInt64) -> UInt64 { decodeTable(entry & ~Self.contiguous & ~(3 << 53)) }

    /// Bytes that one entry of a table at `level` maps.
    func size(level: Int) -> UInt64 {
        var size = shape.granule.pageSize
        for _ in level..<3 { size *= shape.granule.pageSize / 8 }
        return size
    }

    /// Maps one entry's worth at `physical`.
    func map(_ physical: UInt64, level: Int, contiguous: Bool, valid: Bool, readOnly: Bool, extra: UInt64 = 0)
    {
        let (table, place) = slot(physical, level: level)
        var entry = encode(physical) | 1 << 10 | extra
        entry |= level == 3 ? 3 : 1
        if contiguous { entry |= 1 << 52 }
        if readOnly { entry |= 1 << 7 }
        if !valid { entry = entry & ~1 | 1 << 11 }
        pages[table]![place] = entry
        add(
            Leaf(
                start: physical, size: size(level: level), leaf: size(level: level), contiguous: contiguous,
                valid: valid, readOnly: readOnly))
    }

    private func add(_ leaf: Leaf) {
        if let last = leaves.last, last.start + last.size == leaf.start, last.leaf == leaf.leaf,
            last.contiguous == leaf.contiguous, last.valid == leaf.valid, last.readOnly == leaf.readOnly
        {
            leaves[leaves.count - 1].size += leaf.size
        } else {
            leaves.append(leaf)
        }
    }

    // MARK: The file

    private func makeHead() -> [UInt8] {
        let notes = makeNotes()
        var segments: [(UInt64, UInt64, UInt64)] = [(imageVirtual, imagePhysical, imageSize)]
        for bank in banks { segments.append((virtual(bank.start), bank.start, bank.size)) }
        segments.append((0xffff_8000_0000_0000, .max, 0x1000_0000_0000))
        var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8)
        bytes += little(4, 2) + little(183, 2) + little(1, 4) + little(0, 8) + little(64, 8) + little(0, 8)
        bytes += little(0, 4) + little(64, 2) + little(56, 2) + little(UInt64(segments.count + 1), 2)
        bytes += little(0, 6)
        let notesAt = UInt64(64 + 56 * (segments.count + 1))
        bytes += programHeader(4, notesAt, 0, 0, UInt64(notes.count))
        for (virtual, physical, size) in segments {
            let offset = virtual &- shape.pageOffset &+ UInt64(dataOffset)
            bytes += programHeader(1, offset, virtual, physical, size)
        }
        return bytes + notes
    }

    func programHeader(
        _ type: UInt64, _ offset: UInt64, _ virtual: UInt64, _ physical: UInt64, _ size: UInt64
    )
        -> [UInt8]
    {
        little(type, 4) + little(7, 4) + little(offset, 8) + little(virtual, 8) + little(physical, 8)
            + little(size, 8) + little(size, 8) + little(4096, 8)
    }

    private func makeNotes() -> [UInt8] {
        var bytes: [UInt8] = []
        for note in extraNotes + [("VMCOREINFO", Array(vmcoreinfo.utf8))] {
            bytes += little(UInt64(note.name.utf8.count + 1), 4) + little(UInt64(note.bytes.count), 4)
            bytes += little(0, 4) + Array(note.name.utf8) + [0]
            while bytes.count % 4 != 0 { bytes.append(0) }
            bytes += note.bytes
            while bytes.count % 4 != 0 { bytes.append(0) }
        }
        return bytes
    }

    func little(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }

    override func microseconds() -> UInt64 { now }

    override func stopped() -> Int32 { 0 }

    override func read(
        _ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) -> Int {
        reads += 1
        now += microsecondsPerRead
        if let result = atRead?(reads, offset) { return result }
        let count = shortReads ? min(buffer.count, 1 + Int(offset % 1000)) : buffer.count
        if offset < UInt64(dataOffset) {
            guard Int(offset) < head.count else { return 0 }
            let part = head[Int(offset)...].prefix(count)
            UnsafeMutableRawBufferPointer(rebasing: buffer[..<part.count]).copyBytes(from: part)
            return part.count
        }
        fill(buffer, count, offset &- UInt64(dataOffset) &+ shape.pageOffset)
        return count
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, _ count: Int, _ virtual: UInt64) {
        let inImage = virtual >= imageVirtual && virtual - imageVirtual < imageSize
        let physical =
            inImage
            ? virtual - imageVirtual + imagePhysical
            : virtual &- shape.pageOffset &+ shape.physOffset
        var done = 0
        while done < count {
            let address = physical &+ UInt64(done)
            let page = address & ~(shape.granule.pageSize - 1)
            let first = Int(address - page)
            let part = min(count - done, Int(shape.granule.pageSize) - first)
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + part])
            if let words = pages[page] {
                words.withUnsafeBytes { target.copyBytes(from: $0[first..<first + part]) }
            } else {
                target.initializeMemory(as: UInt8.self, repeating: 0)
            }
            done += part
        }
    }
}

extension SyntheticHost {
    /// Puts `arm64_ftr_regs` into the image, at 0x3000: its address.
    @discardableResult func addRegisterTable() -> UInt64 {
        var words = [UInt64](repeating: 0, count: 512)
        let table = imageVirtual + 0x3000
        // Entries at 0, the register at 1024, its name at 2048.
        words[0] = 0x180100
        words[1] = table + 512
        words[2] = 0x180740
        words[3] = table + 1024
        words[128] = table + 2048
        words[131] = 0x0020_0000_0000_1011
        words[256] = 0x415f_4449_5f53_5953
        words[257] = 0x3252_464d_4d34_3641
        words[258] = 0x31_4c45_5f
        pages[imagePhysical + 0x3000] = words
        return table
    }
}

/// The text of a walk, read back.
struct WalkText {
    var numbers: [String: [Int]] = [:]
    var leaves: [SyntheticHost.Leaf] = []
    var unread: [(start: UInt64, end: UInt64)] = []
    var comments: [String] = []
    var isEnded = false

    init(_ bytes: [UInt8]) {
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if line.hasPrefix("0x") {
                let ends = words[0].split(separator: "-").map { UInt64($0.dropFirst(2), radix: 16)! }
                if words[2] == "unread" {
                    unread.append((ends[0], ends[1]))
                } else {
                    leaves.append(
                        SyntheticHost.Leaf(
                            start: ends[0], size: ends[1] - ends[0], leaf: UInt64(words[1])!,
                            contiguous: words[2] == "contiguous", valid: words[3] == "valid",
                            readOnly: words[4] == "ro"))
                }
            } else if line == "# end" {
                isEnded = true
            } else if line.hasPrefix("#") {
                comments.append(String(line))
            } else {
                numbers[words[0]] = words.dropFirst().map { Int($0)! }
            }
        }
    }
}
