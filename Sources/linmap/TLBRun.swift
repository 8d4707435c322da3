import LinearMap
import Snapshot
import TLB

/// The accesses of `linmap tlb`, simulated.
struct TLBRun {
    /// Most accesses of each workload of a survey.
    private static let surveyed: UInt64 = 1_000_000

    let prediction: Prediction?
    let hardware: TLBHardware
    let layouts: [LayoutCase]
    let memory: WorkloadMemory?
    let sweep: Bool

    // MARK: - Workloads

    func workload(_ mix: WorkloadMix, seed: UInt64, accesses: UInt64) throws(TLBFailure) -> TLBAnswer {
        guard let memory else { throw .usage("--workload needs memory to access") }
        var source = Workload(mix, memory: memory, seed: seed, accesses: accesses)
        let comparison = try simulate(&source, total: accesses, name: mix.text)
        var answer = answer(comparison, .workload(mix, seed: seed, memory: memory), memory)
        for index in answer.results.indices {
            answer.results[index].formulas += Formulas.answers(
                mix, hardware.hierarchy, layouts[index], memory, accesses: accesses)
        }
        return answer
    }

    private func answer(
        _ comparison: Comparison, _ accesses: TLBAnswer.Accesses, _ memory: WorkloadMemory?
    ) -> TLBAnswer {
        var answer = TLBAnswer(
            snapshot: nil, core: hardware.core, coreChoice: "", hierarchy: hardware.hierarchy,
            accesses: accesses, results: comparison.results(memory: memory))
        answer.sweep = comparison.sweep(others: hardware.hierarchy.levels.map(\.shape.entries))
        return answer
    }

    private func simulate<Source: AccessSource>(
        _ source: inout Source, total: UInt64?, name: String
    ) throws(TLBFailure) -> Comparison {
        var comparison = Comparison(layouts, hardware.hierarchy, core: hardware.core, sweep: sweep)
        var progress = ProgressLine(total: total)
        defer { progress.clear() }
        do throws(TraceError) {
            try comparison.run(&source) { progress.show($0) }
        } catch {
            throw .trace(error, name: name)
        }
        return comparison
    }

    // MARK: - Traces

    func trace(_ name: String, format: AccessArguments.TraceFormat) throws(TLBFailure) -> TLBAnswer {
        let input: TraceInput
        var format = format
        do throws(InputError) {
            input = TraceInput(stream: try ByteStream.open(name))
            if format == .auto { format = try TraceInput.format(input.stream) }
        } catch {
            throw .file(error)
        }
        switch format {
        case .perfScript: return try samples(input, name)
        case .text: return try plain(TextTrace(input), name, format)
        case .u64le, .auto: return try plain(U64LETrace(input), name, .u64le)
        }
    }

    private func plain(
        _ source: some AccessSource, _ name: String, _ format: AccessArguments.TraceFormat
    ) throws(TLBFailure) -> TLBAnswer {
        let comparison: Comparison
        if let prediction {
            var source = LinearTrace(source, virtualOffset: prediction.linearMapOffset)
            comparison = try simulate(&source, total: nil, name: name)
        } else {
            var source = source
            comparison = try simulate(&source, total: nil, name: name)
        }
        let answer = answer(comparison, .trace(name, format: format.rawValue), nil)
        try checkReached(answer, name)
        return answer
    }

    private func samples(_ input: TraceInput, _ name: String) throws(TLBFailure) -> TLBAnswer {
        guard let prediction else {
            throw .usage("samples of perf need a snapshot, which says where the linear map is")
        }
        let offset = prediction.isOffsetCaptured ? prediction.linearMapOffset : nil
        var source = PerfScriptTrace(input, captured: offset)
        let comparison = try simulate(&source, total: nil, name: name)
        let tally = source.tally
        guard tally.linear > 0 else {
            throw .file(
                InputError(
                    .badData, file: name,
                    "none of \(tally.samples) samples lies in the linear map (\(tally.user) user, \(tally.otherKernel) other kernel addresses, \(tally.withoutPhysical) without physical address)",
                    expected: "samples of the boot that was captured"))
        }
        var answer = answer(comparison, .trace(name, format: "perf-script"), nil)
        answer.samples = tally
        if source.infersOffset {
            answer.notes.append(
                "\(offset == nil ? "PHYS_OFFSET is not in the snapshot" : "No sample fits the snapshot's PHYS_OFFSET, as after redaction or another boot"): most samples agree on one, which was taken."
            )
        }
        try checkReached(answer, name)
        return answer
    }

    /// A trace that the present map knows nothing of is no trace of this host.
    private func checkReached(_ answer: TLBAnswer, _ name: String) throws(TLBFailure) {
        guard let counts = answer.results.first?.counts, counts.accesses == 0 else { return }
        throw .file(
            InputError(
                .badData, file: name, "none of \(answer.accessCount) addresses lies in the linear map",
                expected:
                    "physical addresses, or linear-map addresses of a boot whose PHYS_OFFSET is captured and not redacted"
            ))
    }

    // MARK: - Every workload

    /// Every workload in short: for an answer to no particular question.
    func survey(seed: UInt64, accesses: UInt64) throws(TLBFailure) -> [SurveyRow] {
        var rows: [SurveyRow] = []
        for kind in WorkloadKind.allCases {
            let short = TLBRun(
                prediction: prediction, hardware: hardware, layouts: layouts, memory: memory, sweep: false)
            let answer = try short.workload(
                WorkloadMix(kind), seed: seed, accesses: min(accesses, Self.surveyed))
            rows.append(SurveyRow(kind: kind, results: answer.results))
        }
        return rows
    }

    /// Projections of `counters` by the run there is, or by every workload if none was named.
    func project(_ counters: PerfCounters, _ answer: TLBAnswer) -> CounterAnswer {
        var runs = answer.survey.map(\.results)
        var names = answer.survey.map(\.kind.rawValue)
        if runs.isEmpty {
            runs = [answer.results]
            switch answer.accesses {
            case .workload(let mix, _, _): names = [mix.text]
            case .trace(let name, _): names = [name]
            }
        }
        let projections = layouts.indices.dropFirst().compactMap {
            CounterProjection(counters, runs, layout: $0, core: hardware.core)
        }
        return CounterAnswer(counters: counters, patterns: names, projections: projections)
    }
}
