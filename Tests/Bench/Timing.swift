import Glibc

func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// Processor time of this process.
func processorSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

/// The median time of one call, over `rounds` rounds of enough calls to last a few milliseconds.
func median(rounds: Int = 15, _ body: () -> Void) -> Double {
    var calls = 1
    while true {
        let start = seconds()
        for _ in 0..<calls { body() }
        if seconds() - start > 0.005 { break }
        calls *= 2
    }
    let times = (0..<rounds).map { _ -> Double in
        let start = seconds()
        for _ in 0..<calls { body() }
        return (seconds() - start) / Double(calls)
    }
    return times.sorted()[rounds / 2]
}

func row(_ name: String, _ value: String, _ target: String) {
    let padding = String(repeating: " ", count: max(1, 58 - name.count))
    print("\(name)\(padding)\(value)   (\(target))")
    // Each row as it comes, also through a pipe.
    fflush(nil)
}

func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}

/// The processor's name and the number of cores: what the figures belong to.
func machine() -> String {
    var name = "unknown processor"
    if let file = fopen("/proc/cpuinfo", "r") {
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("model name") || text.hasPrefix("CPU part") else { continue }
            name = text.split(separator: ":").last?.split(separator: "\n").first.map(String.init) ?? name
            break
        }
    }
    return "On\(name), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores:"
}
