/// The memory of the running kernel, through /proc/kcore: an ELF64 core file whose segments stand for ranges of
/// kernel addresses (fs/proc/kcore.c).
///
/// The kernel fills in zeros for memory that it will not show or that is not mapped (offline, poisoned, ballooned
/// and invalidated pages), so a zero is no evidence that memory holds a zero.
public struct KernelMemory {
    /// A range of kernel addresses that can be read.
    public struct Segment: Hashable, Sendable {
        /// First virtual address.
        public let virtual: UInt64
        /// Length in bytes, not zero.
        public let size: UInt64
        /// Where the range begins in the file, in bytes.
        public let offset: UInt64
        /// Physical address of the first byte; nil where the kernel does not tell (vmalloc, vmemmap).
        ///
        /// Told of memory and of the kernel's image only (`KCORE_RAM`, `KCORE_TEXT`; 5.10 to 7.3).
        public let physical: UInt64?

        /// Whether `count` bytes from `address` on lie inside.
        @inline(__always)
        func contains(_ address: UInt64, _ count: UInt64) -> Bool {
            address >= virtual && address &- virtual < size && count <= size &- (address &- virtual)
        }
    }

    /// At most this many program headers are read; a kernel with more is refused.
    public static let segmentLimit = 4096

    let system: SystemCalls
    let descriptor: Descriptor
    /// What can be read, in the file's order, which is the order in which the kernel looks addresses up.
    public let segments: [Segment]
    /// The text of the VMCOREINFO note, without the NULs behind it: at most 64 KiB.
    public let vmcoreinfo: [UInt8]

    /// Reads the headers and notes of `kcore`, /proc/kcore opened for reading. It stays open and is not moved.
    ///
    /// - Throws: the failure of the system call; EINVAL for a file of another kind; ENODATA without VMCOREINFO;
    ///   E2BIG-like `tooBig` where a count is beyond its limit.
    public init(_ system: SystemCalls, kcore: Descriptor) throws(KernelMemoryError) {
        self.system = system
        descriptor = kcore
        let file = CoreFile(system: system, descriptor: kcore)
        let headers = try file.headers()
        segments = headers.segments
        vmcoreinfo = try file.vmcoreinfo(in: headers.notes)
    }

    /// The first segment that holds `count` bytes from `virtual` on.
    public func segment(of virtual: UInt64, _ count: Int) -> Segment? {
        guard count >= 0 else { return nil }
        for segment in segments where segment.contains(virtual, UInt64(count)) { return segment }
        return nil
    }

    /// Fills `buffer` from kernel address `virtual` on.
    ///
    /// - Throws: EFAULT where no segment holds the whole range; the failure of the system call; EIO where the
    ///   file ends early.
    public func read(
        _ virtual: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(KernelMemoryError) {
        guard let segment = segment(of: virtual, buffer.count) else {
            throw KernelMemoryError(.badAddress, "an address that /proc/kcore does not list")
        }
        if let failure = read(virtual, of: segment, into: buffer) {
            throw KernelMemoryError(failure, "/proc/kcore could not be read")
        }
    }

    /// Fills `buffer` from `virtual` on, which must lie in `segment`; nil or what failed.
    func read(
        _ virtual: UInt64, of segment: Segment, into buffer: UnsafeMutableRawBufferPointer
    ) -> Failure? {
        system.fill(buffer, from: descriptor, at: segment.offset &+ (virtual &- segment.virtual))
    }
}

extension Failure {
    /// An address outside what can be read.
    public static let badAddress = Failure(14)
}

extension SystemCalls {
    /// Fills `buffer` from `offset` of a file on, with as many reads as it takes; nil or what failed. EINTR is
    /// tried again until the probe is told to stop; the end of the file is EIO.
    func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from descriptor: Descriptor, at offset: UInt64
    ) -> Failure? {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let result = read(descriptor, into: rest, at: offset &+ UInt64(done))
            if result == -4, stopped() == 0 { continue }
            if let failure = Failure(result: result) { return failure }
            guard result > 0, result <= rest.count else { return .inputOutput }
            done += result
        }
        return nil
    }
}
