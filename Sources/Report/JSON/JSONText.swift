import FoundationEssentials

/// Encodes documents the same way everywhere: sorted keys, indented, slashes as they are, a closing
/// newline.
public enum JSONText {
    /// `document` as JSON text.
    public static func render(_ document: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // What documents hold can be encoded: their numbers are finite.
        guard let data = try? encoder.encode(document) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}

extension Double {
    /// Times to a hundredth: more digits than that the measurements they come from do not have.
    var inHundredths: Double { (self * 100).rounded() / 100 }
}
