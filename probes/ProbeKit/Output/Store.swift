/// What was collected, held until it is written.
public final class Store {
    /// At most this many bytes of content, all files together.
    public static let byteLimit = 3 << 20
    /// At most this many files and links: what 192 CPUs with three caches each and 256 blocks of memory take, and some.
    public static let fileLimit = 7200

    /// A file or a symbolic link of the snapshot.
    struct Entry {
        /// The path in the snapshot, without a leading slash.
        var path: String
        /// The content, or the target of the link.
        var bytes: [UInt8]
        /// The host's path where it is not the same.
        var source: String?
        /// The name of the source it belongs to.
        var name: String
        /// What was left out, if anything.
        var note: String? = nil
        /// Microseconds it took to get.
        var microseconds: UInt32
        /// Whether more was there than was kept.
        var isCut = false
        var isLink = false
    }

    /// Something that could not be read.
    public struct Missing: Sendable {
        /// The host's path.
        public let path: String
        /// The name of the source.
        public let name: String
        /// Why.
        public let failure: Failure
        /// What it costs.
        public let meaning: String
        /// Whether the user is told: not where the host simply is of another kind.
        public let isTold: Bool
    }

    var entries: [Entry] = []
    /// What could not be read.
    public private(set) var missing: [Missing] = []
    private var byteCount = 0

    init() {}

    /// Bytes that may still come.
    var room: Int { Self.byteLimit - byteCount }

    /// Whether some files more may come. A reserve is kept for what is read last.
    var hasRoomForFiles: Bool { entries.count < Self.fileLimit - 200 }

    /// Adds `entry`.
    ///
    /// - Throws: `.tooBig` where the snapshot is full.
    func add(_ entry: Entry) throws(Failure) {
        guard entries.count < Self.fileLimit, entry.bytes.count <= room else { throw .tooBig }
        byteCount += entry.bytes.count
        entries.append(entry)
    }

    func add(_ missing: Missing) {
        // The list is told to the user and stands in the manifest: a broken host must not make it endless.
        if self.missing.count < 500 { self.missing.append(missing) }
    }
}
