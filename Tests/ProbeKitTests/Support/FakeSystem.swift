import ProbeKit

/// A host in memory: a tree of files, a clock, a process with privileges, and an output directory. Every call is
/// counted, and `fault` may have it fail.
class FakeSystem: SystemCalls {
    /// The kinds of calls that can fail.
    enum Call: String, CaseIterable {
        case open, close, read, pread, write, sync, status, entries, readLink, rename, link, unlink
        case ioctl, bind, unbind, register, hostName, priority, become, capabilities, drop, limit
    }

    enum Node {
        case file([UInt8])
        case folder
        case link(String)
        /// Each read gives one record, as /dev/kmsg does.
        case records([[UInt8]])
        /// Read by pread through another fake.
        case memory(SystemCalls)
    }

    /// What a descriptor stands for.
    struct Open {
        var path: String
        var offset = 0
        var listed = false
    }

    var nodes: [String: Node] = ["/": .folder, "/out": .folder]
    var owners: [String: UInt32] = [:]
    var command: [String] = []
    var open: [Descriptor: Open] = [:]
    var output: String { String(decoding: outputBytes, as: UTF8.self) }
    var outputBytes: [UInt8] = []
    var errors = ""
    var clock: UInt64 = 1_000_000
    var tick: UInt64 = 1
    var signal: Int32 = 0
    var held: UInt64 = 1 << 21 | 1 << 17 | 1 << 34
    var user: UInt32 = 0
    var isDropped = false
    /// Files that nobody but root may open.
    var rootOnly: Set<String> = []
    /// Files whose content was asked for before privileges were dropped.
    var readPrivileged: [String] = []
    /// The file system does not know RENAME_NOREPLACE.
    var cannotRename = false
    private(set) var counts: [Call: Int] = [:]
    /// Above the descriptors 10 and 11 of the virtual machine.
    private var next: Descriptor = 100
    private let kvm = FakeKVM()

    /// A negative errno if the call, the `number`th of its kind, is to fail.
    func fault(_ call: Call, _ number: Int) -> Int? { nil }

    /// Whatever tests want to happen when a call is made.
    var hook: ((Call, String) -> Void)?

    private func enter(_ call: Call, _ path: String = "") -> Int? {
        counts[call, default: 0] += 1
        hook?(call, path)
        return fault(call, counts[call] ?? 0)
    }

    // MARK: The tree

    func add(_ path: String, _ text: String) { add(path, .file(Array(text.utf8))) }

    func add(_ path: String, _ node: Node) {
        nodes[path] = node
        var folder = path[..<path.lastIndex(of: "/")!]
        while !folder.isEmpty {
            if nodes[String(folder)] == nil { nodes[String(folder)] = .folder }
            folder = folder[..<folder.lastIndex(of: "/")!]
        }
    }

    func content(_ path: String) -> [UInt8]? {
        if case .file(let bytes)? = nodes[path] { return bytes }
        return nil
    }

