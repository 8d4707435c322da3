import SnapshotFormat

/// Walks a directory for what stands beside the evidence. The folders of known files come first, as the
/// directory may be a whole live host, of which only so much is looked at.
struct BesidesWalk {
    /// Entries looked at.
    private static let most = 50_000
    private static let mostDepth = 12
    private static let firstFolders = [
        "linmap", "sys/devices/system/node", "sys/devices/system/memory", "sys/devices/system/cpu",
        "sys/module/kfence", "sys/firmware/devicetree/base",
    ]

    private let top: HostTree
    private let limits: Limits
    private var besides = Snapshot.Besides()
    private var visited: Set<String> = []
    private var entries = 0
    private var heldBytes = 0

    static func all(in tree: HostTree, limits: Limits) -> Snapshot.Besides {
        var walk = BesidesWalk(top: tree, limits: limits)
        for folder in firstFolders { walk.walk(folder) }
        walk.walk("")
        return walk.besides
    }

    private init(top: HostTree, limits: Limits) {
        self.top = top
        self.limits = limits
    }

    private mutating func walk(_ path: String, depth: Int = 0) {
        guard depth <= Self.mostDepth, entries < Self.most, visited.insert(path).inserted,
            let folder = try? top.folder(path),
            let names = try? folder.names(in: "", most: Self.most - entries)
        else { return }
        entries += names.count
        for name in names {
            let place = path.isEmpty ? name : "\(path)/\(name)"
            switch folder.kind(of: name) {
            case .directory?: walk(place, depth: depth + 1)
            case .link?: if let target = folder.target(of: name) { besides.links.append((place, target)) }
            case .regular? where EvidenceKind.of(path: place) == nil: take(place, name, folder)
            default: break
            }
        }
    }

    private mutating func take(_ path: String, _ name: String, _ folder: HostTree) {
        guard Redaction.keeps(path: path), heldBytes < limits.heldBytes,
            let bytes = (try? folder.read(name, limit: 1 << 20)) ?? nil
        else { return besides.leftOut.append(path) }
        heldBytes += bytes.count
        besides.files.append(Snapshot.File(path: path, bytes: bytes))
    }
}
