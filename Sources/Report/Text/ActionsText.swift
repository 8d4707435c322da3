import Arm64
import LinearMap

/// "What would give this host block mappings": the end of the report.
struct ActionsText {
    private let prediction: Prediction

    init(_ prediction: Prediction) { self.prediction = prediction }

    var lines: [String] {
        guard !prediction.layout.segments.isEmpty else { return [] }
        guard prediction.mapping == .pages else { return ["  It has them."] }
        let actions = BlockSearch.actions(prediction)
        guard !actions.isEmpty else {
            return ["  None of the switches that linmap knows, alone or up to four together."]
        }
        return actions.enumerated().flatMap { action($0.element, number: $0.offset + 1) }
    }

    private func action(_ action: BlockAction, number: Int) -> [String] {
        let result = action.result
        var lines = ["  \(number). \(Self.summary(action))"]
        let old = prediction.layout.tables.bytes, new = result.after.layout.tables.bytes
        var gains = ["tables \(ByteCount.text(old)) → \(ByteCount.text(new))"]
        gains.append(
            "a TLB entry reaches \(ByteCount.text(prediction.layout.bytesPerTLBEntry)) → \(ByteCount.text(result.after.layout.bytesPerTLBEntry))"
        )
        if let before = result.boot.msBefore, let after = result.boot.msAfter {
            gains.append(
                "building the map about \(WhatIfText.number(before)) → \(WhatIfText.number(after)) ms")
        }
        lines += wrapped(gains.joined(separator: ", "), width: 86).enumerated().map {
            ($0.offset == 0 ? "     gives  " : "            ") + $0.element
        }
        for loss in result.losses {
            lines += wrapped(loss.text, width: 86).enumerated().map {
                ($0.offset == 0 ? "     costs  " : "            ") + $0.element
            }
        }
        if let doubt = action.doubt {
            lines += wrapped(printable(doubt), width: 86).enumerated().map {
                ($0.offset == 0 ? "     but    " : "            ") + $0.element
            }
        }
        let name = printable(prediction.host.name)
        lines.append(
            "     try    linmap whatif \(result.changes.map(\.text).joined(separator: " ")) \(name)")
        return lines
    }

    /// "on the command line put rodata=on, take off crashkernel=256M; kernel 6.12.117".
    static func summary(_ action: BlockAction) -> String {
        var parts: [String] = []
        if !action.added.isEmpty { parts.append("command line: add \(action.added.joined(separator: " "))") }
        let stale = action.removed
        if !stale.isEmpty {
            let words = stale.map(printable).joined(separator: " ")
            parts.append(parts.isEmpty ? "command line: remove \(words)" : "remove \(words)")
        }
        for change in action.changes {
            switch change {
            case .kernel(let version): parts.append("kernel \(version.text)")
            case .config(let symbol, let value): parts.append("build with CONFIG_\(symbol)=\(value)")
            default: break
            }
        }
        return parts.joined(separator: "; ")
    }
}
