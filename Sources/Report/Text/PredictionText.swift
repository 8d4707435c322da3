import Arm64
import HostFacts
public import LinearMap

/// `linmap predict` as text: what the map is, why in a line each, and a table of regions.
public struct PredictionText {
    let prediction: Prediction
    let style: TextStyle

    /// The text of `prediction`.
    public static func render(_ prediction: Prediction, style: TextStyle) -> String {
        let text = PredictionText(prediction: prediction, style: style)
        var lines = text.heading + [""] + text.verdict + [""]
        lines += [style.bold("Regions")] + text.regions + [""]
        lines += [style.bold("Reasons")] + text.reasons + [""]
        lines += [style.bold("Not known")] + text.unknowns
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Pieces, shared with the report

    /// Kernel, CPUs, memory.
    var heading: [String] {
        let host = prediction.host
        var columns = TextColumns(.left, .left)
        columns.add("snapshot", printable(host.name))
        columns.add("kernel", kernel)
        columns.add("pages", "\(prediction.granule.name), \(prediction.vaBits)-bit addresses")
        columns.add("cpus", cpus)
        columns.add("memory", memory)
        return columns.lines(indent: 0)
    }

    private var kernel: String {
        guard let kernel = prediction.host.kernel else {
            return "not in the snapshot; \(prediction.version.text) assumed"
        }
        let release = printable(kernel.release.value)
        var words: [String] = []
        if !release.hasPrefix(kernel.version.text) || kernel.vendor != "mainline" {
            words.append("\(kernel.vendor), upstream \(kernel.version.text)")
        }
        if let rules = kernel.rulesVersion { words.append("follows the rules of \(rules.text)") }
        return words.isEmpty ? release : "\(release) (\(words.joined(separator: "; ")))"
    }

    private var cpus: String {
        let cpus = prediction.host.cpus
        guard !cpus.isEmpty else { return "not in the snapshot" }
        var counts: [(midr: MIDR, count: Int)] = []
        for cpu in cpus {
            if let index = counts.firstIndex(where: { $0.midr == cpu.midr.value }) {
                counts[index].count += 1
            } else {
                counts.append((cpu.midr.value, 1))
            }
        }
        return counts.map { "\($0.count) × \(CoreCatalogue.describe($0.midr))" }.joined(separator: ", ")
    }

    private var memory: String {
        guard let memory = prediction.host.memory else { return "not in the snapshot" }
        let boot = memory.boot.reduce(0) { $0 + $1.value.size }
        var words = [
            "\(ByteCount.text(boot)) in \(memory.boot.count) range\(memory.boot.count == 1 ? "" : "s")"
        ]
        let plugged = memory.hotPlugged.reduce(0) { $0 + $1.range.value.size }
        if plugged > 0 { words.append("\(ByteCount.text(plugged)) added later") }
        let hidden = AddressSet(memory.noMap.map(\.value)).byteCount
        if hidden > 0 { words.append("\(ByteCount.text(hidden)) no-map") }
        return words.joined(separator: ", ")
    }

    /// The map in one line, totals per leaf, and the tables.
    var verdict: [String] {
        var lines = [headline]
        let layout = prediction.layout
        let whole = layout.mappedBytes
        var columns = TextColumns(.right, .right, .left)
        for total in layout.totals {
            let note = total.valid ? "" : ", invalid"
            columns.add(
                ByteCount.text(total.bytes), percent(total.bytes, of: whole),
                total.leaf.name(prediction.granule) + note)
        }
        lines += columns.lines(indent: 2)
        guard !layout.segments.isEmpty else { return lines }
        let tables = layout.tables
        let levels = [(0, tables.level0), (1, tables.level1), (2, tables.level2), (3, tables.level3)]
            .filter { $0.1 > 0 }.map { "\($0.1) at level \($0.0)" }.joined(separator: ", ")
        lines.append("  tables: \(ByteCount.text(tables.bytes)) (\(levels))")
        return lines
    }

    private var headline: String {
        let isPages = prediction.mapping == .pages
        let state = isPages ? "in PAGES" : "in BLOCKS"
        let hedge = prediction.isMappingCertain ? "" : "probably "
        let name = "The linear map is \(hedge)\(state)"
        let caveat = prediction.isExact ? "" : ", as far as the snapshot tells (see \"Not known\")"
        return style.bold(isPages ? style.warning(name) : style.good(name)) + caveat
    }

    /// One row a run.
    var regions: [String] {
        var columns = TextColumns(.left, .left, .right, .left, .left, .left)
        columns.add("start", "end", "size", "leaf", "what", "note")
        for segment in prediction.layout.segments {
            var notes: [String] = []
            if !segment.valid { notes.append("invalid") }
            if segment.readOnly { notes.append("read-only") }
            if !segment.certain { notes.append(note(segment)) }
            columns.add(
                ByteCount.hex(segment.range.start), ByteCount.hex(segment.range.end),
                ByteCount.text(segment.range.size), segment.leaf.name(prediction.granule), segment.kind.words,
                notes.joined(separator: ", "))
        }
        return columns.lines(indent: 2)
    }

    /// What is open about a run.
    private func note(_ segment: Segment) -> String {
        if segment.kind == .kfencePool { return "validity varies" }
        let onlyFiner = prediction.unknowns.contains { $0.what == "run-time-splits" }
        let page = Leaf(size: prediction.granule.pageSize)
        return onlyFiner && segment.leaf != page ? "or finer" : "uncertain"
    }

    /// One line a reason.
    var reasons: [String] {
        prediction.reasons.flatMap { reason -> [String] in
            let head = wrapped("\(reason.text) [\(reason.rule.id)]", width: 96)
            return head.enumerated().map { ($0.offset == 0 ? "  " : "    ") + printable($0.element) }
        }
    }

    /// One paragraph an unknown.
    var unknowns: [String] {
        guard !prediction.unknowns.isEmpty else { return ["  Nothing that could change a leaf."] }
        return prediction.unknowns.flatMap { unknown -> [String] in
            let size = unknown.effectBytes > 0 ? ByteCount.text(unknown.effectBytes) : "size not known"
            let text = "\(size): \(unknown.text) [\(unknown.what)]"
            return wrapped(text, width: 96).enumerated()
                .map { ($0.offset == 0 ? "  " : "    ") + printable($0.element) }
        }
    }
}
