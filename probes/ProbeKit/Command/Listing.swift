/// What --help, --version and --list print.
enum Listing {
    /// The program's name and version, as the manifest gives them.
    static let version = "linmap-probe 0.2.0"

    static var help: [String] {
        var lines = [
            "usage: linmap-probe [options]",
            "Takes a snapshot of what tells how this arm64 Linux maps its memory. It only reads; the snapshot is",
            "the one file it writes. See linmap-probe(8).",
            "",
        ]
        for flag in Flag.all {
            var spelling = flag.other.map { "\($0), " } ?? ""
            spelling += flag.name
            if let value = flag.value { spelling += " \(value)" }
            lines.append("  " + spelling.padded(26) + flag.text)
        }
        return lines
    }

    /// The table of sources, and below each what is not known without it.
    static func table(_ sources: [Source]) -> [String] {
        var lines = [
            "SOURCE".padded(18) + "NEEDS".padded(34) + "BYTES".padded(10) + "MS".padded(7) + "READS"
        ]
        for source in sources {
            var needs = ""
            for need in source.needs { needs += (needs.isEmpty ? "" : ",") + need.name }
            var reads = ""
            for reading in source.readings { reads += (reads.isEmpty ? "" : " ") + reading.path }
            if source.condition == .deep { reads += " (only with --deep)" }
            lines.append(
                source.name.padded(18) + (needs.isEmpty ? "-" : needs).padded(34)
                    + "\(source.byteLimit)".padded(10) + "\(source.milliseconds)".padded(7) + reads)
            lines.append("    without it: " + source.absence.text)
        }
        return lines
    }
}
