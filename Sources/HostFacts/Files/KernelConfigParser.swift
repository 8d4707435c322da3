public import Snapshot

/// Reads a kernel configuration: `/boot/config-*`, or `/proc/config.gz` once it is unpacked.
///
/// Lines are `CONFIG_X=value` or `# CONFIG_X is not set`; of two for one symbol the last counts, as
/// in Kconfig. Any other line is ignored.
public struct KernelConfigParser: Sendable {
    /// The configuration.
    public let config: KernelConfig
    /// The architecture of the heading ("arm64", "x86"), or of the symbols if there is no heading.
    public let architecture: Sourced<String>?

    /// Reads `file`.
    ///
    /// - Throws: `.badData` for packed bytes, or a file in which no line names a CONFIG symbol.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> KernelConfigParser {
        try file.refuseForeignBytes()
        var values: [String: Sourced<String>] = [:]
        var unset = 0
        var version: Sourced<String>?
        var architecture: Sourced<String>?
        for line in file.lines {
            let text = line.bytes.trimmed()
            if text.hasPrefix("CONFIG_") {
                guard let (symbol, value) = assignment(text.dropFirst(7)) else { continue }
                values[symbol] = Sourced(value, line.evidence)
            } else if let symbol = notSet(text) {
                values[symbol] = nil
                unset += 1
            } else if let heading = heading(text) {
                architecture = Sourced(heading.architecture, line.evidence)
                version = Sourced(heading.version, line.evidence)
            }
        }
        guard !values.isEmpty || unset > 0 else {
            throw InputError(.badData, file: file.path, "no CONFIG_ line", expected: "a kernel configuration")
        }
        let config = KernelConfig(file: file.path, version: version ?? fileVersion(file.path), values: values)
        return KernelConfigParser(config: config, architecture: architecture ?? guess(config))
    }

    private static func assignment(_ text: ArraySlice<UInt8>) -> (symbol: String, value: String)? {
        guard let equals = text.firstIndex(of: 0x3d), equals > text.startIndex,
            text[..<equals].allSatisfy(\.isWordByte)
        else { return nil }
        return (text[..<equals].text, text[(equals + 1)...].trimmed().printable)
    }

    private static func notSet(_ text: ArraySlice<UInt8>) -> String? {
        var cursor = Cursor(text)
        guard cursor.skip(0x23) else { return nil }
        cursor.skipBlanks()
        guard cursor.skip("CONFIG_"), let symbol = cursor.word() else { return nil }
        cursor.skipBlanks()
        return cursor.rest.equals("is not set") && symbol.allSatisfy(\.isWordByte) ? symbol.text : nil
    }

    /// "# Linux/arm64 6.1.176 Kernel Configuration"
    private static func heading(_ text: ArraySlice<UInt8>) -> (architecture: String, version: String)? {
        var cursor = Cursor(text)
        guard cursor.skip(0x23) else { return nil }
        cursor.skipBlanks()
        guard cursor.skip("Linux/"), let architecture = cursor.word() else { return nil }
        cursor.skipBlanks()
        guard let version = cursor.word() else { return nil }
        cursor.skipBlanks()
        return cursor.rest.hasPrefix("Kernel Configuration")
            ? (architecture.printable, version.printable) : nil
    }

    /// The release in a file name: "boot/config-6.1.0-50-arm64".
    private static func fileVersion(_ path: String) -> Sourced<String>? {
        let name = path.split(separator: "/").last ?? ""
        guard name.hasPrefix("config-"), name.count > 7 else { return nil }
        return Sourced(String(name.dropFirst(7)), Evidence(file: path, text: "the file's name"))
    }

    private static func guess(_ config: KernelConfig) -> Sourced<String>? {
        let known = [
            ("ARM64", "arm64"), ("X86", "x86"), ("ARM", "arm"), ("RISCV", "riscv"), ("PPC64", "powerpc"),
            ("S390", "s390"), ("LOONGARCH", "loongarch"),
        ]
        for (symbol, name) in known {
            if let value = config.value(symbol), value.value == "y" { return value.map { _ in name } }
        }
        return nil
    }
}
