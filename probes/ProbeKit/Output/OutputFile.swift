/// The file the snapshot goes to: written beside its final name, and renamed once it is whole.
final class OutputFile {
    private let system: SystemCalls
    /// The path as the user gave it, for messages.
    let path: String
    /// The directory it stands in; nil for standard output.
    private var directory: Descriptor?
    private let name: String
    private var temporary = ""
    private var descriptor: Descriptor?
    /// Who owns the directory.
    private(set) var owner: FileStatus?
    /// Until when writing may take.
    private let deadline: Deadline

    /// Standard output.
    init(standardOutput system: SystemCalls, until deadline: Deadline) {
        self.system = system
        self.deadline = deadline
        path = "standard output"
        name = ""
        descriptor = 1
    }

    /// Creates the temporary file beside `path`.
    ///
    /// - Throws: status 64 for a path that names a directory, 74 or 77 where the file is already there or
    ///   cannot be created.
    init(_ path: String, _ system: SystemCalls, until deadline: Deadline) throws(ProbeError) {
        self.system = system
        self.path = path
        self.deadline = deadline
        let slash = path.utf8.lastIndex(of: 0x2f)
        name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard !name.isEmpty, name != ".", name != ".." else {
            throw ProbeError(64, "-o \(path) names a directory, not a file")
        }
        do throws(Failure) {
            let opened = system.open(folder, as: .listing)
            if let failure = Failure(result: opened) { throw failure }
            directory = Descriptor(opened)
            var status = FileStatus()
            if let failure = Failure(result: system.status(Descriptor(opened), &status)) { throw failure }
            owner = status
        } catch {
            discard()
            throw Self.error("cannot use the directory \(folder)", error)
        }
        do throws(Failure) {
            try refuseExisting()
            try create()
        } catch {
            discard()
            if error == .exists { throw ProbeError(74, "\(path) is already there; it is left alone") }
            throw Self.error("cannot create \(path)", error)
        }
    }

    private static func error(_ what: String, _ failure: Failure) -> ProbeError {
        ProbeError(failure.isPermission ? 77 : 74, "\(what): \(failure.name)")
    }

    /// readlinkat(2) tells of a file of any kind, and of a link that leads nowhere.
    private func refuseExisting() throws(Failure) {
        guard let directory else { return }
        let result = try withUnsafeTemporaryBytes(16) { (buffer) throws(Failure) in
            system.readLink(name, in: directory, into: buffer)
        }
        if result >= 0 || result == -22 { throw .exists }
        if let failure = Failure(result: result), failure != .noSuchFile { throw failure }
    }

    private func create() throws(Failure) {
        guard let directory else { return }
        // Another run, or one that was killed, may have left a file of the same name.
        for attempt in 0..<100 {
            let number = (system.microseconds() &+ UInt64(attempt)) & 0xffffff
            let candidate = ".linmap-\(String(number, radix: 16)).partial"
            let result = system.open(candidate, in: directory, as: .creating)
            if let failure = Failure(result: result) {
                if failure == .exists || failure.code == 4 && system.stopped() == 0 { continue }
                throw failure
            }
            temporary = candidate
            descriptor = Descriptor(result)
            return
        }
        throw .exists
    }

    /// Writes all of `bytes`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ProbeError) {
        guard let descriptor else { throw ProbeError(70, "\(path) is not open") }
        var rest = bytes
        while !rest.isEmpty {
            try mayGoOn()
            let count = system.write(descriptor, rest)
            if count == -4 { continue }
            if let failure = Failure(result: count) { throw failed(failure) }
            guard count > 0, count <= rest.count else { throw failed(.inputOutput) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// SIGALRM only ended the reading; writing has time of its own.
    private func mayGoOn() throws(ProbeError) {
        let signal = system.stopped()
        if signal != 0, signal != 14 { throw Self.stopped(by: signal) }
        if system.microseconds() >= deadline.moment {
            throw ProbeError(
                74, "out of time while writing \(path); nothing is left of it (--time gives more)")
        }
    }

    /// The error for a signal that ended the run.
    static func stopped(by signal: Int32) -> ProbeError {
        ProbeError(128 + signal, "stopped by signal \(signal); no snapshot was written")
    }

    private func failed(_ failure: Failure) -> ProbeError {
        ProbeError(74, "cannot write \(path): \(failure.name)")
    }

    /// Makes the file last, and gives it its name.
    ///
    /// - Throws: status 74; nothing has the final name then, unless only the directory could not be synced.
    func finish() throws(ProbeError) {
        guard let directory, let descriptor else { return }
        try retrying { system.sync(descriptor) }
        self.descriptor = nil
        // Network file systems tell of a full disk only here. After EINTR the descriptor is gone all the same.
        let closed = system.close(descriptor)
        if let failure = Failure(result: closed), failure.code != 4 { throw failed(failure) }
        try rename(in: directory)
        temporary = ""
        let synced = Failure(result: system.sync(directory))
        system.close(directory)
        self.directory = nil
        // EINVAL: a file system that cannot sync directories.
        if let synced, synced != .invalid, synced.code != 4 {
            throw ProbeError(
                74,
                "\(path) is whole, but its directory could not be synced (\(synced.name)): "
                    + "it may be gone after a power failure")
        }
    }

    private func retrying(_ call: () -> Int) throws(ProbeError) {
        while true {
            try mayGoOn()
            let result = call()
            if result == -4 { continue }
            if let failure = Failure(result: result) { throw failed(failure) }
            return
        }
    }

    /// Without replacing anything that appeared meanwhile.
    private func rename(in directory: Descriptor) throws(ProbeError) {
        try mayGoOn()
        let renamed = Failure(result: system.renameWithoutReplacing(temporary, to: name, in: directory))
        guard let renamed else { return }
        if renamed == .exists { throw appeared }
        // Not every file system, nor every kernel or filter of system calls, knows the flag.
        guard renamed == .invalid || renamed == .notImplemented else { throw failed(renamed) }
        if let failure = Failure(result: system.link(temporary, to: name, in: directory)) {
            throw failure == .exists ? appeared : failed(failure)
        }
        _ = system.unlink(temporary, in: directory)
    }

    private var appeared: ProbeError { ProbeError(74, "\(path) has appeared meanwhile; it is left alone") }

    /// Removes what was written so far. Harmless after `finish()`.
    func discard() {
        if let descriptor, directory != nil {
            system.close(descriptor)
            self.descriptor = nil
        }
        guard let directory else { return }
        if !temporary.isEmpty { _ = system.unlink(temporary, in: directory) }
        temporary = ""
        system.close(directory)
        self.directory = nil
    }
}
