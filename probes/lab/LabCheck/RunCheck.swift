/// Holds a run of the probe to its limits: exit status, memory, what it leaves behind.
public enum RunCheck {
    /// The most that may be resident, in KiB.
    public static let resident = 8192

    /// What is wrong, a line each.
    /// - Parameters:
    ///   - console: the guest's console.
    ///   - time: what `time -v` wrote, nil if it measured something else than the probe.
    ///   - status: /proc/PID/status of a probe that was writing its snapshot, if one was taken.
    public static func problems(console: String, time: String?, status: String?) -> [String] {
        var problems: [String] = []
        let lines = console.split(whereSeparator: \.isNewline)
        if !lines.contains("LAB status 0") {
            problems.append("run: \(lines.last { $0.hasPrefix("LAB status") } ?? "no exit status")")
        }
        let left = lines.filter { $0.hasPrefix("LAB left ") }.map { $0.dropFirst(9) }
        if left != ["snapshot.tar"] { problems.append("run: left behind \(left)") }
        if let time {
            let peak = peak(time)
            if peak.map({ $0 > resident }) ?? true {
                problems.append("run: \(peak ?? -1) KiB resident, more than \(resident)")
            }
        }
        if let status { problems += atWork(status) }
        return problems
    }

    /// A probe at work holds no capability, cannot get one, and is alone.
    private static func atWork(_ status: String) -> [String] {
        var problems: [String] = []
        for name in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
            let value = field(name, status)
            if value.flatMap({ UInt64($0, radix: 16) }) != 0 {
                problems.append("run: \(name) is \(value ?? "unknown") while writing")
            }
        }
        for (name, expected) in [("NoNewPrivs", "1"), ("Threads", "1")]
        where field(name, status).map(String.init) != expected {
            problems.append("run: \(name) is not \(expected)")
        }
        let peak = field("VmHWM", status)?.split(separator: " ").first.flatMap { Int($0) }
        if peak.map({ $0 > resident }) ?? true { problems.append("run: \(peak ?? -1) KiB at the peak") }
        return problems
    }

    /// KiB resident at most. busybox's time takes the kernel's KiB for pages and multiplies them.
    private static func peak(_ time: String) -> Int? {
        guard let told = field("Maximum resident set size (kbytes)", time).flatMap({ Int($0) }),
            let page = field("Page size (bytes)", time).flatMap({ Int($0) }), page >= 1024
        else { return nil }
        return told / (page / 1024)
    }

    private static func field(_ name: String, _ text: String) -> Substring? {
        for line in text.split(separator: "\n") {
            let trimmed = line.drop { $0 == " " || $0 == "\t" }
            if trimmed.hasPrefix(name + ":") {
                return trimmed.dropFirst(name.utf8.count + 1).drop { $0 == " " || $0 == "\t" }
            }
        }
        return nil
    }
}
