/// Memory that is read into again and again: the one place here that holds a pointer.
final class RawPage {
    /// The bytes; as many as asked for, aligned for 8-byte words.
    let bytes: UnsafeMutableRawBufferPointer

    /// `count` bytes, all zero.
    init(_ count: Int) {
        bytes = .allocate(byteCount: count, alignment: 16)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { bytes.deallocate() }

    /// Whole 8-byte words in it.
    var wordCount: Int { bytes.count / 8 }

    /// The little-endian 8-byte word at `index`; zero outside.
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        guard index >= 0, index < wordCount else { return 0 }
        return UInt64(littleEndian: bytes.load(fromByteOffset: index * 8, as: UInt64.self))
    }

    /// The little-endian 4-byte word at byte `offset`; zero outside.
    @inline(__always)
    func word32(at offset: Int) -> UInt32 {
        guard offset >= 0, offset <= bytes.count - 4 else { return 0 }
        return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The little-endian 8-byte word at byte `offset`; zero outside.
    func word64(at offset: Int) -> UInt64 {
        guard offset >= 0, offset <= bytes.count - 8 else { return 0 }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The byte at `offset`; zero outside.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        offset >= 0 && offset < bytes.count ? bytes[offset] : 0
    }

    /// The first `count` bytes, or as many as there are.
    func prefix(_ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: bytes[..<min(max(0, count), bytes.count)])
    }
}
