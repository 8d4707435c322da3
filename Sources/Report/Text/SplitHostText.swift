import Arm64
import HostFacts
import LinearMap

/// What a captured host allows, and what its kernel does, when its live map is to change.
struct SplitHostText {
    let prediction: Prediction
    let style: TextStyle

    var lines: [String] {
        let pieces = PredictionText(prediction: prediction, style: style)
        let level = SplitLevel(prediction), standing = HostStanding(prediction.host)
        var lines = pieces.heading + ["", style.bold("What this host allows")]
        lines += point("FEAT_BBM level", level.text, level.evidence)
        lines += point("Conflict aborts", route(standing), standing.evidence)
        lines += point("Invalidations", repeated.text, repeated.evidence)
        lines += ["", style.bold("CPUs and FEAT_BBM")] + CPUText(prediction).lines
        lines += ["", style.bold("What its kernel does")] + policy
        return lines
    }

    private func point(_ name: String, _ text: String, _ evidence: [Evidence]) -> [String] {
        let head = wrapped(printable("\(name): \(text)."), width: 94)
        return head.enumerated().map { ($0.offset == 0 ? "  " : "    ") + $0.element }
            + evidence.prefix(2).map { "      " + style.dim(Self.line($0)) }
    }

    private func route(_ standing: HostStanding) -> String {
        switch standing.kind {
        case .host: "\(standing.text); an abort comes to this kernel, which has no handler and dies"
        case .kvmGuest, .guest:
            "\(standing.text); an abort may go to the hypervisor, and KVM up to 7.3 gives the guest up"
        case .belowEL2, .unknown:
            "\(standing.text); an abort comes to this kernel, which has no handler and dies, or to a hypervisor, and KVM up to 7.3 gives the guest up"
        }
    }

    private var repeated: (text: String, evidence: [Evidence]) {
        let (state, evidence) = RepeatedInvalidation.state(prediction.host)
        let lines = [evidence].compactMap { $0 }
        switch state {
        case .yes: return ("the kernel follows each broadcast with one more TLBI and DSB", lines)
        case .no:
            return (
                "not repeated", state == .no && evidence?.text.contains("Linux version") == true ? [] : lines
            )
        case .unknown:
            return (
                "the core has erratum 4118414, and whether this kernel repeats each broadcast for it is not in the snapshot",
                lines
            )
        }
    }

    private var policy: [String] {
        let policy = KernelPolicy(prediction)
        let doubt = policy.isCertain ? "" : " (not certain: see what is not known in linmap predict)"
        var lines = wrapped(printable("\(policy.text)\(doubt)."), width: 94).map { "  " + $0 }
        for reason in policy.reasons {
            let text = printable("\(reason.text) [\(reason.rule.id)]")
            lines += wrapped(text, width: 92).enumerated().map {
                ($0.offset == 0 ? "  - " : "    ") + $0.element
            }
        }
        return lines
    }

    static func line(_ evidence: Evidence) -> String {
        let place = evidence.line.map { "\(evidence.file):\($0)" } ?? evidence.file
        let text = printable(evidence.text)
        return "\(printable(place)): \(text.count > 90 ? String(text.prefix(87)) + "…" : text)"
    }
}
