import Glibc

/// How far a long run has come, on standard error where that is a terminal; nothing elsewhere.
struct ProgressLine {
    /// Seconds before the first line, and between lines.
    private static let pace = 0.5
    private static let million: UInt64 = 1_000_000

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
        let whole = total.map { " of \($0 / Self.million)" } ?? ""
        let share = total.map { $0 > 0 ? ", \(done * 100 / $0) %" : "" } ?? ""
        OutputFile.writeStandardError(
            "\r\u{1b}[Klinmap: \(done / Self.million)\(whole) million accesses\(share)")
    }

    /// Takes the line away.
    func clear() {
        if wasShown { OutputFile.writeStandardError("\r\u{1b}[K") }
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
