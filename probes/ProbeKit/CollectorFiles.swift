internal import SnapshotFormat

/// Copying of several files, and of parts of files.
extension Collector {
    /// Whether the source at work has given nothing yet.
    var isEmpty: Bool { !store.entries.contains { $0.name == source.name } }

    /// Copies a file of which nobody misses anything if it is not there.
    func copyQuietly(_ path: String) { copy(path, isOptional: true) }

    /// Copies every file of a folder, and notes it as missing if it cannot be listed.
    func copyFolder(_ path: String) {
        do throws(Failure) { try copyAll(path) } catch { missing(path, error) }
    }

    /// Copies every file of a folder.
    func copyAll(_ path: String) throws(Failure) {
        for name in try files.names(in: path, limit: 256, until: deadline).sorted() {
            copyQuietly("\(path)/\(name)")
        }
    }

    /// Copies a symbolic link as such. Nobody misses it if it is not there.
    func copyLink(_ name: String, in folder: String) {
        let began = system.microseconds()
        do throws(Failure) {
            let target = try files.link(name, in: folder)
            try keep("\(folder.dropFirst())/\(name)", Array(target.utf8), since: began, isLink: true)
        } catch {
            if error != .noSuchFile { missing("\(folder)/\(name)", error) }
        }
    }

    /// Whether there is time and room for more; notes `path` as missing where there is not.
    func mayAdd(_ path: String) -> Bool {
        if deadline.isOver {
            missing(path, .timedOut)
        } else if !store.hasRoomForFiles {
            missing(path, .tooBig)
        } else {
            return true
        }
        return false
    }

    /// The numbers N of the entries `prefixN` of a folder, ascending; none if it is not there. Nil, and noted as
    /// missing, if it cannot be listed.
    func numbered(_ prefix: String, in folder: String) -> [Int]? {
        let names: [String]
        do throws(Failure) { names = try files.names(in: folder, limit: 1 << 17, until: deadline) } catch {
            guard error != .noSuchFile else { return [] }
            missing(folder, error)
            return nil
        }
        var numbers: [Int] = []
        for name in names where name.hasPrefix(prefix) {
            let digits = name.utf8.dropFirst(prefix.utf8.count)
            guard let first = digits.first, first >= 0x30, first <= 0x39,
                let number = Int(String(decoding: digits, as: UTF8.self))
            else { continue }
            numbers.append(number)
        }
        return numbers.sorted()
    }

    /// The lines of `path` that `isKept` wants, and how many there were. With `keepsPart` what was found before
    /// the time was up is given, marked as cut.
    func lines(of path: String, keepsPart: Bool = false, _ isKept: (UnsafeRawBufferPointer) -> LineChoice)
        throws(Failure) -> ChosenLines
    {
        let limit = min(source.byteLimit, store.room)
        var chosen = ChosenLines()
        var filter = LineFilter()
        func take(_ line: UnsafeRawBufferPointer) -> Bool {
            let choice = isKept(line)
            if choice == .end { return false }
            chosen.total += 1
            guard choice == .keep else { return true }
            guard chosen.bytes.count + line.count < limit else {
                chosen.isCut = true
                return false
            }
            chosen.kept += 1
            chosen.bytes.append(contentsOf: line)
            chosen.bytes.append(0x0a)
            return true
        }
        do throws(Failure) {
            try withFile(path) { (descriptor) throws(Failure) in
                _ = try reader.pieces(of: descriptor, until: deadline) { filter.feed($0, take) }
            }
            filter.finish(take)
        } catch {
            guard keepsPart, error == .timedOut, !chosen.bytes.isEmpty else { throw error }
            chosen.isCut = true
        }
        return chosen
    }

    /// What redaction has to know.
    var redactionContext: RedactionContext {
        var context = RedactionContext(
            vmcoreinfo: vmcoreinfo, iomem: bytes(at: "proc/iomem"), keepAddresses: options.keepsAddresses)
        context.memblock = bytes(at: "sys/kernel/debug/memblock/memory")
        context.kallsyms = bytes(at: "proc/kallsyms")
        context.hostName = hostName
        return context
    }

    /// The host's name, to take it out wherever it stands. It is asked for before the sources are, or a slow host
    /// would leave no time for it.
    func learnHostName() throws(ProbeError) {
        guard files.isLive else {
            hostName = line("/proc/sys/kernel/hostname").map { Array($0.utf8) }
            return
        }
        do throws(Failure) {
            hostName = try withUnsafeTemporaryBytes(256) { (buffer) throws(Failure) in
                let count = system.hostName(into: buffer)
                if let failure = Failure(result: count) { throw failure }
                return Array(buffer.prefix(count))
            }
        } catch {
            guard options.isRaw else {
                throw ProbeError(70, "cannot tell the host's name, to redact it: \(error.name)")
            }
        }
    }

    private func bytes(at place: String) -> [UInt8]? { store.entries.first { $0.path == place }?.bytes }

    /// The text, also where its own source was left out but another opened the kernel's memory.
    private var vmcoreinfo: [UInt8]? {
        if let text = bytes(at: "proc/vmcoreinfo") { return text }
        return files.isLive ? (try? kernelMemory())?.vmcoreinfo : nil
    }

    /// Bytes of a page on the host; 0 where a captured host does not say.
    var pageSize: Int {
        if files.isLive { return system.pageSize() }
        guard let text = vmcoreinfo else { return 0 }
        for line in text.split(separator: 0x0a) where line.starts(with: "PAGESIZE=".utf8) {
            return Int(String(decoding: line.dropFirst(9), as: UTF8.self)) ?? 0
        }
        return 0
    }
}

/// What becomes of a line.
enum LineChoice {
    case keep, drop
    /// Neither this line nor one behind it is wanted.
    case end
}

/// Lines out of a file.
struct ChosenLines {
    /// The lines, each with its end.
    var bytes: [UInt8] = []
    /// How many they are.
    var kept = 0
    /// How many the file has, as far as it was read.
    var total = 0
    /// Whether lines that were wanted did not fit.
    var isCut = false
}
