import Arm64
import HostFacts
public import LinearMap

/// `linmap whatif` as text: before and after side by side, then what it costs and what is not known.
public struct WhatIfText {
    /// Characters a line holds behind its indentation of up to four: 80 in all.
    private static let width = 76

    private let whatIf: WhatIf
    private let history: MapHistory?
    private let style: TextStyle

    /// The text of `whatIf`, with the history of the map if that was asked for.
    public static func render(
        _ whatIf: WhatIf, history: MapHistory? = nil, style: TextStyle
    ) -> String {
        WhatIfText(whatIf: whatIf, history: history, style: style).lines.joined(separator: "\n") + "\n"
    }

    private var lines: [String] {
        var lines = ["snapshot  \(printable(whatIf.before.host.name))", ""]
        lines += section("Changes", changes) + section("Before and after", table)
        lines += section("The kernel would say", bullets(whatIf.remarks))
        lines += section("Crash kernel", CrashText.lines(whatIf))
        lines += section("Why it is so afterwards", causes)
        lines += section(
            "What must be in pages, and what is protected", PageNeedText.lines(PageNeed.all(whatIf)))
        lines += section("What you lose", losses) + section("Not known", unknowns)
        if let history { lines += section("The map's history on this host", HistoryText.lines(history)) }
        return Array(lines.reversed().drop { $0.isEmpty }.reversed())
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [style.bold(title)] + lines + [""]
    }

    private func bullets(_ texts: [String]) -> [String] {
        texts.flatMap { text in
            wrapped(printable(text), width: Self.width).enumerated().map {
                ($0.offset == 0 ? "  - " : "    ") + $0.element
            }
        }
    }

    private var changes: [String] {
        guard !whatIf.changes.isEmpty else { return ["  none: what follows is the plain prediction"] }
        return whatIf.changes.map { change in
            switch change {
            case .variant(let variant): "  \(change.text): the captured kernel \(variant.words)"
            case .core(let midr): "  \(change.text): \(CoreCatalogue.describe(midr))"
            default: "  \(printable(change.text))"
            }
        }
    }

    // MARK: - Side by side

    private var table: [String] {
        let before = whatIf.before, after = whatIf.after
        var columns = TextColumns(.left, .right, .right)
        columns.add("", "before", "after")
        columns.add("kernel", before.version.text, after.version.text)
        columns.add("pages", before.granule.name, after.granule.name)
        columns.add("mapped in", mapping(before), mapping(after))
        addTotals(&columns)
        columns.add("tables", bytes(before.layout.tables.bytes), bytes(after.layout.tables.bytes))
        for level in 0...3 { addTables(level, &columns) }
        columns.add(
            "one TLB entry reaches, on average", bytes(before.layout.bytesPerTLBEntry),
            bytes(after.layout.bytesPerTLBEntry))
        addBoot(&columns)
        return columns.lines(indent: 2) + difference + bootBasis
    }

    private func mapping(_ prediction: Prediction) -> String {
        prediction.mapping.rawValue.uppercased() + (prediction.isMappingCertain ? "" : " (?)")
    }

    private func bytes(_ count: UInt64) -> String { ByteCount.text(count) }

    private func addTotals(_ columns: inout TextColumns) {
        let sides = [whatIf.before, whatIf.after]
        var names: [String] = []
        var amounts: [String: [UInt64]] = [:]
        for leaf in Set(sides.flatMap { $0.layout.totals.map(\.leaf) }).sorted(by: >) {
            for valid in [true, false] {
                let values = sides.map { side in
                    side.layout.totals.first { $0.leaf == leaf && $0.valid == valid }?.bytes ?? 0
                }
                guard values.contains(where: { $0 > 0 }) else { continue }
                // Of two page sizes the one that has this leaf names it.
                let owner = sides[values[0] > 0 ? 0 : 1].granule
                let name = leaf.name(owner) + (valid ? "" : ", invalid")
                if amounts[name] == nil { names.append(name) }
                amounts[name] = values
            }
        }
        for name in names {
            let values = (amounts[name] ?? []).map { $0 > 0 ? bytes($0) : "–" }
            columns.add("  " + name, values[0], values[1])
        }
    }

    private func addTables(_ level: Int, _ columns: inout TextColumns) {
        let counts = [whatIf.before, whatIf.after].map { side -> Int in
            let tables = side.layout.tables
            return [tables.level0, tables.level1, tables.level2, tables.level3][level]
        }
        guard counts.contains(where: { $0 > 0 }) else { return }
        columns.add("  at level \(level)", "\(counts[0])", "\(counts[1])")
    }

    private func addBoot(_ columns: inout TextColumns) {
        let boot = whatIf.boot
        guard boot.msBefore != nil || boot.msAfter != nil else { return }
        func text(_ value: Double?) -> String { value.map { "about \(Self.number($0)) ms" } ?? "?" }
        columns.add("building it takes", text(boot.msBefore), text(boot.msAfter))
    }

    /// What changed in one line: the tables' memory given back or taken.
    private var difference: [String] {
        let old = whatIf.before.layout.tables.bytes, new = whatIf.after.layout.tables.bytes
        guard old != new else { return [] }
        return [
            new < old
                ? "  Tables give back \(bytes(old - new))." : "  Tables take \(bytes(new - old)) more."
        ]
    }

    private var bootBasis: [String] {
        let boot = whatIf.boot
        guard !whatIf.changes.isEmpty else { return [] }
        let ratio = "\(Self.number(boot.ratio.lowerBound)) to \(Self.number(boot.ratio.upperBound))"
        let head =
            boot.msBefore != nil && boot.msAfter != nil
            ? "Boot time: " : "Boot time of the map: \(ratio) times as long as before; "
        return wrapped(head + boot.basis + ".", width: Self.width).map { "  " + $0 }
    }

    /// Three significant digits are more than the model knows.
    static func number(_ value: Double) -> String {
        func fixed(_ places: Int, _ factor: Double) -> String {
            let scaled = Int((value * factor).rounded())
            let unit = Int(factor)
            let rest = String(scaled % unit)
            return "\(scaled / unit).\(String(repeating: "0", count: places - rest.count))\(rest)"
        }
        guard value.isFinite, value < 1e15 else { return "?" }
        if value >= 10 { return "\(Int(value.rounded()))" }
        if value >= 1 { return fixed(1, 10) }
        return value >= 0.01 ? fixed(2, 100) : fixed(4, 10000)
    }

    // MARK: - Sections

    private var causes: [String] {
        Causes.of(whatIf.after).flatMap { reason in
            wrapped(printable("\(reason.text) [\(reason.rule.id)]"), width: Self.width).enumerated().map {
                ($0.offset == 0 ? "  " : "    ") + $0.element
            }
        }
    }

    private var losses: [String] {
        guard !whatIf.changes.isEmpty else { return [] }
        guard !whatIf.losses.isEmpty else { return ["  Nothing that linmap knows of."] }
        return bullets(whatIf.losses.map { "\($0.text) [\($0.what)]" })
    }

    private var unknowns: [String] {
        let all = whatIf.unknowns + whatIf.after.unknowns
        guard !all.isEmpty else { return ["  Nothing that could change a leaf."] }
        return all.flatMap { unknown -> [String] in
            let size = unknown.effectBytes > 0 ? bytes(unknown.effectBytes) : "size not known"
            return wrapped(printable("\(size): \(unknown.text) [\(unknown.what)]"), width: Self.width)
                .enumerated()
                .map { ($0.offset == 0 ? "  " : "    ") + $0.element }
        }
    }
}
