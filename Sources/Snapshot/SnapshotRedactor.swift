import Arm64
public import SnapshotFormat

/// A snapshot from which names and random addresses were taken out (linmap-snapshot(5), REDACTION).
public struct RedactedSnapshot: Sendable {
    /// The files that remain, by path, without a manifest.
    public let files: [Snapshot.File]
    /// Symbolic links that remain: where they stand, and where they lead.
    public let links: [(path: String, target: String)]
    /// Paths that were left out, because nobody knows what may stand there; sorted.
    public let leftOut: [String]
    /// What the snapshot says of itself.
    public let manifest: Manifest

    /// Redacts `snapshot`.
    ///
    /// - Parameters:
    ///   - snapshot: best read with everything beside the evidence, or that is lost.
    ///   - program: who redacts, with its version, where the snapshot does not say who captured it.
    public init(_ snapshot: Snapshot, program: String) {
        var redaction = Redaction(Self.context(snapshot))
        var files: [Snapshot.File] = []
        var leftOut = snapshot.besides.leftOut
        let all = (Array(snapshot.files.values) + snapshot.besides.files).filter {
            $0.path != "manifest.json"
        }
        for file in all.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            if let bytes = redaction.redact(path: file.path, file.bytes) {
                files.append(Snapshot.File(path: redaction.redacted(path: file.path), bytes: bytes))
            } else {
                leftOut.append(file.path)
            }
        }
        let paths = Set(files.map(\.path))
        let links = snapshot.besides.links.filter { !paths.contains($0.path) }
        self.files = files
        self.links = links.filter { Self.isHarmless($0.path, $0.target) }
        leftOut += links.filter { !Self.isHarmless($0.path, $0.target) }.map(\.path)
        self.leftOut = leftOut.sorted()
        manifest = Self.manifest(of: files, from: snapshot, redaction, program: program)
    }

    /// The archive, sorted by path: the same snapshot always gives the same bytes.
    public func tar() -> [UInt8] {
        var members: [(path: String, kind: TarFormat.Kind, bytes: [UInt8])] = files.map {
            ($0.path, .file(size: $0.bytes.count), $0.bytes)
        }
        members += links.map { ($0.path, .link(target: $0.target), []) }
        let manifest = manifest.json()
        members.append(("manifest.json", .file(size: manifest.count), manifest))
        members += Set(members.flatMap { Self.folders(above: $0.path) }).map { ($0, .directory, []) }
        members.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var bytes: [UInt8] = []
        for member in members {
            bytes += TarFormat.header(path: member.path, kind: member.kind) + member.bytes
            bytes += TarFormat.padding(afterBytes: member.bytes.count)
        }
        return bytes + TarFormat.end
    }

    private static func folders(above path: String) -> [String] {
        let parts = path.slashComponents
        return parts.indices.dropFirst().map { parts[..<$0].joined(separator: "/") }
    }

    /// sysfs's links between nodes, memory blocks and processors ("node0"); lsmem(1) follows them.
    private static func isHarmless(_ path: String, _ target: String) -> Bool {
        guard path.hasPrefix("sys/devices/system/"), let name = path.slashComponents.last, isNumbered(name)
        else { return false }
        return target.slashComponents.allSatisfy {
            ["..", "devices", "system", "node", "memory", "cpu"].contains($0) || isNumbered($0)
        }
    }

    private static func isNumbered(_ name: Substring) -> Bool {
        let word = name.utf8.prefix { $0 > 0x39 }
        let number = name.utf8.dropFirst(word.count)
        return ["node", "memory", "cpu"].contains(String(Substring(word))) && !number.isEmpty
            && number.allSatisfy { (0x30...0x39).contains($0) }
    }
}

// What surrounds the files.
extension RedactedSnapshot {
    private static func context(_ snapshot: Snapshot) -> RedactionContext {
        RedactionContext(
            vmcoreinfo: snapshot.first(.vmcoreinfo)?.bytes, iomem: snapshot.first(.iomem)?.bytes,
            memblock: snapshot.first(.memblockMemory)?.bytes, kallsyms: snapshot.first(.kallsyms)?.bytes,
            hostName: hostName(snapshot))
    }

    /// The second word of `uname -a`.
    private static func hostName(_ snapshot: Snapshot) -> [UInt8]? {
        guard let file = snapshot.first(.uname) else { return nil }
        let words = file.bytes.split(separator: 0x20, maxSplits: 2)
        guard words.count == 3, words[0].elementsEqual("Linux".utf8),
            words[1].first.map({ $0 > 0x39 }) == true
        else { return nil }
        return Array(words[1])
    }

    /// The manifest anew: sizes and digests of what is left, and the rest as the snapshot had it.
    private static func manifest(
        of files: [Snapshot.File], from snapshot: Snapshot, _ redaction: Redaction, program: String
    ) -> Manifest {
        let old = snapshot.first(.manifest).flatMap { ManifestReader.read($0) }
        var manifest =
            old ?? Manifest(probe: program, release: "", pageSize: 0, isRedacted: true)
        let known = Dictionary(
            manifest.files.map { (redaction.redacted(path: $0.path), $0) }, uniquingKeysWith: { $1 })
        manifest.isRedacted = true
        manifest.keepsAddresses = false
        manifest.release = redaction.redact(text: manifest.release)
        manifest.probe = redaction.redact(text: manifest.probe)
        manifest.files = files.map { file in
            var digest = Digest()
            digest.update(file.bytes)
            var entry =
                known[file.path]
                ?? Manifest.File(path: file.path, source: "/\(file.path)", name: "file", bytes: 0, sha256: "")
            entry.path = file.path
            entry.bytes = file.bytes.count
            entry.sha256 = digest.hexadecimal()
            entry.source = redaction.redact(text: entry.source)
            entry.note = entry.note.map { redaction.redact(text: $0) }
            return entry
        }
        manifest.missing = manifest.missing.map { source in
            var source = source
            source.source = redaction.redact(text: source.source)
            source.meaning = redaction.redact(text: source.meaning)
            return source
        }
        return manifest
    }
}
