/// Holds a snapshot that the probe redacted on the machine to what linmap makes of the raw one: the probe is compiled
/// another way, and what it does must be the same.
public enum RedactionCheck {
    /// What differs, a line each.
    /// - Parameters:
    ///   - raw: the files before, by path.
    ///   - expected: what linmap makes of them.
    ///   - redacted: what the probe made of them.
    public static func problems(
        raw: [String: [UInt8]], expected: [String: [UInt8]], redacted: [String: [UInt8]]
    ) -> [String] {
        var problems: [String] = []
        for path in Set(expected.keys).union(redacted.keys).sorted() where expected[path] != redacted[path] {
            let (wanted, seen) = firstDifference(expected[path], redacted[path])
            problems.append("redaction: \(path): linmap gives \"\(wanted)\", the probe \"\(seen)\"")
        }
        // Where the kernel lies is random in every boot of the lab that has this check.
        for path in ["proc/vmcoreinfo", "proc/kallsyms"] where raw[path] == nil || raw[path] == redacted[path]
        {
            problems.append("redaction: \(path) was not there, or stayed as it was")
        }
        return problems
    }

    private static func firstDifference(_ left: [UInt8]?, _ right: [UInt8]?) -> (String, String) {
        guard let left, let right else {
            return (left == nil ? "nothing" : "a file", right == nil ? "nothing" : "a file")
        }
        let lines = [left, right].map { $0.split(separator: 0x0a, omittingEmptySubsequences: false) }
        for (wanted, seen) in zip(lines[0], lines[1]) where wanted != seen {
            return (String(decoding: wanted, as: UTF8.self), String(decoding: seen, as: UTF8.self))
        }
        return ("\(lines[0].count) lines", "\(lines[1].count) lines")
    }
}
