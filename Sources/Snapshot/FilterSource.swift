import CArchive

/// Unpacks xz, lzma and zstd through libarchive's filters, without looking for an archive inside.
final class FilterSource: ByteSource {
    private let handle: ArchiveHandle
    private var ended: Bool

    init(_ upstream: any ByteSource, name: String) throws(InputError) {
        handle = try ArchiveHandle(upstream, name: name)
        ended = false
        archive_read_support_format_raw(handle.pointer)
        archive_read_support_format_empty(handle.pointer)
        let filters = [
            archive_read_support_filter_xz(handle.pointer), archive_read_support_filter_lzma(handle.pointer),
            archive_read_support_filter_zstd(handle.pointer),
        ]
        // A warning here means that libarchive would run another program to unpack.
        guard filters.allSatisfy({ $0 == ARCHIVE_OK }) else {
            throw InputError(.badData, file: name, "is packed in a way this libarchive does not know")
        }
        try handle.open()
        // One filter, and the plain stream below it.
        guard archive_filter_count(handle.pointer) <= 2 else {
            throw InputError(.badData, file: name, "is packed more than once")
        }
        var entry: OpaquePointer?
        let status = archive_read_next_header(handle.pointer, &entry)
        try handle.check(status)
        ended = status == ARCHIVE_EOF
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        guard !ended else { return 0 }
        let count = archive_read_data(handle.pointer, buffer.baseAddress, buffer.count)
        if count < 0 { try handle.check(Int32(truncatingIfNeeded: count)) }
        ended = count <= 0
        return max(count, 0)
    }
}
