import CArchive

/// Unpacks gzip, members one after the other, and compares each member's checksum and length:
/// libarchive does not, and a damaged snapshot must not be read as a whole one.
final class GzipSource: ByteSource {
    private let upstream: any ByteSource
    private let name: String
    private let input = Chunk()
    /// zlib keeps a pointer to this, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var upstreamEnded = false
    private var isBetweenMembers = false

    init(_ upstream: any ByteSource, name: String) throws(InputError) {
        self.upstream = upstream
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window; 16 asks for the gzip wrapper.
        let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw InputError(.io, file: name, "zlib cannot start (\(status))") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        while true {
            if stream.pointee.avail_in == 0 { try fill() }
            if isBetweenMembers {
                guard try startNextMember() else { return 0 }
                continue
            }
            let count = try inflateOnce(into: buffer)
            if count > 0 { return count }
        }
    }

    private func fill() throws(InputError) {
        guard !upstreamEnded else { return }
        let count = try upstream.read(into: input.bytes)
        upstreamEnded = count == 0
        stream.pointee.next_in = input.bytes.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = UInt32(count)
    }

    /// Steps over zeros, which tapes and block devices pad with. False at the end.
    private func startNextMember() throws(InputError) -> Bool {
        guard stream.pointee.avail_in > 0, let next = stream.pointee.next_in else { return false }
        if next.pointee == 0 {
            stream.pointee.next_in = next + 1
            stream.pointee.avail_in -= 1
        } else {
            inflateReset(stream)
            isBetweenMembers = false
        }
        return true
    }

    private func inflateOnce(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        let room = UInt32(min(buffer.count, 1 << 30))
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room
        let status = inflate(stream, Z_NO_FLUSH)
        switch status {
        case Z_STREAM_END: isBetweenMembers = true
        case Z_OK: break
        case Z_BUF_ERROR where !upstreamEnded: break
        case Z_BUF_ERROR: throw InputError(.badData, file: name, "is cut off: the gzip data has no end")
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
            throw InputError(.badData, file: name, "is damaged: gzip: \(reason)")
        }
        return Int(room - stream.pointee.avail_out)
    }
}
