internal import SnapshotFormat

/// Turns what was collected into the snapshot: redacts, sorts, tells the manifest, writes the tar.
struct Assembly {
    let store: Store
    let options: Options
    /// What the manifest says of the run.
    var manifest: Manifest

    /// Redacts every file in the order of the paths, and notes it in the manifest.
    mutating func prepare(_ context: RedactionContext) {
        store.entries.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        if !options.isRaw { redact(context) }
        manifest.files.reserveCapacity(store.entries.count)
        for entry in store.entries where !entry.isLink {
            var digest = Digest()
            digest.update(entry.bytes)
            manifest.files.append(
                Manifest.File(
                    path: entry.path, source: entry.source ?? "/" + entry.path, name: entry.name,
                    bytes: entry.bytes.count, sha256: digest.hexadecimal(),
                    microseconds: Int(entry.microseconds), isTruncated: entry.isCut, note: entry.note))
        }
        for missing in store.missing {
            manifest.missing.append(
                Manifest.Missing(
                    source: missing.path, name: missing.name, errno: missing.failure.code,
                    error: missing.failure.name, meaning: missing.meaning))
        }
    }

    /// A file nobody knows to be free of names is left out, and told as missing.
    private func redact(_ context: RedactionContext) {
        var redaction = Redaction(context)
        var kept: [Store.Entry] = []
        kept.reserveCapacity(store.entries.count)
        for index in store.entries.indices {
            var entry = store.entries[index]
            // The raw bytes are let go at once: two copies of everything would be too much.
            store.entries[index].bytes = []
            if !entry.isLink {
                guard let bytes = redaction.redact(path: entry.path, entry.bytes) else {
                    store.add(
                        Store.Missing(
                            path: entry.source ?? "/" + entry.path, name: entry.name, failure: .notSupported,
                            meaning: "left out: it cannot be redacted; --raw keeps it", isTold: true))
                    continue
                }
                entry.bytes = bytes
            }
            kept.append(entry)
        }
        store.entries = kept
    }

    /// Writes the archive: the manifest stands among the others, in the order of the paths.
    func write(to output: OutputFile) throws(ProbeError) {
        let place = "manifest.json"
        var writer = TarWriter(output)
        var hasManifest = false
        for entry in store.entries {
            if !hasManifest, place.utf8.lexicographicallyPrecedes(entry.path.utf8) {
                try writer.file(place, manifest.json())
                hasManifest = true
            }
            if entry.isLink {
                try writer.link(entry.path, entry.bytes)
            } else {
                try writer.file(entry.path, entry.bytes)
            }
        }
        if !hasManifest { try writer.file(place, manifest.json()) }
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
