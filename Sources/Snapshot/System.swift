import Glibc

/// A system call that failed, by its error number.
struct Errno: Error, Hashable {
    let code: Int32

    /// The last failure of this thread.
    static var last: Errno { Errno(code: errno) }

    /// A directory where a file was expected.
    static var isDirectory: Errno { Errno(code: EISDIR) }

    /// The system's own words: "No such file or directory".
    var text: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }

    /// Whether the system refused access.
    var isRefusal: Bool { code == EACCES || code == EPERM }
    /// Whether the device or its file system is at fault, not the file.
    var isMediaFailure: Bool { code == EIO || code == EUCLEAN || code == ESTALE }
    /// Whether there is no such file.
    var isAbsence: Bool { code == ENOENT || code == ENOTDIR || code == ENAMETOOLONG || code == ELOOP }
}

/// What a name stands for in a directory, before it is opened.
enum NodeKind: Hashable {
    case regular, directory, link, other

    init(_ mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .directory
        case S_IFLNK: self = .link
        default: self = .other
        }
    }
}

/// An open file, closed when the last reference goes: the only place that makes system calls.
final class Descriptor {
    private let number: Int32
    private let isOwned: Bool

    private init(_ number: Int32, isOwned: Bool = true) {
        self.number = number
        self.isOwned = isOwned
    }

    deinit {
        if isOwned { close(number) }
    }

    /// Standard input, which is left open.
    static var standardInput: Descriptor { Descriptor(STDIN_FILENO, isOwned: false) }

    /// Opens what the user named, following links.
    static func open(_ path: String) throws(Errno) -> Descriptor {
        guard !path.utf8.contains(0) else { throw Errno(code: ENOENT) }
        return Descriptor(try checked { Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) })
    }

    /// Opens a directory that stands in this one; never a link.
    func openDirectory(_ name: String) throws(Errno) -> Descriptor {
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY | O_NONBLOCK
        return Descriptor(try Self.checked { openat(number, name, flags) })
    }

    /// Opens a regular file that stands in this directory; never a link, and never something that
    /// acts when it is opened, or blocks.
    func openRegular(_ name: String) throws(Errno) -> Descriptor {
        guard try kind(of: name) == .regular else { throw Errno(code: EINVAL) }
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        let file = Descriptor(try Self.checked { openat(number, name, flags) })
        guard try file.kind() == .regular else { throw Errno(code: EINVAL) }
        return file
    }

    /// What the open file is.
    func kind() throws(Errno) -> NodeKind {
        var status = stat()
        _ = try Self.checked { fstat(number, &status) }
        return NodeKind(status.st_mode)
    }

    /// What `name` is in this directory.
    func kind(of name: String) throws(Errno) -> NodeKind {
        var status = stat()
        _ = try Self.checked { fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) }
        return NodeKind(status.st_mode)
    }

    /// Where the link `name` in this directory leads; nil if the target is not UTF-8.
    func target(of name: String) throws(Errno) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = try Self.checked { readlinkat(number, name, &bytes, bytes.count) }
        return String(validating: bytes[..<length], as: UTF8.self)
    }

    /// Reads once; 0 is the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        try Self.checked { Glibc.read(number, buffer.baseAddress, buffer.count) }
    }

    /// The names in this directory, sorted, without `.` and `..`; those that are not UTF-8 are left out.
    func names(most: Int) throws(Errno) -> [String] {
        // A descriptor of its own: closedir() closes it, and the position is not shared.
        let copy = try Self.checked { openat(number, ".", O_RDONLY | O_CLOEXEC | O_DIRECTORY) }
        guard let stream = fdopendir(copy) else {
            let failure = Errno.last
            close(copy)
            throw failure
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while names.count < most, let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            if let name, name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw Errno.last }
        return names.sorted()
    }

    /// Repeats a call that a signal interrupted.
    private static func checked<Value: SignedInteger>(_ call: () -> Value) throws(Errno) -> Value {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EINTR else { throw Errno.last }
        }
    }
}
