/// Reads files to the end in pieces, and never believes the size that fstat(2) gives: files of /proc and
/// /sys have none.
final class FileReader {
    /// Bytes of one read(2).
    static let pieceSize = 65536
    private let system: SystemCalls
    private let piece: UnsafeMutableRawBufferPointer

    init(_ system: SystemCalls) {
        self.system = system
        piece = .allocate(byteCount: Self.pieceSize, alignment: 16)
    }

    deinit { piece.deallocate() }

    /// How reading ended.
    enum End {
        /// At the end of the file.
        case whole
        /// Before it: the consumer had enough, or the limit was reached.
        case cut
    }

    /// Gives `consume` one piece after the other until the end, or until it returns false.
    ///
    /// - Throws: what read(2) failed with; `.timedOut` once the deadline is over.
    func pieces(
        of descriptor: Descriptor, until deadline: Deadline, _ consume: (UnsafeRawBufferPointer) -> Bool
    ) throws(Failure) -> End {
        while true {
            guard !deadline.isOver else { throw .timedOut }
            let count = system.read(descriptor, into: piece)
            // EINTR: the deadline decides whether to go on.
            if count == -4 { continue }
            if let failure = Failure(result: count) { throw failure }
            if count == 0 { return .whole }
            guard count <= piece.count else { throw .inputOutput }
            if !consume(UnsafeRawBufferPointer(rebasing: piece[..<count])) { return .cut }
        }
    }

    /// Everything to the end, but at most `limit` bytes; cut at a line end where it is too long and has lines.
    func bytes(of descriptor: Descriptor, limit: Int, until deadline: Deadline) throws(Failure) -> (
        bytes: [UInt8], isCut: Bool
    ) {
        var all: [UInt8] = []
        let end = try pieces(of: descriptor, until: deadline) { piece in
            // Of a large file all that may come is reserved: untouched pages cost nothing, growing twice
            // the room.
            if all.count + piece.count > Self.pieceSize, all.capacity < limit { all.reserveCapacity(limit) }
            all.append(contentsOf: piece.prefix(limit - all.count))
            // A read of one more byte would be needed to know whether a file of exactly `limit` bytes ends.
            return all.count < limit
        }
        if end == .cut, let lastLine = all.lastIndex(of: 0x0a) { all.removeSubrange((lastLine + 1)...) }
        return (all, end == .cut)
    }
}
