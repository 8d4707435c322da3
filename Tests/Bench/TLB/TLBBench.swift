import Glibc
import TLB

/// The TLB engine against the plain C simulator, each in a process of its own that reads the trace from a file.
/// Processor time, because the machine may have other work; both must count the same.
struct TLBBench {
    static let shapes = [[64, 4, 1024, 4], [48, 48, 1280, 5], [40, 40, 2048, 8]]
    static let pages: [(name: String, shift: Int)] = [("4K", 12), ("64K", 16), ("2M", 21)]
    static let rounds = 3

    /// This program.
    let program: String
    /// Where `Tests/Bench/peers/build` put the others.
    let peers: String
    /// The plain simulator, which moves keys by a loop; and built with memmove for that, which suits some shapes.
    var plain: [String] { ["\(peers)/two-level", "\(peers)/two-level-memmove"] }

    /// What this program does as a child: `TRACE SHIFT ENTRIES WAYS ENTRIES WAYS`, as the peer.
    static func simulate(_ arguments: [String]) throws {
        let numbers = arguments.dropFirst().compactMap { Int($0) }
        guard numbers.count == 5 else { return }
        let levels = [
            TLBLevel(name: "L1", shape: try CacheShape(entries: numbers[1], ways: numbers[2])),
            TLBLevel(name: "L2", shape: try CacheShape(entries: numbers[3], ways: numbers[4])),
        ]
        let map = try TranslationMap(page: 1 << UInt64(numbers[0]))
        var simulator = Simulator(Hierarchy(levels: levels), map)
        var trace = U64LETrace(FileBytes(descriptor: open(arguments[0], O_RDONLY)))
        try simulator.run(&trace)
        let counts = simulator.counts
        print(counts.accesses, counts.levels[0].misses, counts.levels[1].misses)
    }

    func run() {
        var template = Array("/tmp/linmap-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return print("no temporary directory") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { rmdir(directory) }
        for pattern in TraceFile.Pattern.allCases {
            for page in Self.pages {
                guard let trace = TraceFile(pattern, page: 1 << UInt64(page.shift), in: directory) else {
                    return print("no room for a trace in \(directory)")
                }
                defer { unlink(trace.path) }
                for shape in Self.shapes { compare(pattern, page, shape, trace) }
                if page.shift == 12 { comparePython(pattern, trace) }
            }
        }
    }

    /// pycachesim is slow and takes powers of two only, so it gets the beginning of the trace and one shape; its
    /// start counts too, where it takes next to nothing.
    private func comparePython(_ pattern: TraceFile.Pattern, _ trace: TraceFile) {
        guard access("\(peers)/pycachesim", X_OK) == 0 else { return }
        let count = TraceFile.accesses / 8
        let short = "\(trace.path).short"
        defer { unlink(short) }
        let shape = ["64", "4", "1024", "4"]
        let name = "\(pattern.rawValue), 4K, 64/4+1024/4, pycachesim against it"
        guard
            Child(["dd", "status=none", "bs=1M", "count=\(count >> 17)", "if=\(trace.path)", "of=\(short)"])
                != nil,
            let ours = Child([program, "--simulate", short, "12"] + shape),
            let theirs = Child(["\(peers)/pycachesim", trace.path, "4096"] + shape + ["\(count)"])
        else { return print("\(name): failed") }
        guard ours.output == theirs.output else {
            return print("\(name): COUNTS DIFFER: \(ours.output) against \(theirs.output)")
        }
        row(name, rounded(theirs.seconds / ours.seconds), "at least 10; same counts")
    }

    private func compare(
        _ pattern: TraceFile.Pattern, _ page: (name: String, shift: Int), _ shape: [Int], _ trace: TraceFile
    ) {
        let arguments = [trace.path, "\(page.shift)"] + shape.map { "\($0)" }
        var ours: [Double] = []
        var theirs = Array(repeating: [Double](), count: plain.count)
        let name = "\(pattern.rawValue), \(page.name), \(shape[0])/\(shape[1])+\(shape[2])/\(shape[3])"
        for _ in 0..<Self.rounds {
            guard let mine = Child([program, "--simulate"] + arguments) else {
                return print("\(name): failed")
            }
            ours.append(mine.seconds)
            for (index, peer) in plain.enumerated() {
                guard let other = Child([peer] + arguments) else { return print("\(name): \(peer) failed") }
                theirs[index].append(other.seconds)
                guard other.output == mine.output else {
                    return print("\(name): COUNTS DIFFER: \(mine.output) against \(other.output)")
                }
            }
        }
        guard let best = ours.min(), let loop = theirs[0].min(), let memmove = theirs[1].min() else { return }
        let target = pattern == .uniform || pattern == .hot ? "at most 0.50" : "at most 1.00"
        let rate = Int(Double(TraceFile.accesses) / best / 1e6)
        row(
            "\(name), against plain C", rounded(best / loop),
            "\(target); with memmove \(rounded(best / memmove)); \(rate) M accesses/s, same counts")
    }
}
