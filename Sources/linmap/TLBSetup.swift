import HostFacts
import LinearMap
import Snapshot
import TLB

/// What `linmap tlb` was asked to do, checked and read as far as it can be before the accesses run.
struct TLBSetup {
    /// Accesses of a workload, where nothing else is asked for: every TLB there is settles long before.
    private static let usualAccesses: UInt64 = 10_000_000
    /// Most accesses of a workload; a run of hours.
    private static let mostAccesses: UInt64 = 1_000_000_000_000
    /// Memory without a snapshot.
    private static let usualFootprint: UInt64 = 64 << 30
    /// Most memory without a snapshot: what 48 bits of address reach.
    private static let mostFootprint: UInt64 = 1 << 48

    private let snapshot: String?
    private let prediction: Prediction?
    private let hardware: TLBHardware
    private let layouts: [LayoutCase]
    private let memory: WorkloadMemory?
    private let arguments: AccessArguments
    private let mix: WorkloadMix
    private let counters: PerfCounters?
    private let sweep: Bool

    init(
        snapshot: String?, _ hardware: HardwareArguments, _ arguments: AccessArguments, _ changes: [Change],
        sweep: Bool
    ) throws(TLBFailure) {
        try Self.check(snapshot, arguments, changes)
        self.snapshot = snapshot
        self.arguments = arguments
        self.sweep = sweep
        mix = try Self.mix(arguments)
        prediction = try snapshot.map(Self.predict)
        self.hardware = try TLBHardware(hardware, prediction)
        layouts = try Self.layouts(prediction, arguments, changes)
        memory = try Self.memory(layouts, snapshot, arguments)
        counters = try arguments.counters.map(Self.counters)
    }

    // MARK: - Checks

    private static func check(
        _ snapshot: String?, _ arguments: AccessArguments, _ changes: [Change]
    ) throws(TLBFailure) {
        let inputs = [snapshot, arguments.trace, arguments.counters]
        if inputs.count(where: { $0 == "-" }) > 1 { throw .usage("standard input (-) can be read only once") }
        if arguments.trace != nil {
            let workloadOnly: [(Bool, String)] = [
                (arguments.workload != nil, "--workload"), (arguments.footprint != nil, "--footprint"),
                (arguments.accesses != nil, "--accesses"), (arguments.seed != nil, "--seed"),
            ]
            if let other = workloadOnly.first(where: \.0) {
                throw .usage("--trace and \(other.1) exclude each other")
            }
        } else if arguments.traceFormat != .auto {
            throw .usage("--trace-format is for --trace")
        }
        if snapshot != nil, !arguments.page.isEmpty {
            throw .usage(
                "--page is for a run without a snapshot; --page-size asks what another kernel would do")
        }
        if snapshot == nil, let change = changes.first {
            throw .usage("\(change.text) needs a snapshot to change")
        }
        if snapshot == nil, arguments.counters != nil {
            throw .usage("--counters needs the snapshot of the host that was measured")
        }
        if let accesses = arguments.accesses, !(1...mostAccesses).contains(accesses) {
            throw .usage("--accesses \(accesses): expected 1 to \(mostAccesses)")
        }
    }

    private static func mix(_ arguments: AccessArguments) throws(TLBFailure) -> WorkloadMix {
        do throws(WorkloadMix.Refusal) {
            return try arguments.workload.map(WorkloadMix.init(parsing:)) ?? WorkloadMix(.uniform)
        } catch {
            throw .usage("--workload \(arguments.workload ?? ""): \(error.message)")
        }
    }

    // MARK: - Inputs

    private static func predict(_ name: String) throws(TLBFailure) -> Prediction {
        do throws(InputError) {
            let snapshot = try SnapshotReader.read(name)
            return try MappedHost.predict(Gather.facts(snapshot), of: snapshot)
        } catch {
            throw .snapshot(error)
        }
    }

