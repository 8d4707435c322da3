import Foundation

/// A folder of a test's own, removed with all it holds when the last reference goes.
final class Workspace {
    let root: String

    init() throws {
        var template = Array("\(NSTemporaryDirectory())linmap-command-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
        root = String(cString: made)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// The full path of `name`.
    func path(_ name: String) -> String { "\(root)/\(name)" }

    /// Writes a file, makes its folders first, and returns its full path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = URL(filePath: path(name))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return path(name)
    }

    /// Writes a text file.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Makes a folder that holds `host`, and returns its full path.
    @discardableResult
    func write(_ name: String, _ host: Host) throws -> String {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        for (file, bytes) in host.files { try write("\(name)/\(file)", bytes) }
        return path(name)
    }

    /// The file `name`.
    func read(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(filePath: path(name)))) }

    /// The names in the folder, sorted.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted()
    }
}
