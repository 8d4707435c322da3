import CMessageDigest

/// A SHA-256 digest (FIPS 180-4), fed piece by piece.
public struct Digest {
    private var context = SHA2_CTX()

    /// A digest of nothing yet.
    public init() {
        SHA256Init(&context)
    }

    /// Adds `bytes` to what is digested.
    public mutating func update(_ bytes: [UInt8]) {
        SHA256Update(&context, bytes, bytes.count)
    }

    /// The digest of everything added, as 64 lower-case hexadecimal digits.
    public consuming func hexadecimal() -> String {
        var raw = [UInt8](repeating: 0, count: 32)
        SHA256Final(&raw, &context)
        let digits: [Character] = [
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f",
        ]
        var text = ""
        for byte in raw {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
