import Arm64
public import TLB

/// `linmap cores` as text.
public enum CoresText {
    /// One row a core.
    public static func list(_ profiles: [CoreProfile]) -> String {
        var columns = TextColumns(.left, .left, .left, .left, .left)
        columns.add("core", "L1", "L2", "known", "found in")
        for profile in profiles {
            let standIn = profile.standIn.map { "as \($0.core)" }
            columns.add(
                profile.name, brief(profile.l1), brief(profile.l2),
                standIn ?? profile.shapeConfidence.rawValue, profile.products)
        }
        let legend =
            "known: the confidence of the weakest figure that decides a miss count: solid, secondary, recalled, assumed. A core that nobody published the sizes of is simulated as another. 'linmap cores CORE' shows every figure and its source."
        return (columns.lines(indent: 0) + [""] + wrapped(legend, width: 94)).joined(separator: "\n") + "\n"
    }

    private static func brief(_ level: CoreProfile.Level) -> String {
        let ways = level.ways.value == level.entries.value ? "full" : "\(level.ways.value) ways"
        return "\(level.entries.value) \(ways)"
    }

    /// Everything about one core.
    public static func explain(_ profile: CoreProfile, style: TextStyle) -> String {
        var lines = [style.bold(profile.name)]
        let models = CoreProfiles.models(profile).map { ByteCount.hex(UInt64($0)) }.joined(separator: ", ")
        if !profile.products.isEmpty { lines.append("found in  \(profile.products)") }
        lines.append("MIDR      \(models), any revision")
        if let memory = profile.memory { lines.append("latencies of \(memory.machine)") }
        if let standIn = profile.standIn {
            lines += wrapped("simulated with the sizes of \(standIn.core), as \(standIn.why)", width: 94)
        }
        lines.append("")
        var last = ""
        for field in CoreFields.all(profile) {
            let name = field.name + String(repeating: " ", count: max(0, 20 - field.name.count))
            lines.append("\(name)\(field.value)")
            let source = "\(field.confidence.rawValue): \(field.source)"
            // Figures of one table follow one another.
            if source != last {
                lines += wrapped(source, width: 74).map { String(repeating: " ", count: 20) + style.dim($0) }
            }
            last = source
        }
        if !profile.notes.isEmpty { lines.append("") }
        for note in profile.notes {
            lines += wrapped(note, width: 92).enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
