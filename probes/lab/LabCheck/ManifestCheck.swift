import FoundationEssentials

/// Holds what the probe says it could not read to what it could have read.
public enum ManifestCheck {
    private struct Manifest: Decodable {
        struct Missing: Decodable {
            let name: String
            let source: String
            let errno: Int
            let error: String
        }
        let missing: [Missing]
    }

    /// Root may read everything: what is missing is not there, and nothing was forbidden, out of time or damaged. A line
    /// for each that was.
    public static func problems(_ manifest: [UInt8]) -> [String] {
        guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(manifest)) else {
            return ["manifest: it cannot be read"]
        }
        // ENOENT; ENODATA, of kernels without the symbol, or not started by EFI.
        return manifest.missing.filter { $0.errno != 2 && $0.errno != 61 }
            .map { "manifest: \($0.name): \($0.source): \($0.error)" }
    }

    /// What a run by somebody without any privilege must say: it takes a snapshot, and tells what is missing.
    public static func unprivileged(_ log: String) -> [String] {
        let wanted = [
            "status 0, left snapshot.tar", "linmap-probe: iomem: /proc/iomem: EPERM: not privileged",
            "linmap-probe: linear-map: /proc/kcore: EACCES: not privileged",
        ]
        return wanted.filter { !log.contains($0) }.map { "unprivileged: does not say \"\($0)\"" }
    }
}
