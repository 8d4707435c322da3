internal import SnapshotFormat

/// Takes a snapshot, in phases: open what needs privileges, drop them, read, write.
struct Capture {
    /// The share of the time that is kept for writing.
    private static let writingShare: UInt64 = 5
    private let system: SystemCalls
    private let console: Console

    init(_ system: SystemCalls, _ console: Console) {
        self.system = system
        self.console = console
    }

    func perform(_ options: Options) throws(ProbeError) {
        let began = system.microseconds()
        let end = Deadline(system, in: options.time)
        let reading = Deadline(system, in: options.time - options.time / Self.writingShare)
        // From here on a signal no longer kills the probe: it removes what it has written, and ends.
        if let failure = Failure(result: system.limitTime(options.time - options.time / Self.writingShare)) {
            throw ProbeError(70, "cannot limit the time: \(failure.name)")
        }
        system.lowerPriority()
        var capabilities: UInt64 = 0
        if let failure = Failure(result: system.capabilities(&capabilities)) {
            throw ProbeError(70, "cannot tell what is permitted: \(failure.name)")
        }

        let preparation = try Preparation(system, options)
        let collector = Collector(preparation, options, until: reading)
        defer { collector.closePrivileged() }
        for source in preparation.sources { collector.openPrivileged(source) }
        let output = try self.output(options, preparation, until: end)
        defer { output.discard() }
        try Privileges.drop(system, owner: output.owner)

        try collector.learnHostName()
        for source in preparation.sources { collector.run(source) }
        collector.keepIDRegisters()
        let context = collector.redactionContext
        collector.closePrivileged()
        try refuseNothing(collector, options)
        var assembly = Assembly(
            store: collector.store, options: options,
            manifest: Manifest(
                probe: Listing.version, release: preparation.release, pageSize: collector.pageSize,
                isRedacted: !options.isRaw, keepsAddresses: options.keepsAddresses || options.isRaw,
                capabilities: Privileges.names(capabilities)))
        assembly.prepare(context)
        assembly.manifest.milliseconds = Int((system.microseconds() - began) / 1000)
        try assembly.write(to: output)
        try output.finish()
        if options.output != "-" { try console.print(output.path) }
        summarize(collector.store)
    }

    private func output(_ options: Options, _ preparation: Preparation, until end: Deadline)
        throws(ProbeError) -> OutputFile
    {
        if options.output == "-" {
            guard !system.isTerminal(1) else {
                throw ProbeError(64, "standard output is a terminal; name a file with -o, or use a pipe")
            }
            return OutputFile(standardOutput: system, until: end)
        }
        let release = preparation.release.isEmpty ? "unknown" : preparation.release
        return try OutputFile(options.output ?? "./linmap-\(release).tar", system, until: end)
    }

    /// Without a single file there is no snapshot.
    private func refuseNothing(_ collector: Collector, _ options: Options) throws(ProbeError) {
        let signal = system.stopped()
        if signal != 0, signal != 14 { throw OutputFile.stopped(by: signal) }
        guard collector.store.entries.isEmpty else { return }
        let missing = collector.store.missing
        if missing.contains(where: { $0.failure.isPermission }) {
            throw ProbeError(77, "nothing could be read for lack of permission")
        }
        if missing.contains(where: { $0.failure == .timedOut }) {
            throw ProbeError(74, "nothing could be read in time")
        }
        if let first = missing.first(where: { $0.failure != .noSuchFile && $0.failure != .notSupported }) {
            throw ProbeError(74, "nothing could be read: \(first.path): \(first.failure.name)")
        }
        throw ProbeError(66, "there is nothing to read" + (options.root.map { " below \($0)" } ?? ""))
    }

    /// Tells what is missing and what that costs: one line for each source.
    private func summarize(_ store: Store) {
        var told: [String] = []
        for missing in store.missing where missing.isTold && !told.contains(missing.name) {
            told.append(missing.name)
            console.warn(
                "linmap-probe: \(missing.name): \(missing.path): \(missing.failure.name): \(missing.meaning)")
        }
    }
}
