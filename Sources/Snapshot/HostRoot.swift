/// Finds the folder of an input that is the captured host's root: sos reports and people wrap the
/// tree in folders of their own.
struct HostRoot {
    /// A folder with evidence of this many kinds is a host: what lies below belongs to it.
    static let settled = 4

    /// Folder (without a closing slash; "" is the top) → the kinds found at their places under it.
    private var found: [String: Set<EvidenceKind>] = [:]

    /// Notes that a file of `kind` stands at one of its places under `folder`.
    mutating func add(_ kind: EvidenceKind, under folder: String) {
        // A manifest says nothing about the host, and other things have one too.
        guard kind != .manifest else { return }
        found[folder, default: []].insert(kind)
    }

    /// The number of kinds found under `folder`.
    func count(under folder: String) -> Int { found[folder]?.count ?? 0 }

    /// The folder with the most kinds; of equals the shortest, then the first by name. Nil if
    /// nothing was found at all.
    ///
    /// Throws if another folder, neither above nor below, looks like a host as well.
    func choose(name: String) throws(InputError) -> String? {
        let folders = found.keys.filter { !liesBelowHost($0) }
        let ordered = folders.sorted { left, right in
            (-count(under: left), left.utf8.count, left) < (-count(under: right), right.utf8.count, right)
        }
        guard let best = ordered.first else { return nil }
        guard isHost(best) else { return best }
        let rival = ordered.dropFirst().first { other in
            isHost(other) && !Self.isBelow(other, best) && !Self.isBelow(best, other)
        }
        guard let rival else { return best }
        throw InputError(
            .badData, file: name,
            "holds two hosts, under \"\(best.oneLine)\" and under \"\(rival.oneLine)\"",
            expected: "one host; unpack it and name one folder")
    }

    /// Whether the evidence suffices to speak of a host: something that tells of its memory, and
    /// something else.
    private func isHost(_ folder: String) -> Bool {
        guard let kinds = found[folder] else { return false }
        return kinds.count >= 2 && !kinds.isDisjoint(with: [.iomem, .memblockMemory, .log])
    }

    private func liesBelowHost(_ folder: String) -> Bool {
        var parent = folder
        while !parent.isEmpty {
            parent = parent.lastIndex(of: "/").map { String(parent[..<$0]) } ?? ""
            if count(under: parent) >= Self.settled { return true }
        }
        return false
    }

    private static func isBelow(_ folder: String, _ other: String) -> Bool {
        other.isEmpty || folder.utf8.starts(with: "\(other)/".utf8)
    }
}
