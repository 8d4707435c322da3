/// What a snapshot says of itself: `manifest.json`, schema `linmap.manifest/1` (linmap-snapshot(5)).
public struct Manifest: Hashable, Sendable {
    /// A file that was captured.
    public struct File: Hashable, Sendable {
        /// Where it stands in the snapshot, without a leading slash.
        public var path: String
        /// Where it was read on the host: a path, or a few words where there is no such file.
        public var source: String
        /// The name of its source, as `linmap-probe --list` prints it.
        public var name: String
        /// Bytes in the snapshot.
        public var bytes: Int
        /// SHA-256 of those bytes, 64 hexadecimal digits.
        public var sha256: String
        /// How long reading took, in microseconds; nil where nobody measured it.
        public var microseconds: Int?
        /// Whether the source had more than its limit allows.
        public var isTruncated: Bool
        /// What a reader should know: how lines were chosen, for example.
        public var note: String?

        /// A captured file.
        public init(
            path: String, source: String, name: String, bytes: Int, sha256: String, microseconds: Int? = nil,
            isTruncated: Bool = false, note: String? = nil
        ) {
            self.path = path
            self.source = source
            self.name = name
            self.bytes = bytes
            self.sha256 = sha256
            self.microseconds = microseconds
            self.isTruncated = isTruncated
            self.note = note
        }
    }

    /// A source that gave nothing.
    public struct Missing: Hashable, Sendable {
        /// Where it should have been read on the host.
        public var source: String
        /// The name of the source, as `linmap-probe --list` prints it.
        public var name: String
        /// Linux's error number, 0 where the reason is no failed system call.
        public var errno: Int32
        /// The error's name ("ENOENT"), or a word for the reason.
        public var error: String
        /// What is not known without it.
        public var meaning: String

        /// A source that gave nothing.
        public init(source: String, name: String, errno: Int32, error: String, meaning: String) {
            self.source = source
            self.name = name
            self.errno = errno
            self.error = error
            self.meaning = meaning
        }
    }

    /// The program that wrote the snapshot, with its version: "linmap-probe 0.2.0".
    public var probe: String
    /// The running kernel's release, as `uname -r` prints it; empty if unknown.
    public var release: String
    /// Bytes of a page; 0 if unknown.
    public var pageSize: Int
    /// Whether names and addresses were replaced.
    public var isRedacted: Bool
    /// Whether kernel addresses were kept in spite of that.
    public var keepsAddresses: Bool
    /// The effective capabilities at the start ("cap_sys_admin").
    public var capabilities: [String]
    /// How long the whole capture took.
    public var milliseconds: Int
    /// What was captured. Written sorted by path.
    public var files: [File]
    /// What was not, in the order given.
    public var missing: [Missing]

    /// A manifest.
    public init(
        probe: String, release: String, pageSize: Int, isRedacted: Bool, keepsAddresses: Bool = false,
        capabilities: [String] = [], milliseconds: Int = 0, files: [File] = [], missing: [Missing] = []
    ) {
        self.probe = probe
        self.release = release
        self.pageSize = pageSize
        self.isRedacted = isRedacted
        self.keepsAddresses = keepsAddresses
        self.capabilities = capabilities
        self.milliseconds = milliseconds
        self.files = files
        self.missing = missing
    }
}
