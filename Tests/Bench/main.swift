// `make bench`: speed as ratios within one run, never as an assertion. Absolute times are printed for
// orientation only; they belong to the machine.
import Arm64
import Glibc
import HostFacts
import LinearMap

func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
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

/// A host with `count` memory ranges of `size` bytes each, with a page-sized hole behind every one.
func host(ranges count: UInt64, of size: UInt64, options: String) -> Host {
    var host = Host(name: "bench")
    let evidence = Evidence(file: "bench", text: "synthetic")
    host.commandLine = Sourced(KernelCommandLine(options), evidence)
    var memory = MemoryMap()
    for index in 0..<count {
        let start = 0x4000_0000 + index * (size + (1 << 30))
        if let range = AddressRange(start, start + size - 4096) {
            memory.boot.append(Sourced(range, evidence))
        }
    }
    host.memory = memory
    host.geometry.granule = Sourced(.k4, evidence)
    host.kernel = KernelIdentity(
        release: Sourced("7.3.4", evidence), version: KernelVersion(7, 3, 4), versionEvidence: evidence,
        vendor: "mainline", standing: .exact)
    return host
}

func row(_ name: String, _ value: String, _ target: String) {
    let padding = String(repeating: " ", count: max(1, 58 - name.count))
    print("\(name)\(padding)\(value)   (\(target))")
}

func rounded(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
}

for options in ["rodata=noalias", "rodata=on"] {
    let small = host(ranges: 16, of: 4 << 30, options: options)
    let large = host(ranges: 16, of: 4 << 40, options: options)
    let base = median { _ = Predictor.predict(small) }
    let ratio = median { _ = Predictor.predict(large) } / base
    row(
        "64 TiB against 64 GiB in 16 ranges, \(options)", rounded(ratio),
        "at most 1.20; \(Int(base * 1e6)) us")
}
let few = host(ranges: 100, of: 1 << 32, options: "rodata=noalias")
let many = host(ranges: 1000, of: 1 << 32, options: "rodata=noalias")
let growth = median { _ = Predictor.predict(many) } / median { _ = Predictor.predict(few) }
row("1000 ranges against 100", rounded(growth), "near 10: grows with the ranges")

/// A 6.1 host of 4 TiB with `count` reserved ranges of 1 MiB, evenly spread.
func reservedHost(_ count: UInt64) -> Host {
    let tebibytes: UInt64 = 4 << 40
    let evidence = Evidence(file: "bench", text: "synthetic")
    var host = Host(name: "bench")
    host.commandLine = Sourced(KernelCommandLine("rodata=on crashkernel=512M,high"), evidence)
    var memory = MemoryMap()
    memory.boot = [AddressRange(0x8000_0000, 0x1_0000_0000), AddressRange(1 << 40, (1 << 40) + tebibytes)]
        .compactMap { $0.map { Sourced($0, evidence) } }
    memory.reserved = (0..<count).compactMap { index in
        let start = (1 << 40) + index * (tebibytes / count) + 0x1234_5000
        return AddressRange(start, start + (1 << 20)).map { Sourced($0, evidence) }
    }
    memory.reservedAtStart = memory.reserved
    host.memory = memory
    host.geometry.granule = Sourced(.k4, evidence)
    host.kernel = KernelIdentity(
        release: Sourced("6.1.176", evidence), version: KernelVersion(6, 1, 176), versionEvidence: evidence,
        vendor: "mainline", standing: .exact)
    return host
}

let busy = reservedHost(2000)
for (name, changes) in [
    ("crashkernel=1G,high", [Change.set(key: "crashkernel", value: "1G,high")]),
    ("kernel 7.3", [.kernel(KernelVersion(7, 3)), .unset(key: "crashkernel")]),
] {
    let time = median(rounds: 7) { _ = WhatIf(busy, changes) }
    row("what-if on 4 TiB, 2000 reserved ranges, \(name)", "\(rounded(time * 1e3)) ms", "under 50 ms")
}

/// Time from fork to exit of a command whose output is thrown away.
func startUp(_ path: String, _ argument: String) -> Double {
    median(rounds: 31) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup(argument), nil]
        var child: pid_t = 0
        guard posix_spawn(&child, path, &actions, nil, &arguments, environ) == 0 else { return }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        for argument in arguments { free(argument) }
        posix_spawn_file_actions_destroy(&actions)
    }
}

liveSplitRows()

if CommandLine.arguments.count > 1 {
    let linmap = startUp(CommandLine.arguments[1], "--version")
    let nothing = startUp("/bin/true", "")
    row(
        "linmap --version against /bin/true", rounded(linmap / nothing),
        "\(rounded(linmap * 1e3)) ms; about 3 ms or less")
}
