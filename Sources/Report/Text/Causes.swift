import LinearMap

/// Which of the rules that spoke decided between pages and blocks.
enum Causes {
    static func of(_ prediction: Prediction) -> [Reason] {
        let reasons = prediction.reasons
        if let repaint = reasons.first(where: { $0.verdict == .repaint }) { return [repaint] }
        switch prediction.mapping {
        case .pages: return reasons.filter { $0.verdict == .pages }
        case .blocks:
            let trusted = reasons.filter { $0.verdict == .blocks }
            guard trusted.isEmpty else { return trusted }
            // Nothing asked for pages: the rules that could have, and did not.
            let could = ["rodata", "kfence", "crashkernel"]
            return reasons.filter { reason in
                could.contains { reason.rule.id.hasPrefix($0) } && reason.verdict != .pages
            }
        }
    }
}
