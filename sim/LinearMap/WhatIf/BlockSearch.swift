import Arm64
import HostFacts

/// A way to block mappings: the changes, and what they come to.
public struct BlockAction: Sendable {
    /// What to change, as little as suffices: without any one of these the map stays in pages.
    public let changes: [Change]
    /// What it does.
    public let result: WhatIf
    /// Why it may not do that: another kernel of this vendor may be built otherwise. Nil where nothing is doubtful.
    public var doubt: String? {
        result.unknowns.first { $0.what == WhatIfUnknowns.configName && $0.effectBytes > 0 }?.text
    }

    /// The parameters to put on the command line.
    public var added: [String] {
        changes.compactMap { change in
            switch change {
            case .set(let key, let value): "\(key)\(value.map { "=\($0)" } ?? "")"
            case .add(let key, let value): "\(key)=\(value)"
            default: nil
            }
        }
    }

    /// The parameters to take off it, as they are written there.
    public var removed: [String] {
        let line = result.before.host.commandLine?.value
        return changes.flatMap { change -> [String] in
            switch change {
            case .set(let key, _), .unset(let key): line?.all(key).map(\.text) ?? []
            default: []
            }
        }
    }

    /// The whole command line afterwards; nil if the captured one is not known.
    public var commandLine: String? {
        result.before.host.commandLine == nil ? nil : result.after.host.commandLine?.value.text
    }
}

/// "What would give this host block mappings": the smallest sets of changes among the known switches, by trying
/// them all.
public struct BlockSearch {
    /// A switch and how gladly one turns it: a lower weight first.
    private struct Candidate {
        let change: Change
        let weight: Int
        /// Switches of one group exclude each other.
        let group: String

        init(_ change: Change, _ weight: Int, _ group: String) {
            self.change = change
            self.weight = weight
            self.group = group
        }
    }

    private let prediction: Prediction
    private let candidates: [Candidate]
    /// More than so many are not looked for, once all sets of one size have been tried.
    private let limit: Int

    /// At most this many switches together.
    private static let most = 4

    /// The actions for the host of `prediction`, the smallest and least costly first; none if it is in blocks
    /// already.
    public static func actions(_ prediction: Prediction, limit: Int = 4) -> [BlockAction] {
        guard prediction.mapping == .pages else { return [] }
        return BlockSearch(prediction, limit: limit).found.prefix(limit).map {
            BlockAction(changes: $0, result: WhatIf(prediction, $0))
        }
    }

    private init(_ prediction: Prediction, limit: Int) {
        self.limit = limit
        self.prediction = prediction
        candidates = Self.candidates(prediction)
    }

    private var found: [[Change]] {
        var hits: [(members: Set<Int>, weight: Int)] = []
        for size in 1...Self.most where hits.count < limit {
            for members in Self.subsets(candidates.count, size) {
                let set = Set(members)
                guard Set(members.map { candidates[$0].group }).count == size,
                    !hits.contains(where: { $0.members.isSubset(of: set) }),
                    givesBlocks(members.map { candidates[$0].change })
                else { continue }
                hits.append((set, members.reduce(0) { $0 + candidates[$1].weight }))
            }
        }
        let ordered = hits.filter { !isHarsher($0.members, than: hits.map(\.members)) }.sorted {
            ($0.members.count, $0.weight, $0.members.sorted().description)
                < ($1.members.count, $1.weight, $1.members.sorted().description)
        }
        return ordered.map { hit in hit.members.sorted().map { candidates[$0].change } }
    }

    /// The decision alone: no address is looked at.
    private func givesBlocks(_ changes: [Change]) -> Bool {
        let host = ChangedHost.make(changes, of: prediction.host)
        let settings = Settings(host)
        // To 5.19 "noalias" is read by its first letter, as "no": not what anybody means by it.
        if changes.contains(Self.rodata("noalias")), settings.version.value < v(6, 18) { return false }
        let decision = Decision(host, settings)
        return decision.leaves == .all && !decision.repaint
    }

    /// Whether `members` switch all protection off where giving up the aliases, in one of `others`, is enough.
    private func isHarsher(_ members: Set<Int>, than others: [Set<Int>]) -> Bool {
        guard let off = members.first(where: { candidates[$0].change == Self.rodata("off") }) else {
            return false
        }
        let words = ["noalias", "on"].map(Self.rodata)
        let milder = candidates.indices.filter { words.contains(candidates[$0].change) }
        return milder.contains { others.contains(members.subtracting([off]).union([$0])) }
    }

    private static func rodata(_ value: String) -> Change { .set(key: "rodata", value: value) }

    private static func subsets(_ count: Int, _ size: Int) -> [[Int]] {
        guard size > 0 else { return [[]] }
        guard count >= size else { return [] }
        return subsets(count - 1, size) + subsets(count - 1, size - 1).map { $0 + [count - 1] }
    }

    // MARK: - The switches

    private static func candidates(_ prediction: Prediction) -> [Candidate] {
        let host = prediction.host
        let settings = Settings(host)
        return commandLine(host, settings) + kernels(host, prediction.version) + configuration(host, settings)
    }

    /// None where the command line is not known: what else stands on it might decide.
    private static func commandLine(_ host: Host, _ settings: Settings) -> [Candidate] {
        guard host.commandLine != nil else { return [] }
        // A word that a kernel does not know changes nothing, so each may be tried with each.
        var list = [("noalias", 1), ("on", 1), ("off", 3)].map {
            Candidate(rodata($0.0), $0.1, "rodata")
        }
        let kfence = settings.kfence.value
        if kfence.configured, !kfence.early {
            list.append(Candidate(.set(key: "kfence.sample_interval", value: "100"), 1, "kfence"))
        }
        if settings.debugPagealloc.value {
            list.append(Candidate(.set(key: "debug_pagealloc", value: "off"), 1, "debug_pagealloc"))
        }
        if settings.crashkernel.value.present {
            list.append(Candidate(.unset(key: "crashkernel"), 4, "crashkernel"))
        }
        return list
    }

    /// The newest releases of the long-term series whose source was read, and the newest of all.
    private static func kernels(_ host: Host, _ version: KernelVersion) -> [Candidate] {
        [v(6, 1, 176), v(6, 12, 117), v(6, 18, 27), v(7, 3, 4)].filter { $0 > version }
            .map { Candidate(.kernel($0), 6, "kernel") }
    }

    private static func configuration(_ host: Host, _ settings: Settings) -> [Candidate] {
        guard let config = host.config else { return [] }
        var list: [Candidate] = []
        if settings.kfence.value.configured {
            list.append(Candidate(.config(symbol: "KFENCE", value: "n"), 8, "kfence"))
        }
        let full = "RODATA_FULL_DEFAULT_ENABLED"
        if config.isSet(full).value {
            list.append(Candidate(.config(symbol: full, value: "n"), 8, "rodata"))
        }
        return list
    }
}
