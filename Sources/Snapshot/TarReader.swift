import CArchive
import Glibc

/// Reads the members of a tar (v7, ustar, pax, GNU) one after the other, without seeking.
final class TarReader {
    /// What a member is.
    enum Kind: Hashable {
        case regular, directory, other
        /// A symbolic link, and where it leads.
        case symbolicLink(String)
        /// Another name for an earlier member.
        case hardLink(String)
    }

    /// One member's header.
    struct Member {
        /// As it stands in the archive; nil if it is not UTF-8.
        let name: String?
        let kind: Kind
        /// Bytes, as the header declares them.
        let size: Int
    }

    /// Whether the archive had its closing mark: without it, members may be missing.
    private(set) var hasEndMark = false
    private let handle: ArchiveHandle
    private let limits: Limits
    private var isInsideMember = false

    init(_ source: any ByteSource, name: String, limits: Limits) throws(InputError) {
        handle = try ArchiveHandle(source, name: name)
        self.limits = limits
        archive_read_support_format_tar(handle.pointer)
        try handle.open()
    }

    /// Whether a tar begins with `block`: its checksum fits, or it is empty and ends at once. A block
    /// with tar's magic counts too, so that a damaged tar is called that.
    static func isTar(_ block: ArraySlice<UInt8>) -> Bool {
        guard block.count == 512 else { return false }
        if block.allSatisfy({ $0 == 0 }) { return true }
        let start = block.startIndex
        if block[(start + 257)...].starts(with: "ustar".utf8) { return true }
        let field = (start + 148)..<(start + 156)
        let sum = block.indices.reduce(0) { $0 + (field.contains($1) ? 0x20 : Int(block[$1])) }
        let digits = block[field].drop { $0 == 0x20 || $0 == 0x30 }.prefix { (0x30...0x37).contains($0) }
        return !digits.isEmpty && digits.reduce(0) { $0 * 8 + Int($1 - 0x30) } == sum
    }

    /// The next member; what was not read of the last one is skipped. Nil at the end.
    func next() throws(InputError) -> Member? {
        handle.allowance = .max
        if isInsideMember { try handle.check(archive_read_data_skip(handle.pointer)) }
        isInsideMember = false
        let before = archive_filter_bytes(handle.pointer, 0)
        handle.allowance = limits.headerBytes
        var entry: OpaquePointer?
        let status = archive_read_next_header(handle.pointer, &entry)
        try handle.check(status)
        guard status != ARCHIVE_EOF, let entry else {
            hasEndMark = archive_filter_bytes(handle.pointer, 0) > before
            return nil
        }
        isInsideMember = true
        return Self.member(entry)
    }

    /// The bytes of the member that `next` returned; nil if there are more than `limit`.
    func data(limit: Int) throws(InputError) -> [UInt8]? {
        handle.allowance = limit + limits.headerBytes
        let chunk = Chunk()
        var result: [UInt8] = []
        while true {
            let count = archive_read_data(handle.pointer, chunk.bytes.baseAddress, chunk.bytes.count)
            guard count >= 0 else {
                try handle.check(Int32(truncatingIfNeeded: count))
                return nil
            }
            guard count > 0 else { return result }
            guard result.count + count <= limit else { return nil }
            result.append(contentsOf: chunk.bytes[..<count])
        }
    }

    private static func member(_ entry: OpaquePointer) -> Member {
        let size = Int(archive_entry_size(entry))
        return Member(name: text(archive_entry_pathname(entry)), kind: kind(entry, size: size), size: size)
    }

    private static func kind(_ entry: OpaquePointer, size: Int) -> Kind {
        // A pax archive may store the data with each hard link; then it is a file like any other.
        if size == 0, let target = text(archive_entry_hardlink(entry)) { return .hardLink(target) }
        switch NodeKind(archive_entry_filetype(entry)) {
        case .regular: return .regular
        case .directory: return .directory
        case .link: return text(archive_entry_symlink(entry)).map { .symbolicLink($0) } ?? .other
        case .other: return .other
        }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.flatMap { String(validatingCString: $0) }
    }
}