    private static func layouts(
        _ prediction: Prediction?, _ arguments: AccessArguments, _ changes: [Change]
    ) throws(TLBFailure) -> [LayoutCase] {
        guard let prediction else { return try uniform(arguments.page.isEmpty ? ["4K"] : arguments.page) }
        guard !changes.isEmpty else { return LayoutCases.all(prediction) }
        do throws(ChangeOptions.Refusal) {
            try WhatIf.check(changes, on: prediction.host)
        } catch {
            throw .snapshot(InputError(.badData, file: prediction.host.name, error.text))
        }
        return LayoutCases.all(prediction, whatIf: WhatIf(prediction, changes))
    }

    private static func uniform(_ pages: [String]) throws(TLBFailure) -> [LayoutCase] {
        var cases: [LayoutCase] = []
        for text in pages {
            guard let bytes = SizeText.bytes(text) else {
                throw .usage("--page \(text): expected a size such as 4K, 64K, 2M or 1G")
            }
            do throws(TLBShapeError) {
                let layout = try LayoutCase(page: bytes)
                if !cases.contains(where: { $0.name == layout.name }) { cases.append(layout) }
            } catch {
                throw .usage("--page \(text): \(error.message)")
            }
        }
        return cases
    }

    /// The memory of a workload; nil for a trace, which addresses what it will.
    private static func memory(
        _ layouts: [LayoutCase], _ snapshot: String?, _ arguments: AccessArguments
    ) throws(TLBFailure) -> WorkloadMemory? {
        guard arguments.trace == nil || arguments.counters != nil else { return nil }
        let given = try arguments.footprint.map(size)
        guard let layout = layouts.first?.layout else {
            let bytes = given ?? usualFootprint
            guard bytes <= mostFootprint, let memory = WorkloadMemory(bytes: bytes) else {
                throw .usage("--footprint \(arguments.footprint ?? ""): expected 4K to 256T")
            }
            return memory
        }
        guard let whole = WorkloadMemory(layout), let memory = WorkloadMemory(layout, footprint: given) else {
            let text = arguments.footprint.map { "--footprint \($0): " } ?? ""
            throw .usage("\(text)leaves not one page to access")
        }
        if let given, given > whole.bytes {
            throw .snapshot(
                InputError(
                    .badData, file: snapshot ?? "",
                    "has \(whole.bytes) bytes of memory to access, and --footprint asks for \(given)"))
        }
        return memory
    }

    private static func size(_ text: String) throws(TLBFailure) -> UInt64 {
        guard let bytes = SizeText.bytes(text), bytes > 0 else {
            throw .usage("--footprint \(text): expected a size such as 512M or 64G")
        }
        return bytes
    }

    private static func counters(_ name: String) throws(TLBFailure) -> PerfCounters {
        let bytes: [UInt8]
        do throws(InputError) {
            bytes = try ByteStream.open(name).readAll(limit: 16 << 20)
        } catch {
            throw .file(error)
        }
        do throws(PerfCounters.Damage) {
            return try PerfCounters(bytes)
        } catch {
            throw .file(
                InputError(.badData, file: name, line: error.line, error.problem, expected: error.expected))
        }
    }

    // MARK: - The answer

    /// Runs the accesses.
    func answer() throws(TLBFailure) -> TLBAnswer {
        let run = TLBRun(
            prediction: prediction, hardware: hardware, layouts: layouts, memory: memory, sweep: sweep)
        let seed = arguments.seed ?? 1
        let accesses = arguments.accesses ?? Self.usualAccesses
        var answer =
            if let trace = arguments.trace {
                try run.trace(trace, format: arguments.traceFormat)
            } else {
                try run.workload(mix, seed: seed, accesses: accesses)
            }
        if arguments.trace == nil, arguments.workload == nil {
            answer.survey = try run.survey(seed: seed, accesses: accesses)
        }
        answer.snapshot = snapshot
        answer.coreChoice = hardware.choice
        answer.notes = hardware.notes + answer.notes
        answer.counters = counters.map { run.project($0, answer) }
        return answer
    }
}
