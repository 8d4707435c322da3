import Arm64
import HostFacts
public import LinearMap

/// `linmap report` as text: the page an on-call engineer reads. The first screen says what the map is, why,
/// what it costs and what is not known; details follow.
public struct ReportText {
    private let prediction: Prediction
    private let style: TextStyle
    private let pieces: PredictionText

    /// The report on `prediction`.
    public static func render(_ prediction: Prediction, style: TextStyle) -> String {
        let report = ReportText(
            prediction: prediction, style: style, pieces: PredictionText(prediction: prediction, style: style)
        )
        return report.lines.joined(separator: "\n") + "\n"
    }

    private var lines: [String] {
        // The real tables and nothing else: what they show is the answer, and there is no why.
        guard !isObservationAlone else {
            return Self.trimmed(
                ["snapshot  \(printable(prediction.host.name))", ""]
                    + section("Observed", ObservedText(prediction).lines)
                    + observationAlone)
        }
        var lines = pieces.heading + [""] + pieces.verdict + [""]
        lines +=
            section("Why", causes) + section("Observed", ObservedText(prediction).lines)
            + section("Not known", pieces.unknowns)
        if !prediction.layout.segments.isEmpty { lines += section("Regions", pieces.regions) }
        lines += section("Reservations", ReservationsText(prediction).lines)
        lines += section("CPUs and FEAT_BBM", CPUText(prediction).lines)
        lines += section("What translation costs", RandomAccessText(prediction).lines)
        lines += section("Rules that spoke", rules) + section("Remarks", remarks)
        lines += section("What would give this host block mappings", ActionsText(prediction).lines)
        return Self.trimmed(lines)
    }

    private static func trimmed(_ lines: [String]) -> [String] {
        Array(lines.reversed().drop { $0.isEmpty }.reversed())
    }

    private var isObservationAlone: Bool {
        let host = prediction.host
        return (host.tableDump != nil || host.walk != nil) && host.memory == nil && host.kernel == nil
            && host.commandLine == nil
    }

    private var observationAlone: [String] {
        section(
            "Not known",
            wrapped(
                "Why the map is so: \(prediction.host.tableDump == nil ? "a walk" : "a dump") names neither kernel, command line nor CPUs. Which of the finest leaves were split since boot is not in it either.",
                width: 92
            ).map { "  " + $0 }) + section("Remarks", remarks)
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [style.bold(title)] + lines + [""]
    }

    /// The rules that decided, in plain words, with the lines they rest on.
    private var causes: [String] {
        let decisive = Causes.of(prediction)
        return decisive.enumerated().flatMap { index, reason -> [String] in
            let head = wrapped(printable(reason.text), width: 92)
            var lines = head.enumerated().map { ($0.offset == 0 ? "  \(index + 1). " : "     ") + $0.element }
            for evidence in reason.evidence.prefix(3) { lines.append("       " + style.dim(line(evidence))) }
            return lines
        }
    }

    private func line(_ evidence: Evidence) -> String {
        let place = evidence.line.map { "\(evidence.file):\($0)" } ?? evidence.file
        let text = printable(evidence.text)
        return "\(printable(place)): \(text.count > 90 ? String(text.prefix(87)) + "…" : text)"
    }

    /// Every rule that spoke, with its source.
    private var rules: [String] {
        prediction.reasons.flatMap { reason -> [String] in
            var lines = [
                "  \(reason.rule.id)  \(style.dim("(\(reason.rule.versions.text))"))  \(reason.verdict.rawValue)"
            ]
            lines += wrapped(printable(reason.text), width: 90).map { "      " + $0 }
            lines += wrapped("source: " + reason.rule.sources.joined(separator: "; "), width: 90).map {
                "      " + style.dim($0)
            }
            return lines
        }
    }

    private var remarks: [String] {
        var texts = prediction.remarks.map { printable($0.text) }
        if let note = prediction.host.kernel?.note {
            texts.append("\(prediction.host.kernel?.vendor ?? ""): \(note)")
        }
        return texts.flatMap {
            wrapped($0, width: 94).enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element }
        }
    }
}
