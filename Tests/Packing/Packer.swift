import CArchive

/// How a test packs its bytes: with libarchive, as other programs do.
public enum Packer: String, CaseIterable, CustomStringConvertible, Sendable {
    case gzip, xz, lzma, zstd

    /// The filter's name, for the names of test cases.
    public var description: String { rawValue }
}

/// `bytes` packed, with no archive around them.
public func packed(_ bytes: [UInt8], _ packer: Packer) -> [UInt8] {
    let archive = archive_write_new()
    defer { archive_write_free(archive) }
    switch packer {
    case .gzip: archive_write_add_filter_gzip(archive)
    case .xz: archive_write_add_filter_xz(archive)
    case .lzma: archive_write_add_filter_lzma(archive)
    case .zstd: archive_write_add_filter_zstd(archive)
    }
    archive_write_set_format_raw(archive)
    archive_write_set_bytes_per_block(archive, 0)
    var result = [UInt8](repeating: 0, count: bytes.count + 65536)
    var used = 0
    result.withUnsafeMutableBytes { room in
        archive_write_open_memory(archive, room.baseAddress, room.count, &used)
        let entry = archive_entry_new()
        archive_entry_set_filetype(entry, 0o100000)
        archive_write_header(archive, entry)
        _ = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
        archive_entry_free(entry)
        archive_write_close(archive)
    }
    return Array(result[..<used])
}
