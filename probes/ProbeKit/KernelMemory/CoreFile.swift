/// Reads the headers of a core file, trusting none of its numbers.
struct CoreFile {
    let system: SystemCalls
    let descriptor: Descriptor

    /// Where the notes stand in the file.
    struct Notes {
        var offset: UInt64
        var size: UInt64
    }

    private static let headerSize = 64
    private static let programHeaderSize = 56
    private static let noteLimit = 64
    private static let notesLimit: UInt64 = 1 << 20
    private static let vmcoreinfoLimit = 65536

    // MARK: Program headers

    func headers() throws(KernelMemoryError) -> (segments: [KernelMemory.Segment], notes: Notes) {
        let header = RawPage(Self.headerSize)
        try read(header.bytes, at: 0)
        let count = try programHeaderCount(header)
        let first = header.word64(at: 32)
        var segments: [KernelMemory.Segment] = []
        segments.reserveCapacity(count)
        var notes = Notes(offset: 0, size: 0)
        // Sixty-four at a time: a host with many banks of memory has hundreds.
        let piece = RawPage(64 * Self.programHeaderSize)
        for start in stride(from: 0, to: count, by: 64) {
            let size = min(64, count - start) * Self.programHeaderSize
            try read(piece.prefix(size), at: first &+ UInt64(start * Self.programHeaderSize))
            for offset in stride(from: 0, to: size, by: Self.programHeaderSize) {
                let type = piece.word32(at: offset)
                if type == 4, notes.size == 0 {
                    let size = min(piece.word64(at: offset + 32), Self.notesLimit)
                    notes = Notes(offset: piece.word64(at: offset + 8), size: size)
                } else if type == 1, let segment = Self.segment(piece, offset) {
                    segments.append(segment)
                }
            }
        }
        return (segments, notes)
    }

    /// How many program headers there are: an ELF64 little-endian core of EM_AARCH64.
    private func programHeaderCount(_ header: RawPage) throws(KernelMemoryError) -> Int {
        guard header.word32(at: 0) == 0x464c_457f, header.byte(4) == 2, header.byte(5) == 1,
            header.word32(at: 16) >> 16 == 183
        else { throw KernelMemoryError(.invalid, "/proc/kcore is no arm64 ELF core") }
        let size = Int(header.word32(at: 54) & 0xffff)
        let count = Int(header.word32(at: 56) & 0xffff)
        guard size == Self.programHeaderSize else {
            throw KernelMemoryError(.invalid, "/proc/kcore has program headers of \(size) bytes")
        }
        guard count <= KernelMemory.segmentLimit else {
            throw KernelMemoryError(.tooBig, "/proc/kcore has \(count) program headers")
        }
        return count
    }

    /// The range that the program header at `offset` tells; nil for one that is empty or wraps.
    private static func segment(_ piece: RawPage, _ offset: Int) -> KernelMemory.Segment? {
        let size = piece.word64(at: offset + 32)
        let virtual = piece.word64(at: offset + 16)
        let place = piece.word64(at: offset + 8)
        let physical = piece.word64(at: offset + 24)
        guard size > 0, !virtual.addingReportingOverflow(size - 1).overflow,
            !place.addingReportingOverflow(size - 1).overflow
        else { return nil }
        // The kernel writes −1 where there is no one physical address.
        return KernelMemory.Segment(
            virtual: virtual, size: size, offset: place, physical: physical == .max ? nil : physical)
    }

    // MARK: Notes

    /// The text of the note named VMCOREINFO. The other notes are passed over unread: one of them is the reading
    /// task's whole `task_struct`.
    func vmcoreinfo(in notes: Notes) throws(KernelMemoryError) -> [UInt8] {
        let head = RawPage(24)
        var position: UInt64 = 0
        for _ in 0..<Self.noteLimit {
            guard notes.size >= 24, position <= notes.size - 24 else { break }
            try read(head.bytes, at: notes.offset &+ position)
            let nameSize = UInt64(head.word32(at: 0))
            let size = UInt64(head.word32(at: 4))
            let start = position + 12 + Self.aligned(nameSize)
            if nameSize == 11, Self.isVmcoreinfo(head) {
                return try text(at: notes.offset &+ start, size)
            }
            position = start + Self.aligned(size)
        }
        throw KernelMemoryError(
            .noData, "/proc/kcore has no VMCOREINFO note: it has one since Linux 5.0, with CONFIG_CRASH_CORE")
    }

    private static func aligned(_ size: UInt64) -> UInt64 { (size + 3) & ~3 }

    /// "VMCOREINFO" and a NUL, behind the twelve bytes of a note's header.
    private static func isVmcoreinfo(_ head: RawPage) -> Bool {
        head.word64(at: 12) == 0x4e49_4552_4f43_4d56 && head.word32(at: 20) & 0xff_ffff == 0x4f46
    }

    private func text(at offset: UInt64, _ size: UInt64) throws(KernelMemoryError) -> [UInt8] {
        guard size <= UInt64(Self.vmcoreinfoLimit) else {
            throw KernelMemoryError(.tooBig, "the VMCOREINFO note of /proc/kcore has \(size) bytes")
        }
        var failure: Failure?
        var text = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            bytes.initializeMemory(as: UInt8.self, repeating: 0)
            failure = system.fill(bytes, from: descriptor, at: offset)
            count = bytes.count
        }
        if let failure { throw KernelMemoryError(failure, "/proc/kcore could not be read") }
        while text.last == 0 { text.removeLast() }
        return text
    }

    private func read(
        _ buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) throws(KernelMemoryError) {
        if let failure = system.fill(buffer, from: descriptor, at: offset) {
            throw KernelMemoryError(failure, "/proc/kcore could not be read")
        }
    }
}
