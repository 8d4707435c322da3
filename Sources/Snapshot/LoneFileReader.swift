/// Reads one bare file, such as a kernel log attached to a mail, as a snapshot of its own.
enum LoneFileReader {
    /// Takes what is left of `source`; the file gets the canonical path of its kind.
    static func read(
        _ source: PeekableSource, name: String, limits: Limits
    ) throws(InputError) -> Snapshot {
        let head = try source.peek(limits.classifiedBytes)
        guard !head.isEmpty else {
            throw InputError(.badData, file: name, "is empty", expected: "a snapshot")
        }
        guard let kind = LoneFile.kind(of: head, name: name) else {
            throw InputError(
                .badData, file: name, "is not a snapshot and not a file linmap knows",
                expected: "a directory, a tar, or one of \(LoneFile.known)")
        }
        guard let bytes = try source.readAll(limit: kind.limit) else {
            throw .tooLarge(file: name, size: nil, limit: kind.limit)
        }
        let file = Snapshot.File(path: kind.canonicalPath, bytes: bytes)
        return Snapshot(name: name, files: [file], isLoneFile: true)
    }
}
