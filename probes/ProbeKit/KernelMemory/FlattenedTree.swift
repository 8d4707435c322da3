/// Finds properties of `/chosen` in a flattened device tree (Devicetree Specification, chapter 5), a window of the file
/// at a time and trusting none of its numbers.
struct FlattenedTree {
    private let system: SystemCalls
    private let descriptor: Descriptor
    private let window = RawPage(4096)
    private var windowStart: UInt64 = 1 << 63
    private var structure: UInt64 = 0
    private var structureEnd: UInt64 = 0
    private var strings: UInt64 = 0
    private var stringsEnd: UInt64 = 0

    /// The kernel takes no larger tree (`MAX_FDT_SIZE`).
    private static let sizeLimit: UInt64 = 2 << 20

    /// Reads the header of /sys/firmware/fdt, opened for reading.
    ///
    /// - Throws: EINVAL for what is no such tree; otherwise what reading failed with.
    init(_ system: SystemCalls, fdt: Descriptor) throws(KernelMemoryError) {
        self.system = system
        descriptor = fdt
        guard try word(at: 0) == 0xd00d_feed, try word(at: 20) >= 17, try word(at: 24) <= 17 else {
            throw Self.invalid
        }
        let total = UInt64(try word(at: 4))
        structure = UInt64(try word(at: 8))
        strings = UInt64(try word(at: 12))
        stringsEnd = strings + UInt64(try word(at: 32))
        structureEnd = structure + UInt64(try word(at: 36))
        guard total <= Self.sizeLimit, structureEnd <= total, stringsEnd <= total, structure % 4 == 0 else {
            throw Self.invalid
        }
    }

    private static let invalid = KernelMemoryError(.invalid, "/sys/firmware/fdt is no flattened device tree")

    /// The numbers of the properties `names` of `/chosen`, of 4 or 8 bytes each; nil for those that are not there.
    mutating func chosen(_ names: [StaticString]) throws(KernelMemoryError) -> [UInt64?] {
        var values = [UInt64?](repeating: nil, count: names.count)
        var place = structure
        var depth = 0
        var isChosen = false
        while place + 4 <= structureEnd {
            let token = try word(at: place)
            place += 4
            switch token {
            case 1:
                depth += 1
                // The root is at depth 1, its children at 2.
                if depth == 2 { isChosen = try isText("chosen", at: place, before: structureEnd) }
                place = try afterText(place)
            case 2:
                if depth == 2, isChosen { return values }
                depth -= 1
            case 3:
                let size = UInt64(try word(at: place))
                let name = UInt64(try word(at: place + 4))
                place += 8
                if depth == 2, isChosen {
                    for index in names.indices
                    where try isText(names[index], at: strings + name, before: stringsEnd) {
                        values[index] = try number(at: place, size)
                    }
                }
                place += (size + 3) & ~3
            case 4: break
            default: return values
            }
        }
        return values
    }

    private mutating func number(at place: UInt64, _ size: UInt64) throws(KernelMemoryError) -> UInt64? {
        if size == 4 { return UInt64(try word(at: place)) }
        guard size == 8 else { return nil }
        let high = UInt64(try word(at: place))
        return high << 32 | UInt64(try word(at: place + 4))
    }

    private mutating func isText(
        _ text: StaticString, at place: UInt64, before end: UInt64
    ) throws(KernelMemoryError) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + UInt64(count) < end else { return false }
        for index in 0...count {
            let wanted = index < count ? text.utf8Start[index] : 0
            if try byte(at: place + UInt64(index)) != wanted { return false }
        }
        return true
    }

    /// Behind the NUL of the text at `place`, at the next multiple of four.
    private mutating func afterText(_ place: UInt64) throws(KernelMemoryError) -> UInt64 {
        var end = place
        while end < structureEnd, try byte(at: end) != 0 { end += 1 }
        return (end + 4) & ~3
    }

    /// The big-endian word at `place`; zero behind the file.
    private mutating func word(at place: UInt64) throws(KernelMemoryError) -> UInt32 {
        var value: UInt32 = 0
        for index in 0..<4 as Range<UInt64> { value = value << 8 | UInt32(try byte(at: place + index)) }
        return value
    }

    private mutating func byte(at place: UInt64) throws(KernelMemoryError) -> UInt8 {
        if place < windowStart || place - windowStart >= 4096 { try move(to: place & ~4095) }
        return window.byte(Int(place - windowStart))
    }

    private mutating func move(to start: UInt64) throws(KernelMemoryError) {
        window.bytes.initializeMemory(as: UInt8.self, repeating: 0)
        windowStart = start
        var done = 0
        while done < 4096 {
            let rest = UnsafeMutableRawBufferPointer(rebasing: window.bytes[done...])
            let result = system.read(descriptor, into: rest, at: start + UInt64(done))
            if result == -4, system.stopped() == 0 { continue }
            if let failure = Failure(result: result) {
                throw KernelMemoryError(failure, "/sys/firmware/fdt could not be read")
            }
            if result == 0 || result > rest.count { return }
            done += result
        }
    }
}
