/// Reads what the user names as a snapshot, whatever form it has.
public enum SnapshotReader {
    /// Reads a directory, a tar (plain, gzip, xz, lzma or zstd), a lone file (plain or packed), or
    /// standard input (`-`), which may be either of the last two and is never rewound.
    ///
    /// The tree may stand in folders of its own, as in a sos report. Only files linmap reads are
    /// kept. Throws `.noInput` if there is no such file, `.noPermission` if the system refuses it,
    /// `.io` if reading fails, and `.badData` for everything that is not one captured host.
    ///
    /// `everything`: files beside the evidence too, as far as redaction knows them.
    public static func read(
        _ name: String, limits: Limits = Limits(), everything: Bool = false
    ) throws(InputError) -> Snapshot {
        guard name != "-" else {
            return try read(
                FileSource(.standardInput, name: name), name: name, limits: limits, everything: everything)
        }
        let file: Descriptor
        let isDirectory: Bool
        do throws(Errno) {
            file = try Descriptor.open(name)
            isDirectory = try file.kind() == .directory
        } catch {
            throw InputError.opening(name, failed: error)
        }
        if isDirectory {
            return try DirectoryReader.read(file, name: name, limits: limits, everything: everything)
        }
        return try read(FileSource(file, name: name), name: name, limits: limits, everything: everything)
    }

    /// Reads an archive or a lone file from memory; `name` is used in errors, and as a hint.
    public static func read(
        bytes: [UInt8], name: String, limits: Limits = Limits(), everything: Bool = false
    ) throws(InputError) -> Snapshot {
        try read(MemorySource(bytes), name: name, limits: limits, everything: everything)
    }

    private static func read(
        _ source: any ByteSource, name: String, limits: Limits, everything: Bool
    ) throws(InputError) -> Snapshot {
        let packed = PeekableSource(source)
        let head = try packed.peek(Compression.magicLength)
        guard !head.isEmpty else {
            throw InputError(.badData, file: name, "is empty", expected: "a snapshot")
        }
        let unpacked = try Compression(head).unpacked(packed, name: name)
        let plain = PeekableSource(BoundedSource(unpacked, limit: limits.unpackedBytes, name: name))
        if TarReader.isTar(try plain.peek(512)) {
            return try ArchiveReader.read(plain, name: name, limits: limits, everything: everything)
        }
        return try LoneFileReader.read(plain, name: name, limits: limits)
    }
}

extension InputError {
    /// What the user named cannot be opened.
    static func opening(_ name: String, failed error: Errno) -> InputError {
        if error.isAbsence { return InputError(.noInput, file: name, error.text) }
        if error.isRefusal { return InputError(.noPermission, file: name, error.text) }
        return InputError(.io, file: name, "cannot be opened: \(error.text)")
    }
}
