import Glibc

/// The guest's memory as QEMU keeps it in a file, mapped read-only.
public final class RAMFile {
    /// Where QEMU's `virt` machine has its memory, as a physical address.
    public static let base: UInt64 = 0x4000_0000
    /// The size of the file in bytes.
    public let size: UInt64
    private let bytes: UnsafeRawPointer

    /// Maps the file.
    /// - Parameter path: the file given to QEMU as `mem-path`.
    /// - Throws: if it cannot be opened or mapped.
    public init(path: String) throws(LabError) {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw LabError("cannot open \(path)") }
        defer { close(descriptor) }
        let length = lseek(descriptor, 0, SEEK_END)
        guard length > 0, let map = mmap(nil, Int(length), PROT_READ, MAP_SHARED, descriptor, 0),
            map != MAP_FAILED
        else { throw LabError("cannot map \(path)") }
        size = UInt64(length)
        bytes = UnsafeRawPointer(map)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes), Int(size)) }

    /// The eight bytes at a physical address that is a multiple of eight; nil outside the memory.
    public func word(_ address: UInt64) -> UInt64? {
        let offset = address &- RAMFile.base
        guard offset < size, offset + 8 <= size, offset % 8 == 0 else { return nil }
        return UInt64(littleEndian: bytes.load(fromByteOffset: Int(offset), as: UInt64.self))
    }
}
