import FoundationEssentials

/// Encodes documents the same way everywhere: sorted keys, indented, slashes as they are, a closing
/// newline.
public enum JSONText {
    /// `document` as JSON text.
    public static func render(_ document: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Documents hold strings, integers and booleans only; encoding them cannot fail.
        guard let data = try? encoder.encode(document) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
