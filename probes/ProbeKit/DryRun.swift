/// Opens and closes what a capture would read, and says what could be opened.
struct DryRun {
    private let system: SystemCalls
    private let console: Console

    init(_ system: SystemCalls, _ console: Console) {
        self.system = system
        self.console = console
    }

    func perform(_ options: Options) throws(ProbeError) {
        let preparation = try Preparation(system, options)
        for source in preparation.sources {
            for reading in source.readings {
                let path = reading.path(release: preparation.release)
                try console.print(
                    source.name.padded(18) + path.padded(52) + " "
                        + answer(source, reading, path, preparation.files))
            }
        }
    }

    private func answer(_ source: Source, _ reading: Reading, _ path: String, _ files: HostFiles) -> String {
        if source.condition == .live, !files.isLive { return "not with --root" }
        do throws(Failure) {
            system.close(try files.open(path, as: reading.purpose))
            return "can be read"
        } catch {
            return "\(error.name): \(source.absence.meaning(of: error))"
        }
    }
}
