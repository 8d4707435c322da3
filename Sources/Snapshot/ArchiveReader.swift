import SnapshotFormat

/// Gathers the evidence from a tar in one pass. The host's root is known only at the end, so every
/// member is kept whose name ends like a place of evidence.
struct ArchiveReader {
    private enum Held {
        case bytes([UInt8])
        case link(String, isHard: Bool)
        /// Larger than its kind allows; only an error if it belongs to the host.
        case tooLarge(size: Int, limit: Int)
        case device
    }

    private let name: String
    private let limits: Limits
    private let everything: Bool
    /// Members that are no evidence under any folder, where everything is asked for.
    private var strangers: [String] = []
    private var held: [String: Held] = [:]
    private var heldBytes = 0
    private var root = HostRoot()
    private var remarks = Remarks()
    private var besides = Snapshot.Besides()

    /// Reads the whole of `source`, a tar.
    static func read(
        _ source: any ByteSource, name: String, limits: Limits, everything: Bool = false
    ) throws(InputError) -> Snapshot {
        var reader = ArchiveReader(name: name, limits: limits, everything: everything)
        try reader.gather(try TarReader(source, name: name, limits: limits))
        // What follows the tar's end is read to see whether the packed data is whole.
        let drain = Chunk()
        var drained = 0
        while drained < limits.headerBytes {
            let count = try source.read(into: drain.bytes)
            guard count > 0 else { break }
            drained += count
        }
        return try reader.snapshot()
    }

    private init(name: String, limits: Limits, everything: Bool) {
        self.name = name
        self.everything = everything
        self.limits = limits
    }

    private mutating func gather(_ tar: TarReader) throws(InputError) {
        var count = 0
        while let member = try tar.next() {
            count += 1
            guard count <= limits.members else {
                throw InputError(.badData, file: name, "has more than \(limits.members) members")
            }
            // Every place is ASCII: a name that is not UTF-8 is no evidence.
            guard let raw = member.name else { continue }
            guard let components = MemberName.components(raw) else {
                throw InputError(
                    .badData, file: "\(name):\(raw.oneLine)", "a member's name climbs with \"..\"")
            }
            try take(member, components, from: tar)
        }
        if !tar.hasEndMark { remarks.add(name, "the archive has no end mark; members may be missing") }
    }

    private mutating func take(
        _ member: TarReader.Member, _ path: [Substring], from tar: TarReader
    ) throws(InputError) {
        let places = PlaceIndex.shared.suffixes(of: path).filter {
            path.count - $0.components.count <= limits.wrapperDepth
        }
        guard member.kind != .directory, !path.isEmpty else { return }
        guard let limit = places.map(\.kind.limit).max() ?? limit(besides: path) else {
            if everything, strangers.count < limits.heldFiles {
                strangers.append(path.joined(separator: "/"))
            }
            return
        }
        let path = path.joined(separator: "/")
        let item: Held
        switch member.kind {
        case .symbolicLink(let target): item = .link(target, isHard: false)
        case .hardLink(let target): item = .link(target, isHard: true)
        case .regular: item = try content(member, limit: limit, from: tar)
        case .other, .directory: item = .device
        }
        try hold(item, at: path)
        if case .device = item { return }
        for place in places {
            root.add(place.kind, under: Self.folder(of: path, above: place.components.count))
        }
    }

    /// Bytes that a member which is no evidence may have, if redaction knows such files.
    private func limit(besides path: [Substring]) -> Int? {
        guard everything else { return nil }
        let starts = 0...min(limits.wrapperDepth, path.count - 1)
        return starts.contains { Redaction.keeps(path: path.dropFirst($0).joined(separator: "/")) }
            ? 1 << 20 : nil
    }

    private func content(
        _ member: TarReader.Member, limit: Int, from tar: TarReader
    ) throws(InputError) -> Held {
        guard member.size <= limit, let bytes = try tar.data(limit: limit) else {
            return .tooLarge(size: member.size, limit: limit)
        }
        return .bytes(bytes)
    }

