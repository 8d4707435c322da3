import FoundationEssentials
import SnapshotFormat

/// Reads a manifest (`linmap.manifest/1`). It was written by others: everything in it may be missing or wrong.
enum ManifestReader {
    /// What `file` says; nil if it is no manifest of a known schema.
    static func read(_ file: Snapshot.File) -> Manifest? {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(file.bytes)),
            document.schema == "linmap.manifest/1"
        else { return nil }
        return Manifest(
            probe: document.probe ?? "", release: document.host?.release ?? "",
            pageSize: document.host?.page ?? 0, isRedacted: document.redacted ?? false,
            keepsAddresses: document.keepAddresses ?? false, capabilities: document.capabilities ?? [],
            milliseconds: document.milliseconds ?? 0, files: (document.files ?? []).map(\.value),
            missing: (document.missing ?? []).map(\.value))
    }

    private struct Document: Decodable {
        var schema: String
        var probe: String?
        var host: Host?
        var redacted: Bool?
        var keepAddresses: Bool?
        var capabilities: [String]?
        var milliseconds: Int?
        var files: [File]?
        var missing: [Missing]?
    }

    private struct Host: Decodable {
        var release: String?
        var page: Int?
    }

    private struct File: Decodable {
        var path: String
        var source: String?
        var name: String?
        var bytes: Int?
        var sha256: String?
        var microseconds: Int?
        var truncated: Bool?
        var note: String?

        var value: Manifest.File {
            Manifest.File(
                path: path, source: source ?? "", name: name ?? "", bytes: bytes ?? 0, sha256: sha256 ?? "",
                microseconds: microseconds, isTruncated: truncated ?? false, note: note)
        }
    }

    private struct Missing: Decodable {
        var source: String
        var name: String?
        var errno: Int32?
        var error: String?
        var meaning: String?

        var value: Manifest.Missing {
            Manifest.Missing(
                source: source, name: name ?? "", errno: errno ?? 0, error: error ?? "",
                meaning: meaning ?? "")
        }
    }
}

/// Compares a snapshot with its manifest.
enum ManifestCheck {
    /// A remark, in one line, for each thing that a reader of the snapshot should know.
    static func remarks(_ files: [Snapshot.File], into remarks: inout Remarks) {
        guard let file = files.first(where: { $0.path == "manifest.json" }) else { return }
        guard let manifest = ManifestReader.read(file) else {
            return remarks.add(file.path, "set aside: not a manifest of the schema linmap.manifest/1")
        }
        let held = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
        for entry in manifest.files where EvidenceKind.of(path: entry.path) != nil {
            guard let file = held[entry.path] else {
                remarks.add(entry.path, "listed in manifest.json, and not in the snapshot")
                continue
            }
            if !entry.sha256.isEmpty, digest(file) != entry.sha256 {
                remarks.add(entry.path, "not as captured: its digest differs from manifest.json")
            }
            if entry.isTruncated { remarks.add(entry.path, "cut off when it was captured") }
        }
        for source in manifest.missing {
            let why = [source.error, source.meaning].filter { !$0.isEmpty }.joined(separator: ", ")
            remarks.add("not captured: \(source.source)", why.oneLine)
        }
    }

    private static func digest(_ file: Snapshot.File) -> String {
        var digest = Digest()
        digest.update(file.bytes)
        return digest.hexadecimal()
    }
}
