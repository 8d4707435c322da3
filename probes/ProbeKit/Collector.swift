/// Lends the sources what they work with, and takes what they found.
final class Collector {
    let system: SystemCalls
    let files: HostFiles
    let reader: FileReader
    let options: Options
    let store = Store()
    /// The kernel's release, empty where it is not known.
    let release: String
    /// What was opened while the probe had privileges: the path, and a descriptor or a negative errno.
    private var opened: [(path: String, result: Int)] = []
    private let end: Deadline

    /// The source at work, and until when it may.
    private(set) var source: Source
    private(set) var deadline: Deadline

    /// Facts that sources hand on to later ones.
    var facts = Facts()
    /// The host's name, where it is known.
    var hostName: [UInt8]?
    /// The kernel's memory, once a source has asked for it.
    var memory = KernelMemoryState.untried

    init(_ preparation: Preparation, _ options: Options, until end: Deadline) {
        files = preparation.files
        system = files.system
        self.options = options
        release = preparation.release
        self.end = end
        reader = FileReader(files.system)
        source = preparation.sources[0]
        deadline = end
    }

    // MARK: Phases

    /// Opens what `source` can only open with privileges.
    func openPrivileged(_ source: Source) {
        guard files.isLive || source.condition != .live else { return }
        for reading in source.readings where reading.isPrivileged {
            let path = reading.path(release: release)
            guard !opened.contains(where: { $0.path == path }) else { continue }
            do throws(Failure) {
                opened.append((path, Int(try files.open(path, as: reading.purpose))))
            } catch {
                opened.append((path, -Int(error.code)))
            }
        }
    }

    /// Collects `source`.
    func run(_ source: Source) {
        self.source = source
        let extra = source.name == Sources.linearMap.name ? options.walkTime : 0
        // The sources' limits are made for the default of --time, and grow and shrink with it.
        let own = UInt64(source.milliseconds) * 1000 * options.time / Options().time
        deadline = Deadline(system, in: own + extra, notAfter: end)
        if source.condition == .live, !files.isLive { return copyCaptured() }
        // Once the time is up what remains is told as missing without being asked.
        guard !end.isOver else {
            for reading in source.readings.prefix(1) {
                missing(reading.path(release: release), .timedOut)
            }
            return
        }
        source.collect(self)
    }

    /// In place of a live source: what a snapshot of the host has of it.
    private func copyCaptured() {
        for place in source.places { copyQuietly(place) }
        guard isEmpty, let reading = source.readings.first else { return }
        missing(reading.path(release: release), .notSupported, "not with --root")
    }

    /// Closes what is left of the privileged descriptors.
    func closePrivileged() {
        for entry in opened where entry.result >= 0 { system.close(Descriptor(entry.result)) }
        opened.removeAll()
    }

    // MARK: Opening

    /// The descriptor of `path`, which was opened with privileges and stays open.
    func privileged(_ path: String) throws(Failure) -> Descriptor {
        guard let entry = opened.first(where: { $0.path == path }) else { throw .noSuchFile }
        if let failure = Failure(result: entry.result) { throw failure }
        return Descriptor(entry.result)
    }

    /// The descriptor of `path`, and whether it stays open for others.
    func open(_ path: String) throws(Failure) -> (descriptor: Descriptor, isShared: Bool) {
        if opened.contains(where: { $0.path == path }) { return (try privileged(path), true) }
        return (try files.open(path), false)
    }

    /// Lends `body` the descriptor of `path`.
    func withFile<Result>(_ path: String, _ body: (Descriptor) throws(Failure) -> Result) throws(Failure)
        -> Result
    {
        let file = try open(path)
        defer { if !file.isShared { system.close(file.descriptor) } }
        return try body(file.descriptor)
    }

    /// The bytes of `path`, within the source's limits.
    func read(_ path: String) throws(Failure) -> (bytes: [UInt8], isCut: Bool) {
        let limit = min(source.byteLimit, store.room)
        guard limit > 0 else { throw .tooBig }
        return try withFile(path) { (descriptor) throws(Failure) in
            try reader.bytes(of: descriptor, limit: limit, until: deadline)
        }
    }

    /// The first line of a small file.
    func firstLine(_ path: String) throws(Failure) -> String {
        String(decoding: try read(path).bytes.prefix { $0 != 0x0a }, as: UTF8.self)
    }

    /// The first line of a small file, or nil.
    func line(_ path: String) -> String? { try? firstLine(path) }

    // MARK: Keeping

    /// Copies `path` into the snapshot. True if it is there now.
    @discardableResult
    func copy(_ path: String, isOptional: Bool = false) -> Bool {
        let began = system.microseconds()
        do throws(Failure) {
            let (bytes, isCut) = try read(path)
            try keep(String(path.dropFirst()), bytes, since: began, isCut: isCut)
            return true
        } catch {
            if !isOptional || error != .noSuchFile { missing(path, error) }
            return false
        }
    }

    /// Puts `bytes` at `place` in the snapshot.
    func keep(
        _ place: String, _ bytes: [UInt8], from path: String? = nil, since began: UInt64, note: String? = nil,
        isCut: Bool = false, isLink: Bool = false
    ) throws(Failure) {
        let taken = system.microseconds() &- began
        try store.add(
            Store.Entry(
                path: place, bytes: bytes, source: path, name: source.name, note: note,
                microseconds: UInt32(clamping: taken), isCut: isCut, isLink: isLink))
    }

    /// Notes that `path` could not be read. What is normal stands in the manifest only.
    func missing(_ path: String, _ failure: Failure, _ meaning: String? = nil, isNormal: Bool = false) {
        var meaning = meaning ?? source.absence.meaning(of: failure)
        if failure == .timedOut { meaning = "out of time; " + meaning }
        let isNormal = isNormal || failure == .noSuchFile && source.absence.isNormal || isExpected(failure)
        store.add(
            Store.Missing(
                path: path, name: source.name, failure: failure, meaning: meaning, isTold: !isNormal))
    }

    /// Below a root nobody expects what only a running host has.
    private func isExpected(_ failure: Failure) -> Bool {
        !files.isLive && (failure == .notSupported || failure == .noSuchFile)
    }
}

/// What one source found and a later one needs. All of it is also evidence in the snapshot.
struct Facts {
    /// Addresses of the symbols that were kept, as the kernel showed them.
    var symbols: [String: UInt64] = [:]
    /// The lines of linmap/id-registers, from several sources.
    var idRegisters: [UInt8] = []
    /// How long reading them took.
    var idRegisterMicroseconds: UInt32 = 0
}
