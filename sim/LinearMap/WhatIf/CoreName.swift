import Arm64

/// A core as a user writes it: a MIDR in hexadecimal, or a name with or without a revision.
enum CoreName {
    /// "0x410fd842", "410fd842", "Neoverse V3", "neoverse-v3 r0p1".
    static func midr(_ text: String) throws(ChangeOptions.Refusal) -> MIDR {
        let digits = text.lowercased().hasPrefix("0x") ? String(text.dropFirst(2)) : text
        let isHex = !digits.isEmpty && digits.utf8.allSatisfy { isHexDigit($0) }
        let isNumber = isHex && (digits.first?.isNumber == true || digits.utf8.count >= 8)
        if digits != text || isNumber {
            guard isHex else { throw .usage("--midr \(text): not a hexadecimal number") }
            guard let value = UInt32(digits, radix: 16), value > 0 else {
                throw .usage("--midr \(text): out of range; MIDR_EL1 holds 32 bits and is never 0")
            }
            guard value >> 16 & 0xf == 0xf else {
                throw .usage(
                    "--midr \(text): no arm64 core; bits 19:16 of MIDR_EL1 are 0xf on every one")
            }
            return MIDR(value)
        }
        return try named(text)
    }

    private static func named(_ text: String) throws(ChangeOptions.Refusal) -> MIDR {
        var words = text.split { $0 == " " || $0 == "-" || $0 == "_" }.map { $0.lowercased() }
        var given: (UInt32, UInt32)?
        if let last = words.last, let revision = revision(last) {
            given = revision
            words.removeLast()
        }
        let wanted = words.joined()
        let matches = CoreCatalogue.cores.filter { folded($0.name) == wanted }
        let close =
            matches.isEmpty ? CoreCatalogue.cores.filter { folded($0.name).hasSuffix(wanted) } : matches
        guard let core = close.first, close.count == 1, !wanted.isEmpty else {
            throw .usage(
                "--midr \(text): \(close.count > 1 && !wanted.isEmpty ? "more than one core is" : "no core is") called so; expected a MIDR such as 0x410fd842 or a name such as \"Neoverse V3\""
            )
        }
        // A name alone means the first revision that the newest list accepts.
        let listed = BlockSplitting.list73.first { $0.model == core.model }?.first
        let (variant, revision) = given ?? (UInt32(listed?.variant ?? 0), UInt32(listed?.revision ?? 0))
        return MIDR(core.model | variant << 20 | revision)
    }

    /// "r0p2".
    private static func revision(_ word: String) -> (UInt32, UInt32)? {
        let parts = word.dropFirst().split(separator: "p", omittingEmptySubsequences: false)
        guard word.hasPrefix("r"), parts.count == 2, let variant = UInt32(parts[0]),
            let revision = UInt32(parts[1]), variant < 16, revision < 16
        else { return nil }
        return (variant, revision)
    }

    /// "Kunpeng 920 (TSV110)" is "kunpeng920".
    private static func folded(_ name: String) -> String {
        let plain = name.split(separator: "(").first.map(String.init) ?? name
        let words = name.hasPrefix("AmpereOne") ? name.filter { $0 != "(" && $0 != ")" } : plain
        return words.filter { $0 != " " && $0 != "-" }.lowercased()
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }
}
