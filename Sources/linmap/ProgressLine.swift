import Glibc

/// How far a long run has come, on standard error where that is a terminal; nothing elsewhere.
struct ProgressLine {
    /// Seconds before the first line, and between lines.
    private static let pace = 0.5

    private let total: UInt64?
    private let isShown = isatty(STDERR_FILENO) == 1
    private var last = ProgressLine.now()
    private var wasShown = false

    /// `total` is nil where nobody knows how much there will be.
    init(total: UInt64?) { self.total = total }

    /// Tells that `done` accesses are simulated.
    mutating func show(_ done: UInt64) {
        guard isShown, Self.now() - last >= Self.pace else { return }
        last = Self.now()
        wasShown = true
        let share = total.map { $0 > 0 ? " of \(millions($0)), \(done * 100 / $0) %" : "" } ?? ""
        OutputFile.writeStandardError("\r\u{1b}[Klinmap: \(millions(done))\(share)")
    }

    /// Takes the line away.
    func clear() {
        if wasShown { OutputFile.writeStandardError("\r\u{1b}[K") }
    }

    private func millions(_ count: UInt64) -> String { "\(count / 1_000_000) million accesses" }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
