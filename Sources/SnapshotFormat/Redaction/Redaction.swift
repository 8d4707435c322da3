/// Takes out of a snapshot's files what could name the host or its people, or tell where KASLR put the
/// kernel, and keeps every answer linmap gives (linmap-snapshot(5), REDACTION).
///
/// One value redacts all files of one snapshot, in the order of their paths: pseudonyms are numbered as they
/// are met. Redacting what is redacted changes nothing.
public struct Redaction {
    private let context: RedactionContext

    /// The redaction of a snapshot of which `context` is known.
    public init(_ context: RedactionContext) {
        self.context = context
    }

    /// The redacted `bytes` of the file at `path` (without leading slash); nil if the file is to be left out,
    /// because nobody knows what may stand in it.
    public mutating func redact(path: String, _ bytes: [UInt8]) -> [UInt8]? {
        bytes
    }
}
