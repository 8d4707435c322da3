import Glibc
import Snapshot

/// Output at its very end: standard streams, and files that appear whole or not at all.
enum OutputFile {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    static func isSet(_ variable: String) -> Bool { getenv(variable).map { $0.pointee != 0 } ?? false }

    static func writeStandardError(_ text: String) {
        // There is nowhere left to tell of a failure here.
        _ = try? writeAll(Array(text.utf8), STDERR_FILENO, name: "standard error")
    }

    static func writeStandardOutput(_ text: String) throws(InputError) {
        try writeStandardOutput(Array(text.utf8))
    }

    static func writeStandardOutput(_ bytes: [UInt8]) throws(InputError) {
        try writeAll(bytes, STDOUT_FILENO, name: "standard output")
    }

    /// Writes beside `path`, syncs, and renames: a full disk or a signal leaves nothing under `path`. A
    /// symbolic link keeps pointing where it does; a file that is replaced keeps its permissions; what is
    /// no regular file (a device, a pipe) is written through.
    static func write(_ text: String, to path: String) throws(InputError) {
        try write(Array(text.utf8), to: path, mode: nil)
    }

    /// The same for bytes that only their owner may read, whatever stood there before.
    static func writePrivate(_ bytes: [UInt8], to path: String) throws(InputError) {
        try write(bytes, to: path, mode: 0o600)
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: mode_t?) throws(InputError) {
        var status = stat()
        let exists = stat(path, &status) == 0
        guard !exists || status.st_mode & S_IFMT == S_IFREG else {
            return try writeThrough(bytes, to: path)
        }
        let target = exists ? resolved(path) : path
        // mkstemp makes files private; a new file gets what the user's umask allows.
        let mask = umask(0)
        umask(mask)
        let usual = exists ? status.st_mode & 0o7777 : 0o666 & ~mask
        try replace(target, with: bytes, mode: mode ?? usual)
    }

    private static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(InputError) {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0 else { throw failure(path, "cannot be created") }
        do throws(InputError) {
            try writeAll(bytes, descriptor, name: path)
            guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
                throw failure(path, "cannot be written")
            }
            guard rename(temporary, path) == 0 else { throw failure(path, "cannot be replaced") }
            close(descriptor)
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
    }

    private static func writeThrough(_ bytes: [UInt8], to path: String) throws(InputError) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(descriptor) }
        try writeAll(bytes, descriptor, name: path)
    }

    /// The path with symbolic links followed, so that the link itself is not replaced.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32, name: String) throws(InputError) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(name, "cannot be written")
            }
            start += count
        }
    }

    private static func failure(_ name: String, _ what: String) -> InputError {
        let reason = String(cString: strerror(errno))
        return InputError(
            errno == EACCES || errno == EPERM ? .noPermission : .io, file: name, "\(what): \(reason)")
    }
}
