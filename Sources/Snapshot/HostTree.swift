/// A directory taken as a host's root: paths are resolved by hand, one component after the other, so
/// that no link leads out of it.
struct HostTree {
    /// Why a path cannot be read.
    enum Obstacle: Error, Hashable {
        case absent
        /// The system refuses access; in its words.
        case refused(String)
        /// Something is there that is not read; in words.
        case setAside(String)
        /// The device failed while reading.
        case failed(String)
    }

    /// Links followed for one path before it is called a loop, as in Linux.
    private static let mostLinks = 40

    private let root: Descriptor

    init(_ root: Descriptor) { self.root = root }

    /// A folder below this one, reached without any link.
    func folder(_ path: String) throws(Obstacle) -> HostTree {
        var current = root
        for part in path.slashComponents {
            current = try Self.ask { () throws(Errno) in try current.openDirectory(String(part)) }
        }
        return HostTree(current)
    }

    /// The names in the directory at `path` ("" is the root), sorted.
    func names(in path: String, most: Int) throws(Obstacle) -> [String] {
        let (parent, name) = try locate(path)
        return try Self.ask { () throws(Errno) in
            try (name.isEmpty ? parent : parent.openDirectory(name)).names(most: most)
        }
    }

    /// Whether something stands at `path`, whatever it is.
    func has(_ path: String) -> Bool {
        do throws(Obstacle) {
            let (parent, name) = try locate(path)
            _ = try Self.ask { () throws(Errno) in try parent.kind(of: name) }
            return true
        } catch {
            return error != .absent
        }
    }

    /// Whether `name` in the root is a real directory, not a link to one.
    func isFolder(_ name: String) -> Bool { (try? root.kind(of: name)) == .directory }

    /// What stands in the root under `name`, links not followed; nil if the system does not say.
    func kind(of name: String) -> NodeKind? { try? root.kind(of: name) }

    /// Where the link `name` in the root leads.
    func target(of name: String) -> String? { (try? root.target(of: name)) ?? nil }

    /// The regular file at `path`, read to its end whatever size it claims; nil if it is larger
    /// than `limit`.
    func read(_ path: String, limit: Int) throws(Obstacle) -> [UInt8]? {
        let (parent, name) = try locate(path)
        let kind = try Self.ask { () throws(Errno) in try parent.kind(of: name) }
        guard kind == .regular else { throw .setAside("not a regular file") }
        return try Self.ask { () throws(Errno) in
            let file = try parent.openRegular(name)
            let chunk = Chunk()
            var result: [UInt8] = []
            while true {
                let count = try file.read(into: chunk.bytes)
                guard count > 0 else { return result }
                guard result.count + count <= limit else { return nil }
                result.append(contentsOf: chunk.bytes[..<count])
            }
        }
    }

    /// Follows `path` up to its last component, which is no link: the directory it stands in, and
    /// its name there.
    private func locate(_ path: String) throws(Obstacle) -> (parent: Descriptor, name: String) {
        var stack = [root]
        var todo = Array(path.slashComponents.reversed())
        var links = 0
        var endsInLink = false
        while let part = todo.popLast().map(String.init), let current = stack.last {
            if part == "." { continue }
            if part == ".." {
                guard stack.count > 1 else { throw .setAside("a link leads out of the directory") }
                stack.removeLast()
                continue
            }
            let kind: NodeKind
            do throws(Obstacle) {
                kind = try Self.ask { () throws(Errno) in try current.kind(of: part) }
            } catch {
                throw error == .absent && endsInLink ? .setAside("a link that leads nowhere") : error
            }
            if kind == .link {
                links += 1
                if todo.isEmpty { endsInLink = true }
                guard links <= Self.mostLinks else { throw .setAside("a loop of links") }
                let target = try Self.ask { () throws(Errno) in try current.target(of: part) }
                guard let target else { throw .setAside("a link whose target is not UTF-8") }
                // An absolute target starts at the host's root.
                if target.utf8.first == 0x2f { stack = [root] }
                todo += target.slashComponents.reversed()
            } else if todo.isEmpty {
                return (current, part)
            } else {
                stack.append(try Self.ask { () throws(Errno) in try current.openDirectory(part) })
            }
        }
        return (stack.last ?? root, "")
    }

    private static func ask<Value>(_ call: () throws(Errno) -> Value) throws(Obstacle) -> Value {
        do {
            return try call()
        } catch {
            if error.isAbsence { throw .absent }
            if error.isRefusal { throw .refused(error.text) }
            if error.isMediaFailure { throw .failed(error.text) }
            throw .setAside("cannot be read: \(error.text)")
        }
    }
}
