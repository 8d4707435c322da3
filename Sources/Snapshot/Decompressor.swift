/// Unpacks files that are captured as the kernel or people packed them: proc/config.gz,
/// kernel_page_tables.gz.
public enum Decompressor {
    /// `file` with its bytes unpacked if they are gzip, xz, lzma or zstd data, else `file` itself.
    ///
    /// Throws `.badData` if the packed data is damaged or cut off, or if the result is larger than
    /// `limit` bytes.
    public static func unpackIfCompressed(
        _ file: Snapshot.File, limit: Int
    ) throws(InputError) -> Snapshot.File {
        let compression = Compression(file.bytes.prefix(Compression.magicLength))
        guard compression != .none else { return file }
        let source = try compression.unpacked(MemorySource(file.bytes), name: file.path)
        guard let bytes = try source.readAll(limit: limit) else {
            throw InputError(.badData, file: file.path, "unpacks to more than \(limit) bytes")
        }
        return Snapshot.File(path: file.path, bytes: bytes)
    }
}
