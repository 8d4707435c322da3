import CArchive

/// A libarchive reader fed from a `ByteSource`; the formats and filters are the caller's to enable.
final class ArchiveHandle {
    let pointer: OpaquePointer
    /// Bytes libarchive may still ask for in this step. Some of its parsers (sparse maps, chains of
    /// long names) keep what they read, without a bound of their own.
    var allowance = Int.max
    private let source: any ByteSource
    private let name: String
    private let chunk = Chunk()
    private var failure: InputError?

    init(_ source: any ByteSource, name: String) throws(InputError) {
        guard let pointer = archive_read_new() else {
            throw InputError(.io, file: name, "libarchive cannot start")
        }
        self.pointer = pointer
        self.source = source
        self.name = name
    }

    deinit {
        archive_read_free(pointer)
    }

    /// Starts to read, after formats and filters are enabled.
    func open() throws(InputError) {
        let this = Unmanaged.passUnretained(self).toOpaque()
        let status = archive_read_open2(
            pointer, this, nil,
            { _, this, result in
                guard let this, let result else { return -1 }
                return Unmanaged<ArchiveHandle>.fromOpaque(this).takeUnretainedValue().supply(result)
            }, nil, nil)
        try check(status)
    }

    /// Throws if `status` is a failure. A warning (a name that does not fit the locale) is none.
    func check(_ status: Int32) throws(InputError) {
        guard status != ARCHIVE_OK, status != ARCHIVE_WARN, status != ARCHIVE_EOF else { return }
        if let failure { throw failure }
        let reason = archive_error_string(pointer).map { String(cString: $0) } ?? "no reason given"
        throw InputError(.badData, file: name, "is damaged: \(reason.oneLine)")
    }

    /// libarchive asks for more bytes.
    private func supply(_ result: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
        do throws(InputError) {
            guard allowance > 0 else {
                throw InputError(.badData, file: name, "has a member header that is too large")
            }
            let count = try source.read(into: chunk.bytes)
            allowance -= count
            result.pointee = UnsafeRawPointer(chunk.bytes.baseAddress)
            return count
        } catch {
            failure = error
            return -1
        }
    }
}
