/// Looks in the kernel's image for what tells backports: a few strings, and lists of cores (`struct midr_range`).
///
/// The strings and lists are constants of functions that stay after boot (`supports_bbml2_noabort_list` and
/// `supports_bbml3_list` in cpufeature.c of 7.2 and 7.3, `.desc` of arm64_features, "noalias" in
/// arch_parse_debug_rodata), so they can be read from the running kernel as well as from its file.
public enum KernelMarkers {
    /// Strings, each with a NUL before and behind it: rodata=noalias (6.18), the capability behind splitting blocks
    /// (6.17, 7.3), crashkernel=…,cma (6.17).
    static let strings: [StaticString] = [
        "noalias", "BBM Level 2 without TLB conflict abort", "BBM Level 3", ",cma",
    ]
    /// No image is larger.
    private static let byteLimit: UInt64 = 256 << 20
    private static let pieceSize = 65536

    /// The image of the running kernel through /proc/kcore, as text of `linmap/kernel-markers`.
    ///
    /// - Throws: ENODATA if /proc/kcore does not show the image; ETIMEDOUT if `stop` became true: half an image tells
    ///   nothing of what is not in it; otherwise what reading failed with.
    public static func text(
        _ memory: KernelMemory, _ geometry: Geometry, stop: () -> Bool
    ) throws(KernelMemoryError) -> [UInt8] {
        guard let segment = memory.segment(of: geometry.root, 8), segment.physical != nil,
            segment.size <= byteLimit
        else { throw KernelMemoryError(.noData, "/proc/kcore does not show the kernel's image") }
        var scanner = MarkerScanner(pieceSize)
        var done: UInt64 = 0
        while done < segment.size {
            if stop() { throw KernelMemoryError(.timedOut, "no time to read the whole image") }
            let count = Int(min(UInt64(pieceSize), segment.size - done))
            let buffer = scanner.room(count)
            if let failure = memory.read(segment.virtual &+ done, of: segment, into: buffer) {
                throw KernelMemoryError(failure, "/proc/kcore could not be read")
            }
            done += UInt64(count)
            scanner.scan(count, isLast: done == segment.size)
        }
        return scanner.text(origin: "kcore")
    }

    /// The image in `file`, a boot/vmlinuz opened for reading; `name` is where it stands ("boot/vmlinuz-6.12.0").
    ///
    /// - Throws: EOPNOTSUPP for a compressed image, which is not searched, and for what is no arm64 image; otherwise
    ///   as above.
    public static func text(
        _ system: SystemCalls, image file: Descriptor, name: String, stop: () -> Bool
    ) throws(KernelMemoryError) -> [UInt8] {
        try requirePlainImage(system, file)
        var scanner = MarkerScanner(pieceSize)
        var done: UInt64 = 0
        while done < byteLimit {
            if stop() { throw KernelMemoryError(.timedOut, "no time to read the whole image") }
            let result = system.read(file, into: scanner.room(pieceSize), at: done)
            if result == -4, system.stopped() == 0 { continue }
            if let failure = Failure(result: result) {
                throw KernelMemoryError(failure, "the kernel's file could not be read")
            }
            let count = min(result, pieceSize)
            done += UInt64(count)
            scanner.scan(count, isLast: count == 0)
            if count == 0 { return scanner.text(origin: name) }
        }
        throw KernelMemoryError(.tooBig, "a file larger than any kernel's image")
    }

    /// A plain image has "ARM\x64" at byte 56 (Documentation/arch/arm64/booting.rst); a self-extracting one "zimg" at 4.
    private static func requirePlainImage(
        _ system: SystemCalls, _ file: Descriptor
    ) throws(KernelMemoryError) {
        let head = RawPage(64)
        if let failure = system.fill(head.bytes, from: file, at: 0) {
            throw KernelMemoryError(failure, "the kernel's file could not be read")
        }
        if head.word32(at: 0) & 0xffff == 0x8b1f || head.word32(at: 4) == 0x676d_697a {
            throw KernelMemoryError(.notSupported, "the kernel's file is compressed and was not searched")
        }
        guard head.word32(at: 56) == 0x644d_5241 else {
            throw KernelMemoryError(.notSupported, "the kernel's file is no arm64 image")
        }
    }
}
