/// The files of the host: the one object through which all of them are opened. It carries the root.
public final class HostFiles {
    let system: SystemCalls
    /// The directory that stands for `/`; nil for the running host.
    private let root: Descriptor?

    /// The running host.
    public init(_ system: SystemCalls) {
        self.system = system
        root = nil
    }

    /// The host whose files stand below the directory `root`.
    ///
    /// - Throws: what opening the directory failed with.
    public init(_ system: SystemCalls, root: String) throws(Failure) {
        self.system = system
        let result = system.open(root, as: .listing)
        if let failure = Failure(result: result) { throw failure }
        self.root = Descriptor(result)
    }

    deinit {
        if let root { system.close(root) }
    }

    /// Whether this is the host the probe runs on.
    public var isLive: Bool { root == nil }

    /// Whether the kernel can open files below a root without leaving it (openat2(2), Linux 5.6).
    var canStayInRoot: Bool {
        guard let root else { return true }
        let result = system.open("/", inRoot: root, as: .listing)
        if result >= 0 { system.close(Descriptor(result)) }
        return Failure(result: result) != .notImplemented
    }

    /// Opens `path`, which begins with a slash.
    ///
    /// - Throws: what open(2) failed with; `.invalid` for a pipe, socket or device below a root, or where
    ///   the file is read to its end.
    func open(_ path: String, as purpose: OpenPurpose = .reading) throws(Failure) -> Descriptor {
        var result: Int
        repeat {
            if let root {
                result = system.open(path, inRoot: root, as: purpose)
            } else {
                result = system.open(path, as: purpose)
            }
        } while result == -4 && system.stopped() == 0
        if let failure = Failure(result: result) { throw failure }
        let descriptor = Descriptor(result)
        if purpose == .reading { try mustBeRegular(descriptor) }
        return descriptor
    }

    private func mustBeRegular(_ descriptor: Descriptor) throws(Failure) {
        // Of the running host only files of the kernel and of root are opened, each known by its name.
        guard !isLive else { return }
        var status = FileStatus()
        let failure = Failure(result: system.status(descriptor, &status))
        if failure == nil, status.isRegular { return }
        system.close(descriptor)
        throw failure ?? .invalid
    }

    /// The names in the directory `path`, at most `limit`, in no order.
    func names(in path: String, limit: Int, until deadline: Deadline) throws(Failure) -> [String] {
        let descriptor = try open(path, as: .listing)
        defer { system.close(descriptor) }
        return try names(of: descriptor, limit: limit, until: deadline)
    }

    private func names(of descriptor: Descriptor, limit: Int, until deadline: Deadline) throws(Failure)
        -> [String]
    {
        var names: [String] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16384, alignment: 8)
        defer { buffer.deallocate() }
        while names.count < limit {
            guard !deadline.isOver else { throw .timedOut }
            let count = system.directoryEntries(descriptor, into: buffer)
            if count == -4 { continue }
            if let failure = Failure(result: count) { throw failure }
            guard count > 0, count <= buffer.count else { break }
            Self.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &names)
        }
        return names.count <= limit ? names : Array(names[..<limit])
    }

    /// struct linux_dirent64: inode and offset of 8 bytes each, length of 2, type of 1, name.
    private static func parse(_ entries: UnsafeRawBufferPointer, into names: inout [String]) {
        var offset = 0
        while offset + 19 < entries.count {
            let length = Int(entries.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
            guard length > 19, offset + length <= entries.count else { return }
            let field = entries[(offset + 19)..<(offset + length)]
            let name = String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
            if name != ".", name != ".." { names.append(name) }
            offset += length
        }
    }

    /// Where the symbolic link `name` in the directory `path` leads.
    func link(_ name: String, in path: String) throws(Failure) -> String {
        let directory = try open(path, as: .listing)
        defer { system.close(directory) }
        return try withUnsafeTemporaryBytes(4096) { (buffer) throws(Failure) in
            let count = system.readLink(name, in: directory, into: buffer)
            if let failure = Failure(result: count) { throw failure }
            guard count > 0, count < buffer.count else { throw .invalid }
            return String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}

/// Lends `body` a buffer of `count` bytes.
func withUnsafeTemporaryBytes<Result>(
    _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
) throws(Failure) -> Result {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    defer { buffer.deallocate() }
    return try body(buffer)
}
