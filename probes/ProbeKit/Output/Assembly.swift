internal import SnapshotFormat

/// Turns what was collected into the snapshot: redacts, sorts, tells the manifest, writes the tar.
struct Assembly {
    let store: Store
    let options: Options
    /// What the manifest says of the run.
    var manifest: Manifest

    /// Redacts every file in the order of the paths, and notes in the manifest what is missing.
    mutating func prepare(_ context: RedactionContext) {
        store.entries.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var redaction: Redaction? = options.isRaw ? nil : Redaction(context)
        redact(&redaction)
        for missing in store.missing {
            let path = redaction?.redact(text: missing.path) ?? missing.path
            manifest.missing.append(
                Manifest.Missing(
                    source: path, name: missing.name, errno: missing.failure.code,
                    error: missing.failure.name, meaning: missing.meaning))
        }
    }

    /// The manifest's bytes: the files are asked for one by one, as thousands of them take much room.
    private func manifestBytes() -> [UInt8] {
        let files = store.entries.indices.filter { !store.entries[$0].isLink }
        return manifest.json(fileCount: files.count) { Self.described(store.entries[files[$0]]) }
    }

    private static func described(_ entry: Store.Entry) -> Manifest.File {
        var digest = Digest()
        digest.update(entry.bytes)
        return Manifest.File(
            path: entry.path, source: entry.source ?? "/" + entry.path, name: entry.name,
            bytes: entry.bytes.count, sha256: digest.hexadecimal(), microseconds: Int(entry.microseconds),
            isTruncated: entry.isCut, note: entry.note)
    }

    /// A file nobody knows to be free of names is left out, and told as missing.
    private mutating func redact(_ redaction: inout Redaction?) {
        guard var rules = redaction else { return }
        defer { redaction = rules }
        manifest.release = rules.redact(text: manifest.release)
        var kept = 0
        for index in store.entries.indices {
            var entry = store.entries[index]
            // One copy of the raw bytes is let go before the next file: two of everything would be too much.
            store.entries[index].bytes = []
            if Self.isToBeRedacted(entry) {
                guard let bytes = rules.redact(path: entry.path, entry.bytes) else {
                    store.add(
                        Store.Missing(
                            path: entry.source ?? "/" + entry.path, name: entry.name, failure: .notSupported,
                            meaning: "left out: it cannot be redacted; --raw keeps it", isTold: true))
                    continue
                }
                entry.bytes = bytes
            }
            entry.path = rules.redacted(path: entry.path)
            entry.source = entry.source.map { rules.redact(text: $0) }
            store.entries[kept] = entry
            kept += 1
        }
        store.entries.removeSubrange(kept...)
    }

    /// Links have no content. The probe's own walk holds physical addresses and sizes, and nothing to redact:
    /// a second copy of it would take the most room of all.
    private static func isToBeRedacted(_ entry: Store.Entry) -> Bool {
        !entry.isLink && !(entry.path == "linmap/linear-map" && entry.source != nil)
    }

    /// Writes the archive: the manifest stands among the others, in the order of the paths.
    func write(to output: OutputFile) throws(ProbeError) {
        let place = "manifest.json"
        var writer = TarWriter(output)
        var hasManifest = false
        for entry in store.entries {
            if !hasManifest, place.utf8.lexicographicallyPrecedes(entry.path.utf8) {
                try writer.file(place, manifestBytes())
                hasManifest = true
            }
            if entry.isLink {
                try writer.link(entry.path, entry.bytes)
            } else {
                try writer.file(entry.path, entry.bytes)
            }
        }
        if !hasManifest { try writer.file(place, manifestBytes()) }
        try writer.finish()
    }
}

/// Writes tar members through a buffer.
private struct TarWriter {
    private static let size = 65536
    private let output: OutputFile
    private var buffer: [UInt8] = []

    init(_ output: OutputFile) {
        self.output = output
        buffer.reserveCapacity(Self.size)
    }

    mutating func file(_ path: String, _ bytes: [UInt8]) throws(ProbeError) {
        try write(TarFormat.header(path: path, kind: .file(size: bytes.count)))
        try write(bytes)
        try write(TarFormat.padding(afterBytes: bytes.count))
    }

    mutating func link(_ path: String, _ target: [UInt8]) throws(ProbeError) {
        try write(
            TarFormat.header(path: path, kind: .link(target: String(decoding: target, as: UTF8.self))))
    }

    mutating func finish() throws(ProbeError) {
        try write(TarFormat.end)
        try flush()
    }

    private mutating func write(_ bytes: [UInt8]) throws(ProbeError) {
        if buffer.count + bytes.count > Self.size { try flush() }
        if bytes.count < Self.size {
            buffer += bytes
        } else {
            try Self.write(bytes, to: output)
        }
    }

    private mutating func flush() throws(ProbeError) {
        try Self.write(buffer, to: output)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Typed throws do not pass through `withUnsafeBytes` of every toolchain, so the error goes around.
    private static func write(_ bytes: [UInt8], to output: OutputFile) throws(ProbeError) {
        var problem: ProbeError?
        bytes.withUnsafeBytes { raw in
            do throws(ProbeError) { try output.write(raw) } catch { problem = error }
        }
        if let problem { throw problem }
    }
}
