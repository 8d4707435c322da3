import Arm64
import HostFacts
import LinearMap

/// Level, host or guest, and repeated invalidations, each with the line it rests on.
struct SplitConditionsText {
    let prediction: Prediction
    let style: TextStyle

    var lines: [String] {
        let level = SplitLevel(prediction), standing = HostStanding(prediction.host)
        return point("FEAT_BBM level", level.text, level.evidence)
            + point("Conflict aborts", route(standing), standing.evidence)
            + point("Invalidations", repeated.text, repeated.evidence)
    }

    private func point(_ name: String, _ text: String, _ evidence: [Evidence]) -> [String] {
        let head = wrapped(printable("\(name): \(text)."), width: 94)
        return head.enumerated().map { ($0.offset == 0 ? "  " : "    ") + $0.element }
            + evidence.prefix(2).map { "      " + style.dim(Self.line($0)) }
    }

    private func route(_ standing: HostStanding) -> String {
        let own = "an abort comes to this kernel, which has no handler for it and dies"
        let above = "a hypervisor, and KVM up to 7.3 gives the guest up"
        return switch standing.kind {
        case .host: "\(standing.text); \(own)"
        case .kvmGuest, .guest: "\(standing.text); an abort may go to \(above)"
        case .belowEL2, .unknown: "\(standing.text); \(own), or it goes to \(above)"
        }
    }

    private var repeated: (text: String, evidence: [Evidence]) {
        let (state, evidence) = RepeatedInvalidation.state(prediction.host)
        let lines = [evidence].compactMap { $0 }
        switch state {
        case .yes: return ("the kernel follows each broadcast with one more TLBI and DSB", lines)
        // Here the evidence is what is not there: no line to show.
        case .no: return ("the kernel does not repeat them", [])
        case .unknown:
            return (
                "the core has erratum 4118414; whether this kernel repeats each broadcast for it is not in the snapshot",
                lines
            )
        }
    }

    private static func line(_ evidence: Evidence) -> String {
        let place = evidence.line.map { "\(evidence.file):\($0)" } ?? evidence.file
        let text = printable(evidence.text)
        return "\(printable(place)): \(text.count > 90 ? String(text.prefix(87)) + "…" : text)"
    }
}
