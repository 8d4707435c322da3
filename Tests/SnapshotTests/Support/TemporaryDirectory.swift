import Glibc

/// A directory of a test's own, removed with all it holds when the last reference goes.
final class TemporaryDirectory {
    let path: String

    init() {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/linmap-test-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
        precondition(!path.isEmpty, "mkdtemp failed")
    }

    deinit {
        Self.removeAll(path)
    }

    private static func removeAll(_ path: String) {
        // A link to a directory is removed, not entered: unlink() succeeds.
        guard unlink(path) != 0, let stream = opendir(path) else { return }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { removeAll("\(path)/\(name)") }
        }
        closedir(stream)
        rmdir(path)
    }

    /// The full path of `name`, after its folders are made.
    func place(_ name: String) -> String {
        let parts = name.split(separator: "/")
        for count in 0..<max(parts.count - 1, 0) {
            mkdir("\(path)/\(parts[...count].joined(separator: "/"))", 0o755)
        }
        return "\(path)/\(name)"
    }

    /// Writes a file and returns its full path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) -> String {
        let full = place(name)
        let file = fopen(full, "w")
        defer { _ = file.map { fclose($0) } }
        if let file { fwrite(bytes, 1, bytes.count, file) }
        return full
    }

    /// Writes a text file and returns its full path.
    @discardableResult
    func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

    /// Makes a symbolic link at `name`.
    func link(_ name: String, to target: String) {
        let full = place(name)
        symlink(target, full)
    }

    /// Writes the small host.
    func writeHost(under prefix: String = "") {
        for (file, text) in smallHost { write(prefix + file, text) }
    }
}
