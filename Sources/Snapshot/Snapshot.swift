/// A captured host: the raw files of a root-like tree, already limited to those linmap reads.
///
/// A plain value. `SnapshotReader` makes it from a directory, an archive, a lone file or standard
/// input; tests make it from literals.
public struct Snapshot: Sendable {
    /// One raw file.
    public struct File: Hashable, Sendable {
        /// Where it stood in the tree, without a leading slash or top folder: "proc/iomem".
        public let path: String
        /// Its bytes, exactly as captured (gzip members such as proc/config.gz are still packed).
        public let bytes: [UInt8]

        /// A file of `bytes` at `path`.
        public init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// What an input holds beside the evidence; filled only where a reader is asked for everything.
    public struct Besides: Sendable {
        /// Files of no use to linmap that other tools read, and that redaction knows.
        public var files: [File] = []
        /// Symbolic links: where they stand, and where they lead.
        public var links: [(path: String, target: String)] = []
        /// Paths of files that nobody knows; their bytes were not read.
        public var leftOut: [String] = []

        /// Nothing.
        public init() {}
    }

    /// What the user called it: a path, or "-".
    public let name: String
    /// The files, by path.
    public let files: [String: File]
    /// True if the input was one bare file and not a tree: nothing else about the host is known.
    public let isLoneFile: Bool
    /// What was set aside while reading, each in one line: links not followed, devices, files that
    /// could not be opened. At most 50, and one that counts the rest.
    public let remarks: [String]

    /// The rest of the input.
    public let besides: Besides

    /// A snapshot of `files`; of two with one path the later wins.
    public init(
        name: String, files: [File], isLoneFile: Bool = false, remarks: [String] = [],
        besides: Besides = Besides()
    ) {
        self.name = name
        self.besides = besides
        self.remarks = remarks
        self.files = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
        self.isLoneFile = isLoneFile
    }

    /// The file at `path`, if it was captured.
    public subscript(path: String) -> File? { files[path] }

    /// The first file present among the places where this kind of evidence is known to stand.
    public func first(_ kind: EvidenceKind) -> File? { all(kind).first }

    /// All files that are evidence of this kind, best place first, then by path.
    public func all(_ kind: EvidenceKind) -> [File] {
        files.values
            .compactMap { file in kind.rank(of: file.path).map { (rank: $0, file: file) } }
            .sorted { ($0.rank, $0.file.path) < ($1.rank, $1.file.path) }
            .map(\.file)
    }
}
