public import Arm64
import LinearMap

/// The cores whose address translation linmap can simulate.
public enum CoreProfiles {
    /// Every profile, Arm's first.
    public static let all: [CoreProfile] = [
        .cortexA53, .cortexA55, .cortexA57, .cortexA72, .cortexA76, .neoverseN1, .neoverseN2, .neoverseV1,
        .neoverseV2, .neoverseV3, .neoverseN3, .kunpeng920, .emag, .thunderX2, .a64fx, .ampereOne, .olympus,
    ]

    /// The profile of the core with this MIDR, whatever its revision.
    public static func profile(_ midr: MIDR) -> CoreProfile? {
        guard let name = CoreCatalogue.core(midr)?.name else { return nil }
        return all.first { $0.catalogueNames.contains(name) }
    }

    /// The MIDR models of `profile`: values with variant and revision cleared.
    public static func models(_ profile: CoreProfile) -> [UInt32] {
        CoreCatalogue.cores.filter { profile.catalogueNames.contains($0.name) }.map(\.model)
    }

    /// Why a name does not name one core, in one line.
    public struct UnknownCore: Error, Hashable, Sendable {
        /// The line.
        public let message: String
    }

    /// The profile called `text`: a name ("Neoverse N1", "neoverse-n1", or the end of one such as "n1"), or a
    /// MIDR in hexadecimal.
    public static func named(_ text: String) throws(UnknownCore) -> CoreProfile {
        if let midr = midr(text) {
            if let profile = profile(midr) { return profile }
            throw UnknownCore(
                message: "no profile for \(CoreCatalogue.describe(midr)); 'linmap cores' lists them")
        }
        let wanted = folded(text)
        let exact = all.filter { folded($0.name) == wanted }
        let close = exact.isEmpty ? all.filter { endings($0.name).contains(wanted) } : exact
        guard !wanted.isEmpty, let profile = close.first, close.count == 1 else {
            let problem = wanted.isEmpty || close.isEmpty ? "no core" : "more than one core"
            throw UnknownCore(
                message: "\(problem) is called '\(text)'; 'linmap cores' lists them, --tlb takes a geometry")
        }
        return profile
    }

    private static func midr(_ text: String) -> MIDR? {
        let lowercase = text.lowercased()
        let digits = lowercase.hasPrefix("0x") ? String(lowercase.dropFirst(2)) : lowercase
        guard lowercase.hasPrefix("0x") || digits.utf8.count == 8 else { return nil }
        return UInt32(digits, radix: 16).map { MIDR($0) }
    }

    /// "Neoverse N1" is "neoversen1".
    private static func folded(_ name: String) -> String { words(name).joined() }

    /// "n1", "neoversen1".
    private static func endings(_ name: String) -> [String] {
        let words = words(name)
        return words.indices.map { words[$0...].joined() }
    }

    private static func words(_ name: String) -> [String] {
        name.lowercased().split { $0 == " " || $0 == "-" || $0 == "_" }.map(String.init)
    }
}
