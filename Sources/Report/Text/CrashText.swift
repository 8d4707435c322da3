import Arm64
import LinearMap

/// The crash kernel's memory before and after.
enum CrashText {
    static func lines(_ whatIf: WhatIf) -> [String] {
        guard
            !whatIf.crash.requested.isEmpty || !whatIf.crashBefore.requested.isEmpty
                || !whatIf.crashBefore.pieces.isEmpty
        else { return [] }
        var lines: [String] = []
        if whatIf.crash != whatIf.crashBefore { lines += side("before", whatIf.crashBefore) }
        return lines + side(whatIf.crash == whatIf.crashBefore ? "before and after" : "after", whatIf.crash)
    }

    private static func side(_ name: String, _ crash: WhatIf.Crash) -> [String] {
        guard !crash.requested.isEmpty || !crash.pieces.isEmpty else { return ["  \(name): not asked for"] }
        let asked = crash.requested.map(printable).joined(separator: " ")
        let size = crash.requestedBytes.map { " (\(ByteCount.text($0)))" } ?? ""
        var lines = ["  \(name): asked \(asked.isEmpty ? "by words not captured" : asked)\(size)"]
        for piece in crash.pieces {
            let kind = piece.kind == .low ? "low" : piece.kind == .cma ? "contiguous allocator" : "region"
            lines.append(
                "      reserved \(ByteCount.hex(piece.range.start))-\(ByteCount.hex(piece.range.end)), \(ByteCount.text(piece.range.size)), \(kind)"
            )
        }
        if crash.pieces.isEmpty { lines.append("      reserved nothing") }
        if let failure = crash.failure {
            lines += wrapped("the kernel: \(printable(failure))", width: 74).map { "      " + $0 }
        }
        return lines
    }
}

/// What is in pages and protected, one entry each.
enum PageNeedText {
    /// Lines of at most 80 characters behind `indent` blanks.
    static func lines(_ needs: [PageNeed], indent: Int = 0) -> [String] {
        let blanks = String(repeating: " ", count: indent)
        return needs.flatMap { need -> [String] in
            let name =
                switch need.subject {
                case .crash: "crash region"
                case .crashLow: "low crash memory"
                case .kfence: "KFENCE pool"
                case .readOnly: "read-only aliases"
                }
            let place =
                need.ranges.map { ranges in
                    ranges.map { "\(ByteCount.hex($0.start))-\(ByteCount.hex($0.end))" }.joined(
                        separator: ", ")
                } ?? "anywhere"
            let how =
                "\(need.needsPages ? "must be in pages" : "needs no pages"), \(need.isProtected ? "protected" : "not protected")"
            let why = wrapped(need.why, width: 74 - indent).map { "      " + $0 }
            return (["  \(name), \(place):", "      \(how)"] + why).map { blanks + $0 }
        }
    }
}
