/// A file, or standard input, read as a stream: unpacked on the way where it is packed, and never held whole.
public final class ByteStream {
    /// What the user called it.
    public let name: String
    private let source: PeekableSource

    private init(_ source: PeekableSource, name: String) {
        self.source = source
        self.name = name
    }

    /// Opens `name`, or standard input for `-`. gzip, xz, lzma and zstd are unpacked.
    ///
    /// The bytes may be any, so that what merely begins like a packed file is left as it is where the format's
    /// magic is as short as two bytes.
    /// Throws as `SnapshotReader` does, `.badData` also for a directory and for a form of packing that is not unpacked.
    public static func open(_ name: String) throws(InputError) -> ByteStream {
        try open(file(name), name: name)
    }

    /// A stream of bytes in memory, unpacked likewise.
    public static func open(bytes: [UInt8], name: String) throws(InputError) -> ByteStream {
        try open(MemorySource(bytes), name: name)
    }

    private static func open(_ source: any ByteSource, name: String) throws(InputError) -> ByteStream {
        let packed = PeekableSource(source)
        let head = try packed.peek(Compression.magicLength)
        let plain = try compression(head).unpacked(packed, name: name)
        return ByteStream(PeekableSource(plain), name: name)
    }

    private static func file(_ name: String) throws(InputError) -> FileSource {
        guard name != "-" else { return FileSource(.standardInput, name: name) }
        do throws(Errno) {
            let file = try Descriptor.open(name)
            guard try file.kind() != .directory else { throw Errno.isDirectory }
            return FileSource(file, name: name)
        } catch {
            if error == .isDirectory {
                throw InputError(.badData, file: name, "is a directory", expected: "a file")
            }
            throw InputError.opening(name, failed: error)
        }
    }

    private static func compression(_ head: ArraySlice<UInt8>) -> Compression {
        switch Compression(head) {
        // Deflate is the only method there is; compress(1) has two bytes of magic and no more.
        case .gzip where head.dropFirst(2).first != 8: .none
        case .unsupported("compress"): .none
        case let known: known
        }
    }

    /// The first `count` bytes that are still to be read; fewer if the stream ends before.
    public func peek(_ count: Int) throws(InputError) -> [UInt8] { Array(try source.peek(count)) }

    /// Writes the next bytes into `buffer` from `offset` on, where there is room for at least one, and returns
    /// how many; 0 is the end.
    public func read(into buffer: inout MutableRawSpan, from offset: Int) throws(InputError) -> Int {
        var failure: InputError?
        let count = buffer.withUnsafeMutableBytes { bytes in
            do throws(InputError) {
                return try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]))
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return count
    }

    /// Everything up to the end. Throws `.badData` if that is more than `limit` bytes.
    public func readAll(limit: Int) throws(InputError) -> [UInt8] {
        guard let bytes = try source.readAll(limit: limit) else {
            throw InputError(.badData, file: name, "is larger than \(limit) bytes")
        }
        return bytes
    }
}
