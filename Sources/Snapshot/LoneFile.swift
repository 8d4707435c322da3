/// Tells what a bare file is, from what its lines look like: names are often lost or wrong.
public enum LoneFile {
    /// What `kind(of:name:)` can tell, for messages.
    static let known =
        "iomem, kernel log, page-table dump, kernel configuration, command line, cpuinfo, meminfo, "
        + "zoneinfo, vmcoreinfo, kallsyms, memblock listing, kernel version"

    /// The kind of evidence in `bytes`, the beginning of a file of which `name` is a hint; nil if
    /// it is none that can be told.
    ///
    /// Each line is counted for the kind it looks like, and the kind with most lines wins; of equals
    /// the one the name hints at. A pure function. Quotes (`> `) and indentation of mails are
    /// looked through.
    public static func kind(of bytes: some Collection<UInt8>, name: String) -> EvidenceKind? {
        let text = Array(bytes)
        guard isText(text) else { return nil }
        var counts: [EvidenceKind: Int] = [:]
        var lines = 0
        var hasBootLine = false
        for line in text.split(separator: 0x0a) {
            let line = LoneFileLine(line)
            guard !line.isEmpty else { continue }
            lines += 1
            guard let kind = line.kind else { continue }
            counts[kind, default: 0] += 1
            if kind == .log, line.isOfBoot { hasBootLine = true }
        }
        if lines == 1, let kind = singleLine(LoneFileLine(text[...]), hint: hint(name)) { return kind }
        // A few such lines in a long text are quotations.
        counts = counts.filter { kind, count in
            count >= 20 || count * 50 >= lines || (kind == .log && hasBootLine)
        }
        return best(counts, hint: hint(name))
    }

    /// A kernel log may hold a few odd bytes; a binary file is full of them.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        let odd = bytes.count { $0 < 0x20 && !(0x08...0x0d).contains($0) && $0 != 0x1b }
        return odd <= bytes.count / 50
    }

    /// Files that are one line by nature.
    private static func singleLine(_ line: LoneFileLine, hint: EvidenceKind?) -> EvidenceKind? {
        if line.begins("Linux version ") { return .version }
        if line.begins("Linux "), line.has("#"), line.has("aarch64") || line.has("x86_64") { return .uname }
        return line.looksLikeCommandLine || (hint == .commandLine && line.has("=")) ? .commandLine : nil
    }

    private static func best(_ counts: [EvidenceKind: Int], hint: EvidenceKind?) -> EvidenceKind? {
        let most = counts.values.max() ?? 0
        // allCases gives a fixed order.
        let leaders = EvidenceKind.allCases.filter { counts[$0] == most && most > 0 }
        guard let first = leaders.first else { return nil }
        // The two memblock lists look alike.
        if leaders == [.memblockMemory], hint == .memblockReserved { return .memblockReserved }
        return leaders.first { $0 == hint } ?? first
    }

    /// What the file's name speaks of: "host3-dmesg.txt.gz" is a log.
    private static func hint(_ name: String) -> EvidenceKind? {
        let base = (name.slashComponents.last ?? "").lowercased()
        return hints.first { base.contains($0.word) }?.kind
    }

    private static let hints: [(word: String, kind: EvidenceKind)] = [
        ("iomem", .iomem), ("dmesg", .log), ("kern.log", .log), ("page_tables", .pageTables),
        ("reserved", .memblockReserved), ("memblock", .memblockMemory), ("vmcoreinfo", .vmcoreinfo),
        ("cpuinfo", .cpuinfo), ("meminfo", .meminfo), ("zoneinfo", .zoneinfo), ("kallsyms", .kallsyms),
        ("system.map", .kallsyms), ("cmdline", .commandLine), ("config", .config), ("log", .log),
    ]
}
