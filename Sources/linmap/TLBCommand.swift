import ArgumentParser
import Report
import TLB

/// `linmap tlb`.
struct TLBCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tlb",
        abstract: "Count the TLB misses of accesses to the linear map, and estimate what they cost.",
        discussion:
            "The same accesses pass through the host's map as it is, in pages, in blocks, and after changes; or, without a snapshot, through maps of one page size."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, svg
    }

    @Argument(
        help: ArgumentHelp("A directory, tar, lone file, or - for standard input.", valueName: "snapshot"))
    var snapshot: String?
    @OptionGroup var hardware: HardwareArguments
    @OptionGroup var accesses: AccessArguments
    @OptionGroup var changes: ChangeArguments
    @Flag(name: .long, help: "Add the misses of every TLB size, fully associative.")
    var sweep = false
    @Option(name: .long, help: "Output format.") var format: Format = .text
    @OptionGroup var output: OutputArguments

    func run() throws {
        let changes = try changes.changes()
        let answer: TLBAnswer
        do throws(TLBFailure) {
            let setup = try TLBSetup(snapshot: snapshot, hardware, accesses, changes, sweep: sweep)
            answer = try setup.answer()
        } catch {
            throw error.told(snapshot: snapshot)
        }
        switch format {
        case .text: try output.write(TLBText.render(answer, style: output.style))
        case .json: try output.write(JSONText.render(TLBDocument(answer)))
        case .svg: try output.write(TLBPicture.svg(answer))
        }
    }
}

/// The hardware, as options.
struct HardwareArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The core: a name that 'linmap cores' lists, or a MIDR. Otherwise the snapshot's.",
            valueName: "core"))
    var core: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The TLB levels as NAME:ENTRIES:WAYS,…, first level first, in place of a core's.",
            valueName: "geometry"))
    var tlb: String?
}

/// What accesses memory, as options.
struct AccessArguments: ParsableArguments {
    enum TraceFormat: String, ExpressibleByArgument, CaseIterable {
        case auto, u64le, text
        case perfScript = "perf-script"
    }

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A workload, or several with their shares: uniform:70,copy:30.", valueName: "workload"))
    var workload: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Read the addresses from a file, packed or not; - is standard input.", valueName: "file"))
    var trace: String?
    @Option(name: .long, help: "The trace's format; auto looks at its beginning.")
    var traceFormat: TraceFormat = .auto
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Without a snapshot: the page size of the map. May be repeated.", valueName: "size"))
    var page: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp("The workload uses so much memory, from the lowest address.", valueName: "size"))
    var footprint: String?
    @Option(name: .long, help: ArgumentHelp("Accesses of the workload.", valueName: "number"))
    var accesses: UInt64?
    @Option(name: .long, help: ArgumentHelp("Seed of the workload.", valueName: "number"))
    var seed: UInt64?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Project counters of perf stat -x, or -j onto the other maps.", valueName: "file"))
    var counters: String?
}
