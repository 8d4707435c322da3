/// Takes out of a snapshot's files what could name the host or its people, or tell where KASLR put the
/// kernel, and keeps every answer linmap gives (linmap-snapshot(5), REDACTION).
///
/// One value redacts all files of one snapshot, in the order of their paths: pseudonyms are numbered as they
/// are met. Redacting what is redacted changes nothing.
public struct Redaction {
    private let addresses: AddressRedaction
    private let identifiers: Identifiers
    private var commandLine: CommandLineRedaction

    /// The redaction of a snapshot of which `context` is known.
    public init(_ context: RedactionContext) {
        addresses = AddressRedaction(map: AddressMap(context))
        identifiers = Identifiers(hostName: context.hostName)
        commandLine = CommandLineRedaction(identifiers)
    }

    /// The redacted `bytes` of the file at `path` (without leading slash); nil if the file is to be left out,
    /// because nobody knows what may stand in it. `manifest.json` is: write another.
    public mutating func redact(path: String, _ bytes: [UInt8]) -> [UInt8]? {
        if Array(path.utf8)[...].hasSuffix(".gz") {
            return redactPacked(path: String(decoding: path.utf8.dropLast(3), as: UTF8.self), bytes)
        }
        return PlaceTreatment(path).map { redact(bytes, as: $0) }
    }

    /// One line of any text, with what looks like a machine's name or a kernel's address replaced.
    public func redact(text line: String) -> String {
        String(decoding: text(Array(line.utf8)[...]), as: UTF8.self)
    }

    /// The path under which a file that stood at `path` is kept: a kernel's release, which some paths hold, may have
    /// been given the host's name.
    public func redacted(path: String) -> String {
        path.hasPrefix("boot/") || path.hasPrefix("lib/modules/") ? redact(text: path) : path
    }

    /// Whether files at `path` are kept.
    public static func keeps(path: String) -> Bool {
        let bytes = Array(path.utf8)[...]
        let plain = bytes.hasSuffix(".gz") ? bytes.dropLast(3) : bytes
        return PlaceTreatment(String(decoding: plain, as: UTF8.self)) != nil
    }

    /// What is packed is unpacked, and packed again without being made smaller.
    private mutating func redactPacked(path: String, _ bytes: [UInt8]) -> [UInt8]? {
        guard let treatment = PlaceTreatment(path), let plain = Gzip.unpacked(bytes) else { return nil }
        return Gzip.stored(redact(plain, as: treatment))
    }

    private mutating func redact(_ bytes: [UInt8], as treatment: PlaceTreatment) -> [UInt8] {
        switch treatment {
        case .binary: return bytes
        case .text: return Lines.map(bytes) { text($0) }
        case .commandLine:
            var line = commandLine
            defer { commandLine = line }
            return Lines.map(bytes) { line.redact($0) }
        case .log:
            var log = LogRedaction(addresses, identifiers)
            return log.redact(bytes, &commandLine)
        case .version: return Lines.map(bytes) { text(BannerRedaction.redact($0)[...]) }
        case .uname: return Lines.map(bytes) { text(UnameRedaction.redact($0)[...]) }
        case .configuration: return Lines.map(bytes) { text(ConfigRedaction.redact($0)[...]) }
        case .distribution: return Lines.map(bytes) { text(DistributionRedaction.redact($0)[...]) }
        case .symbols: return addresses.symbols(bytes)
        case .note: return addresses.note(bytes)
        case .modules: return Lines.map(bytes) { addresses.module($0) }
        case .tableDump:
            var dump = TableDumpRedaction(addresses.map)
            return dump.redact(bytes)
        }
    }

    private func text(_ line: ArraySlice<UInt8>) -> [UInt8] {
        addresses.redact(identifiers.masked(line)[...])
    }
}
