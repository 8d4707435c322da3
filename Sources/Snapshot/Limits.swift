/// How much of an input is read before it is refused. An input may be hostile: each of these bounds
/// the time or the memory that reading can take. The size of each file is bounded by its kind
/// (`EvidenceKind.limit`).
public struct Limits: Hashable, Sendable {
    /// Archive members, or directory entries, looked at. A member that is no evidence is not kept.
    public var members = 4_000_000
    /// Bytes of the archive after unpacking, whether kept or not.
    public var unpackedBytes = 64 << 30
    /// Bytes kept in memory, over all files.
    public var heldBytes = 2 << 30
    /// Files and links kept in memory. A host of 32 TiB has 262,144 memory blocks of 128 MiB.
    public var heldFiles = 300_000
    /// Bytes one archive header may take with its extensions (long names, attributes, sparse maps).
    public var headerBytes = 16 << 20
    /// Folders above the host's root: "sosreport-host/" is one.
    public var wrapperDepth = 6
    /// Folders searched for the host's root in a directory.
    public var foldersSearched = 1000
    /// Bytes looked at to tell what a lone file is.
    public var classifiedBytes = 1 << 20

    /// The limits linmap uses.
    public init() {}
}
