/// Reads a text that a user wrote, which is no snapshot: a scenario, a witness.
public enum PlainFile {
    /// The bytes of `name`; `-` is standard input.
    ///
    /// - Throws: `.noInput`, `.noPermission` or `.io` where it cannot be read; `.badData` if it holds more than `limit`
    ///   bytes or is a directory.
    public static func read(_ name: String, limit: Int) throws(InputError) -> [UInt8] {
        let source: FileSource
        if name == "-" {
            source = FileSource(.standardInput, name: "standard input")
        } else {
            source = FileSource(try open(name), name: name)
        }
        guard let bytes = try source.readAll(limit: limit) else {
            throw InputError(.badData, file: name, "is larger than \(limit) bytes")
        }
        return bytes
    }

    private static func open(_ name: String) throws(InputError) -> Descriptor {
        do throws(Errno) {
            let file = try Descriptor.open(name)
            guard try file.kind() != .directory else {
                throw Errno.isDirectory
            }
            return file
        } catch {
            if error == .isDirectory {
                throw InputError(.badData, file: name, "is a directory", expected: "a file")
            }
            throw InputError.opening(name, failed: error)
        }
    }
}
