public import Snapshot

/// `/etc/os-release`: which distribution runs in user space. In a container this is not the kernel's.
public struct OSRelease: Hashable, Sendable {
    /// `ID`: "debian", "rhel", "sles"; empty if it is not given.
    public let id: String
    /// `VERSION_ID`, if given.
    public let versionID: String?
    /// `PRETTY_NAME`, if given.
    public let prettyName: String?
    /// The `ID` line, or the file.
    public let evidence: Evidence

    /// Reads `KEY=value` lines; quotes around a value are dropped.
    ///
    /// - Throws: `.badData` for packed bytes.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> OSRelease {
        try file.refuseForeignBytes()
        var values: [String: String] = [:]
        var evidence = Evidence(file: file.path, text: "no ID line")
        for line in file.lines {
            let text = line.bytes.trimmed()
            guard let equals = text.firstIndex(of: 0x3d) else { continue }
            let key = text[..<equals].text
            values[key] = unquoted(text[(equals + 1)...].trimmed()).printable
            if key == "ID" { evidence = line.evidence }
        }
        return OSRelease(
            id: values["ID"] ?? "", versionID: values["VERSION_ID"], prettyName: values["PRETTY_NAME"],
            evidence: evidence)
    }

    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.count >= 2, let first = bytes.first, first == 0x22 || first == 0x27, bytes.last == first
        else { return bytes }
        return bytes.dropFirst().dropLast()
    }
}
