/// Gathers the evidence from a directory: an unpacked snapshot or sos report, or the live root.
///
/// Known places are looked up; the tree is not walked, as it may be a whole live host.
struct DirectoryReader {
    private let name: String
    private let limits: Limits
    private let everything: Bool
    private let top: HostTree
    private var root = HostRoot()
    /// Folder → the paths of evidence found under it.
    private var found: [String: [String]] = [:]
    private var entries = 0
    private var remarks = Remarks()
    private var refusals = 0

    /// Reads the evidence below `directory`.
    static func read(
        _ directory: Descriptor, name: String, limits: Limits, everything: Bool = false
    ) throws(InputError) -> Snapshot {
        var reader = DirectoryReader(
            name: name, limits: limits, everything: everything, top: HostTree(directory))
        try reader.search()
        return try reader.snapshot()
    }

    private init(name: String, limits: Limits, everything: Bool, top: HostTree) {
        self.name = name
        self.everything = everything
        self.limits = limits
        self.top = top
    }

    /// Looks for evidence in the top folder and in those below it, nearest first, until a folder
    /// holds a host.
    private mutating func search() throws(InputError) {
        var queue = [(folder: "", depth: 0)]
        var next = 0
        while next < queue.count {
            let (folder, depth) = queue[next]
            next += 1
            guard let tree = open(folder) else { continue }
            let names = try list(tree, "", in: folder)
            try look(in: tree, folder: folder, names: Set(names))
            guard root.count(under: folder) < HostRoot.settled, depth < limits.wrapperDepth else { continue }
            for child in names where queue.count <= limits.foldersSearched && tree.isFolder(child) {
                queue.append((folder.isEmpty ? child : "\(folder)/\(child)", depth + 1))
            }
        }
        if queue.count > limits.foldersSearched {
            remarks.add(name, "not all folders were searched: there are more than \(limits.foldersSearched)")
        }
    }

    private mutating func open(_ folder: String) -> HostTree? {
        do throws(HostTree.Obstacle) {
            return try top.folder(folder)
        } catch {
            note(error, folder)
            return nil
        }
    }

    private mutating func list(_ tree: HostTree, _ path: String, in folder: String) throws(InputError)
        -> [String]
    {
        do throws(HostTree.Obstacle) {
            let names = try tree.names(in: path, most: limits.members - entries + 1)
            entries += names.count
            if entries <= limits.members { return names }
        } catch {
            let place = [name, folder, path].filter { !$0.isEmpty }.joined(separator: "/")
            if case .failed(let why) = error { throw InputError(.io, file: place, "cannot be read: \(why)") }
            note(error, path.isEmpty ? folder : path)
            return []
        }
        throw InputError(.badData, file: name, "has more than \(limits.members) entries")
    }

    private mutating func look(in tree: HostTree, folder: String, names: Set<String>) throws(InputError) {
        var paths: Set<String> = []
        for place in PlaceIndex.shared.places {
            guard let first = place.components.first, names.contains(where: { first.matches($0) }) else {
                continue
            }
            let matches = try expand(place.components[...], under: "", in: tree, folder: folder)
                .filter { tree.has($0) }
            if !matches.isEmpty { root.add(place.kind, under: folder) }
            paths.formUnion(matches)
        }
        found[folder] = paths.sorted()
        guard paths.count <= limits.heldFiles else {
            throw InputError(.badData, file: name, "holds more than \(limits.heldFiles) files of evidence")
        }
    }

    /// The paths a place stands for: directories are listed only where it has a pattern.
    private mutating func expand(
        _ place: ArraySlice<PlaceIndex.Component>, under path: String, in tree: HostTree, folder: String
    ) throws(InputError) -> [String] {
        guard let first = place.first else { return [path] }
        func below(_ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }
        if case .name(let name) = first {
            return try expand(place.dropFirst(), under: below(name), in: tree, folder: folder)
        }
        var result: [String] = []
        for name in try list(tree, path, in: folder) where first.matches(name) {
            result += try expand(place.dropFirst(), under: below(name), in: tree, folder: folder)
        }
        return result
    }
}

// The root is chosen, the files are read.
extension DirectoryReader {
    private mutating func snapshot() throws(InputError) -> Snapshot {
        guard let folder = try root.choose(name: name), let tree = open(folder) else {
            throw .noEvidence(name)
        }
        var files: [Snapshot.File] = []
        var total = 0
        for path in found[folder] ?? [] {
            guard let bytes = try read(path, in: tree, folder: folder) else { continue }
            total += bytes.count
            guard total <= limits.heldBytes else {
                throw InputError(
                    .badData, file: name, "holds more than \(limits.heldBytes) bytes of evidence")
            }
            files.append(Snapshot.File(path: path, bytes: bytes))
        }
        guard !files.isEmpty else { throw nothingRead() }
        remarkStrays(outside: folder)
        ManifestCheck.remarks(files, into: &remarks)
        var besides = Snapshot.Besides()
        if everything { besides = BesidesWalk.all(in: tree, limits: limits) }
        return Snapshot(name: name, files: files, remarks: remarks.all, besides: besides)
    }

    private mutating func read(_ path: String, in tree: HostTree, folder: String) throws(InputError)
        -> [UInt8]?
    {
        guard let limit = EvidenceKind.of(path: path)?.limit else { return nil }
        let place = [name, folder, path].filter { !$0.isEmpty }.joined(separator: "/")
        do throws(HostTree.Obstacle) {
            if let bytes = try tree.read(path, limit: limit) { return bytes }
        } catch {
            if case .failed(let why) = error { throw InputError(.io, file: place, "cannot be read: \(why)") }
            note(error, path)
            return nil
        }
        throw .tooLarge(file: place, size: nil, limit: limit)
    }

    /// There was evidence, but not one file of it could be read.
    private func nothingRead() -> InputError {
        guard let first = remarks.all.first else { return .noEvidence(name) }
        let kind: InputError.Kind = refusals > 0 ? .noPermission : .badData
        return InputError(kind, file: name, "holds no file that can be read (\(first))")
    }

    /// Remarks that `path` was not read; what is absent is not worth a word.
    private mutating func note(_ obstacle: HostTree.Obstacle, _ path: String) {
        switch obstacle {
        case .absent: break
        case .setAside(let why), .failed(let why): remarks.add(path, "set aside: \(why)")
        case .refused(let why):
            refusals += 1
            remarks.add(path, "cannot be read: \(why)")
        }
    }

    /// Remarks what tells of memory but does not belong to the chosen folder.
    private mutating func remarkStrays(outside folder: String) {
        func full(_ folder: String, _ path: String) -> String { folder.isEmpty ? path : "\(folder)/\(path)" }
        let taken = Set((found[folder] ?? []).map { full(folder, $0) })
        var strays: Set<String> = []
        for (other, paths) in found {
            for path in paths where EvidenceKind.of(path: path)?.tellsOfMemory == true {
                strays.insert(full(other, path))
            }
        }
        for path in strays.subtracting(taken).sorted() { remarks.addStray(path, outside: folder) }
    }
}
