/// Writes tar headers: ustar (POSIX.1-1988), with a pax record before it where ustar cannot hold a path, a
/// link's target or a size.
///
/// The same members give the same bytes on every machine: no times, no owners, fixed permissions. An archive
/// is, for each member, `header`, the file's bytes, `padding`; and `end` once.
public enum TarFormat {
    /// What a member is.
    public enum Kind: Hashable, Sendable {
        /// A regular file of `size` bytes, with permissions 0600.
        case file(size: Int)
        /// A directory, with permissions 0700.
        case directory
        /// A symbolic link that leads to `target`.
        case link(target: String)
    }

    /// Bytes of a block: headers and contents fill whole ones.
    public static let blockSize = 512

    /// The end of an archive: two blocks of zeros. (tar itself pads to a record of 20; no reader needs it.)
    public static let end = [UInt8](repeating: 0, count: 2 * blockSize)

    /// The zeros that follow the contents of a file of `afterBytes` bytes.
    public static func padding(afterBytes count: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (blockSize - count % blockSize) % blockSize)
    }

    /// The header of one member, one block or more. `path` has no leading slash; a directory's is written
    /// with a trailing one.
    public static func header(path: String, kind: Kind) -> [UInt8] {
        let member = TarMember(path: path, kind: kind)
        return member.extendedHeader() + member.block()
    }
}