    /// Keeps `item`; of two members with one name the later counts, as when tar unpacks.
    private mutating func hold(_ item: Held, at path: String) throws(InputError) {
        let old = held.updateValue(item, forKey: path)
        if case .bytes(let bytes)? = old { heldBytes -= bytes.count }
        if case .bytes(let bytes) = item { heldBytes += bytes.count }
        guard heldBytes <= limits.heldBytes else {
            throw InputError(.badData, file: name, "holds more than \(limits.heldBytes) bytes of evidence")
        }
        guard held.count <= limits.heldFiles else {
            throw InputError(.badData, file: name, "holds more than \(limits.heldFiles) files of evidence")
        }
    }

    /// The folder of `path` that is left when its last `count` components are taken off.
    private static func folder(of path: String, above count: Int) -> String {
        path.slashComponents.dropLast(count).joined(separator: "/")
    }
}

// The end of the archive: the root is chosen, links are followed.
extension ArchiveReader {
    private mutating func snapshot() throws(InputError) -> Snapshot {
        guard let folder = try root.choose(name: name) else { throw .noEvidence(name) }
        let prefix = folder.isEmpty ? "" : "\(folder)/"
        var files: [Snapshot.File] = []
        for path in held.keys.sorted() {
            if everything, takeBesides(path, prefix: prefix) { continue }
            guard let inside = path.afterPrefix(prefix), let kind = EvidenceKind.of(path: inside) else {
                let kinds = PlaceIndex.shared.suffixes(of: path.slashComponents).map(\.kind)
                if kinds.contains(where: \.tellsOfMemory) { remarks.addStray(path, outside: folder) }
                continue
            }
            guard let bytes = try resolve(inside, prefix: prefix) else { continue }
            // A link may give a file the place of another kind.
            guard bytes.count <= kind.limit else {
                throw .tooLarge(file: "\(name):\(path.oneLine)", size: bytes.count, limit: kind.limit)
            }
            files.append(Snapshot.File(path: inside, bytes: bytes))
        }
        guard !files.isEmpty else { throw .noEvidence(name) }
        ManifestCheck.remarks(files, into: &remarks)
        besides.leftOut += strangers.map { $0.afterPrefix(prefix) ?? $0 }
        return Snapshot(name: name, files: files, remarks: remarks.all, besides: besides)
    }

    /// Sorts what is no evidence of this host to where it belongs; false for evidence.
    private mutating func takeBesides(_ path: String, prefix: String) -> Bool {
        guard let inside = path.afterPrefix(prefix) else {
            besides.leftOut.append(path)
            return false
        }
        if EvidenceKind.of(path: inside) != nil { return false }
        switch held[path] {
        case .bytes(let bytes)? where Redaction.keeps(path: inside):
            besides.files.append(Snapshot.File(path: inside, bytes: bytes))
        case .link(let target, isHard: false)?: besides.links.append((inside, target))
        default: besides.leftOut.append(inside)
        }
        return true
    }

    /// The bytes of the member at `path` below the host's root; a link is followed once.
    private mutating func resolve(_ path: String, prefix: String) throws(InputError) -> [UInt8]? {
        let full = prefix + path
        switch held[full] {
        case .bytes(let bytes): return bytes
        case .tooLarge(let size, let limit):
            throw .tooLarge(file: "\(name):\(full.oneLine)", size: size, limit: limit)
        case .device:
            remarks.add(full, "set aside: not a regular file")
            return nil
        case .link(let target, let isHard):
            let place =
                isHard ? Self.hardTarget(target) : MemberName.target(target, from: path).map { prefix + $0 }
            if let place, place.afterPrefix(prefix) != nil, case .bytes(let bytes)? = held[place] {
                return bytes
            }
            remarks.add(full, "link not followed: \(target.oneLine)")
            return nil
        case nil: return nil
        }
    }

    /// A hard link names another member from the archive's top.
    private static func hardTarget(_ target: String) -> String? {
        MemberName.components(target)?.joined(separator: "/")
    }
}

extension InputError {
    /// Nothing in the input is of use.
    static func noEvidence(_ name: String) -> InputError {
        InputError(
            .badData, file: name, "holds no file linmap knows",
            expected: "a root-like tree with proc/iomem, proc/cmdline, var/log/dmesg and the like")
    }

    /// A file is larger than its kind can be; `size` nil where the end was not reached.
    static func tooLarge(file: String, size: Int?, limit: Int) -> InputError {
        let what = size.map { $0 > limit ? "is \($0) bytes" : "is too large" } ?? "is too large"
        return InputError(.badData, file: file, what, expected: "at most \(limit) bytes")
    }
}
