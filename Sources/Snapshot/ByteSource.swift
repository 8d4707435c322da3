/// A stream of bytes that is read once, from its beginning to its end.
protocol ByteSource: AnyObject {
    /// Fills the beginning of `buffer`, which is not empty, and returns how many bytes it wrote; 0 is the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int
}

/// Memory to read into.
final class Chunk {
    let bytes: UnsafeMutableRawBufferPointer

    init(_ count: Int = 64 << 10) {
        bytes = .allocate(byteCount: count, alignment: 16)
    }

    deinit {
        bytes.deallocate()
    }
}

extension ByteSource {
    /// Everything up to the end; nil if that is more than `limit` bytes.
    func readAll(limit: Int) throws(InputError) -> [UInt8]? {
        let chunk = Chunk()
        var result: [UInt8] = []
        while true {
            let count = try read(into: chunk.bytes)
            guard count > 0 else { return result }
            guard result.count + count <= limit else { return nil }
            result.append(contentsOf: chunk.bytes[..<count])
        }
    }
}

/// Bytes in memory.
final class MemorySource: ByteSource {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}

/// An open file, or a pipe.
final class FileSource: ByteSource {
    private let file: Descriptor
    private let name: String

    init(_ file: Descriptor, name: String) {
        self.file = file
        self.name = name
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        do {
            return try file.read(into: buffer)
        } catch {
            throw InputError(.io, file: name, "cannot be read: \(error.text)")
        }
    }
}

/// A source whose beginning can be looked at before it is read.
final class PeekableSource: ByteSource {
    private let upstream: any ByteSource
    private var head: [UInt8] = []
    private var taken = 0

    init(_ upstream: any ByteSource) { self.upstream = upstream }

    /// The first `count` bytes that are still to be read; fewer if the source ends before.
    func peek(_ count: Int) throws(InputError) -> ArraySlice<UInt8> {
        let chunk = Chunk()
        while head.count - taken < count {
            let read = try upstream.read(into: chunk.bytes)
            guard read > 0 else { break }
            head.append(contentsOf: chunk.bytes[..<read])
        }
        return head[taken...].prefix(count)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        guard taken < head.count else { return try upstream.read(into: buffer) }
        let part = head[taken...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        taken += part.count
        if taken == head.count {
            head = []
            taken = 0
        }
        return part.count
    }
}

/// A source that refuses to give more than `limit` bytes: the end of a decompression bomb.
final class BoundedSource: ByteSource {
    private let upstream: any ByteSource
    private let name: String
    private let limit: Int
    private var given = 0

    init(_ upstream: any ByteSource, limit: Int, name: String) {
        self.upstream = upstream
        self.limit = limit
        self.name = name
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        let count = try upstream.read(into: buffer)
        given += count
        guard given <= limit else {
            throw InputError(.badData, file: name, "unpacks to more than \(limit) bytes")
        }
        return count
    }
}