    private func children(_ path: String) -> [String] {
        let prefix = path == "/" ? "/" : path + "/"
        return nodes.keys.filter {
            $0.hasPrefix(prefix) && $0 != "/" && !$0.dropFirst(prefix.count).contains("/")
        }
        .map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    private func absolute(_ path: String, _ directory: Descriptor?) -> String {
        if path.hasPrefix("/") { return path }
        let base = directory.flatMap { open[$0]?.path } ?? "/out"
        return path == "." ? base : base + "/" + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
    }

    // MARK: Files

    override func arguments() -> [String] { command }

    override func open(_ path: String, in directory: Descriptor?, as purpose: OpenPurpose) -> Int {
        let path = absolute(path, directory)
        if let fault = enter(.open, path) { return fault }
        if purpose == .creating {
            if nodes[path] != nil { return -17 }
            nodes[path] = .file([])
        }
        switch nodes[path] {
        case nil: return -2
        case _ where user != 0 && rootOnly.contains(path): return -13
        case .link: return -40
        case .folder where purpose != .listing: return -21
        case .file where purpose == .listing: return -20
        default: break
        }
        defer { next += 1 }
        open[next] = Open(path: path)
        return Int(next)
    }

    override func open(_ path: String, inRoot root: Descriptor, as purpose: OpenPurpose) -> Int {
        guard let base = open[root]?.path else { return -9 }
        return open(path == "/" ? base : base + path, in: nil, as: purpose)
    }

    override func close(_ descriptor: Descriptor) -> Int {
        let known = open.removeValue(forKey: descriptor)
        if let fault = enter(.close, known?.path ?? "") { return fault }
        return known == nil ? -9 : 0
    }

    override func read(_ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let file = open[descriptor] else { return -9 }
        if let fault = enter(.read, file.path) {
            if fault < 0 { return fault }
            return deliver(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(fault)))
        }
        return deliver(descriptor, into: buffer)
    }

    private func deliver(_ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let file = open[descriptor] else { return -9 }
        if !isDropped { readPrivileged.append(file.path) }
        var part: ArraySlice<UInt8> = []
        switch nodes[file.path] {
        case .file(let bytes): part = bytes.dropFirst(file.offset).prefix(buffer.count)
        case .records(let records):
            guard file.offset < records.count else { return -11 }
            part = records[file.offset][...]
            open[descriptor]?.offset += 1
            buffer.copyBytes(from: part.prefix(buffer.count))
            return min(part.count, buffer.count)
        default: return -21
        }
        buffer.copyBytes(from: part)
        open[descriptor]?.offset += part.count
        return part.count
    }

    override func read(
        _ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) -> Int {
        guard let file = open[descriptor] else { return -9 }
        let other: SystemCalls
        switch nodes[file.path] {
        case .memory(let memory)?: other = memory
        case .file(let bytes)?: other = BytesFile(bytes)
        default: return -9
        }
        if let fault = enter(.pread, file.path) {
            guard fault > 0 else { return fault }
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(fault))
            return other.read(descriptor, into: part, at: offset)
        }
        if !isDropped { readPrivileged.append(file.path) }
        return other.read(descriptor, into: buffer, at: offset)
    }

    override func write(_ descriptor: Descriptor, _ buffer: UnsafeRawBufferPointer) -> Int {
        let path = open[descriptor]?.path ?? (descriptor == 1 ? "stdout" : descriptor == 2 ? "stderr" : "")
        var count = buffer.count
        if let fault = enter(.write, path) {
            guard fault > 0 else { return fault }
            count = min(fault, count)
        }
        switch path {
        case "stdout": outputBytes += buffer[..<count]
        case "stderr": errors += String(decoding: buffer[..<count], as: UTF8.self)
        case "": return -9
        default:
            guard case .file(let bytes)? = nodes[path] else { return -9 }
            nodes[path] = .file(bytes + buffer[..<count])
        }
        return count
    }

    override func sync(_ descriptor: Descriptor) -> Int { enter(.sync, open[descriptor]?.path ?? "") ?? 0 }

    override func status(_ descriptor: Descriptor, _ status: inout FileStatus) -> Int {
        let path = open[descriptor]?.path ?? ""
        if let fault = enter(.status, path) { return fault }
        let owner = owners[path] ?? 0
        switch nodes[path] {
        case .file: status = FileStatus(mode: 0o100644, user: owner, group: owner)
        case .folder: status = FileStatus(mode: 0o040755, user: owner, group: owner)
        case nil: return -9
        default: status = FileStatus(mode: 0o020600, user: owner, group: owner)
        }
        return 0
    }

    override func directoryEntries(_ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer)
        -> Int
    {
        guard let file = open[descriptor] else { return -9 }
        if let fault = enter(.entries, file.path) { return fault }
        let names = [".", ".."] + children(file.path)
        var used = 0
        var index = file.offset
        while index < names.count {
            let name = Array(names[index].utf8)
            let size = (19 + name.count + 1 + 7) / 8 * 8
            guard used + size <= buffer.count else { break }
            let entry = UnsafeMutableRawBufferPointer(rebasing: buffer[used..<used + size])
            entry.initializeMemory(as: UInt8.self, repeating: 0)
            entry.storeBytes(of: UInt16(size), toByteOffset: 16, as: UInt16.self)
            UnsafeMutableRawBufferPointer(rebasing: entry[19...]).copyBytes(from: name)
            used += size
            index += 1
        }
        open[descriptor]?.offset = index
        return used
    }

    override func readLink(
        _ path: String, in directory: Descriptor, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        let path = absolute(path, directory)
        if let fault = enter(.readLink, path) { return fault }
        switch nodes[path] {
        case nil: return -2
        case .link(let target):
            let bytes = Array(target.utf8).prefix(buffer.count)
            buffer.copyBytes(from: bytes)
            return bytes.count
        default: return -22
        }
    }

    override func renameWithoutReplacing(_ from: String, to: String, in directory: Descriptor) -> Int {
        let source = absolute(from, directory), target = absolute(to, directory)
        if let fault = enter(.rename, target) { return fault }
        if cannotRename { return -22 }
        guard nodes[target] == nil else { return -17 }
        nodes[target] = nodes.removeValue(forKey: source)
        return 0
    }

    override func link(_ from: String, to: String, in directory: Descriptor) -> Int {
        let source = absolute(from, directory), target = absolute(to, directory)
        if let fault = enter(.link, target) { return fault }
        guard nodes[target] == nil else { return -17 }
        nodes[target] = nodes[source]
        return 0
    }

    override func unlink(_ path: String, in directory: Descriptor) -> Int {
        let path = absolute(path, directory)
        if let fault = enter(.unlink, path) { return fault }
        return nodes.removeValue(forKey: path) == nil ? -2 : 0
    }

    override func ioctl(_ descriptor: Descriptor, _ request: UInt, _ argument: UInt) -> Int {
        if let fault = enter(.ioctl, open[descriptor]?.path ?? "") { return fault }
        let result = kvm.ioctl(descriptor, request, argument)
        // A machine and its CPU are descriptors of their own.
        guard result == 10 || result == 11 else { return result }
        open[Descriptor(result)] = Open(path: "anon_inode:kvm")
        return result
    }

    override func isTerminal(_ descriptor: Descriptor) -> Bool { false }

    // MARK: The process

    override func bind(toCPU cpu: Int) -> Int { enter(.bind) ?? 0 }
    override func unbind() -> Int { enter(.unbind) ?? 0 }

    override func idRegister(_ register: IDRegister, _ value: inout UInt64) -> Int {
        value = register == .midr ? 0x410f_d840 : 0
        return enter(.register) ?? 0
    }

    override func hostName(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        if let fault = enter(.hostName) { return fault }
        let name = Array("secrethost".utf8)
        buffer.copyBytes(from: name)
        return name.count
    }

    override func pageSize() -> Int { 4096 }
    override func effectiveUser() -> UInt32 { user }
    override func lowerPriority() -> Int { enter(.priority) ?? 0 }

    override func become(user: UInt32, group: UInt32) -> Int {
        if let fault = enter(.become) { return fault }
        self.user = user
        return 0
    }

    override func capabilities(_ effective: inout UInt64) -> Int {
        effective = held
        return enter(.capabilities) ?? 0
    }

    override func dropPrivileges() -> Int {
        if let fault = enter(.drop) { return fault }
        held = 0
        isDropped = true
        return 0
    }

    override func microseconds() -> UInt64 {
        clock += tick
        return clock
    }

    override func limitTime(_ microseconds: UInt64) -> Int { enter(.limit) ?? 0 }
    override func stopped() -> Int32 { signal }
}
