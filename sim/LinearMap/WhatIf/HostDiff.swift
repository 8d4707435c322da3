public import Arm64
import HostFacts

/// What differs between two captured hosts, or two captures of one: facts, map, reasons.
public struct HostDiff: Sendable {
    /// A fact that differs; nil where a side does not have it.
    public struct Fact: Hashable, Sendable {
        /// Short stable name.
        public let what: String
        /// On the first host.
        public let first: String?
        /// On the second.
        public let second: String?
    }

    /// A rule whose word differs; nil where it did not speak.
    public struct RuleWord: Hashable, Sendable {
        /// The rule's name.
        public let rule: String
        /// On the first host.
        public let first: Reason?
        /// On the second.
        public let second: Reason?
    }

    /// Bytes per kind of leaf on both.
    public struct Total: Hashable, Sendable {
        /// The leaf.
        public let leaf: Leaf
        /// Whether the entries are valid.
        public let valid: Bool
        /// Bytes on the first host.
        public let first: UInt64
        /// Bytes on the second.
        public let second: UInt64
    }

    /// The first host.
    public let first: Prediction
    /// The second.
    public let second: Prediction
    /// Facts that differ.
    public let facts: [Fact]
    /// Totals of the map, coarsest leaf first, also where they are equal.
    public let totals: [Total]
    /// Where leaf, validity or existence of an entry differ.
    public let mapDifference: AddressSet
    /// Rules that differ.
    public let rules: [RuleWord]

    /// Nothing differs.
    public var isSame: Bool { facts.isEmpty && mapDifference.isEmpty && rules.isEmpty }

    /// Compares two predictions.
    public init(_ first: Prediction, _ second: Prediction) {
        self.first = first
        self.second = second
        facts = HostFactList.of(first).differences(from: HostFactList.of(second))
        mapDifference = first.layout.difference(from: second.layout)
        totals = Self.totals(first.layout, second.layout)
        rules = Self.rules(first.reasons, second.reasons)
    }

    private static func totals(_ first: Layout, _ second: Layout) -> [Total] {
        func bytes(_ layout: Layout, _ leaf: Leaf, _ valid: Bool) -> UInt64 {
            layout.totals.first { $0.leaf == leaf && $0.valid == valid }?.bytes ?? 0
        }
        let leaves = Set((first.totals + second.totals).map(\.leaf)).sorted(by: >)
        return leaves.flatMap { leaf in
            [true, false].map { valid in
                Total(
                    leaf: leaf, valid: valid, first: bytes(first, leaf, valid),
                    second: bytes(second, leaf, valid))
            }
        }.filter { $0.first > 0 || $0.second > 0 }
    }

    /// A rule's word is its verdict: evidence and wording name files and versions, which always differ a little.
    private static func rules(_ first: [Reason], _ second: [Reason]) -> [RuleWord] {
        var order: [String] = []
        for reason in first + second where !order.contains(reason.rule.id) { order.append(reason.rule.id) }
        return order.map { id in
            RuleWord(
                rule: id, first: first.first { $0.rule.id == id }, second: second.first { $0.rule.id == id })
        }.filter { $0.first?.verdict != $0.second?.verdict }
    }
}

/// The facts of a host that matter to its map, as texts.
struct HostFactList {
    let facts: [(what: String, value: String)]

    static func of(_ prediction: Prediction) -> HostFactList {
        let host = prediction.host
        var facts: [(String, String)] = []
        func add(_ what: String, _ value: String?) { if let value { facts.append((what, value)) } }
        add("kernel", host.kernel?.release.value)
        add("version", prediction.version.text)
        add("vendor", host.kernel?.vendor)
        add("page-size", prediction.granule.name)
        add("va-bits", "\(prediction.vaBits)")
        add("cpus", cpus(host))
        add("bbm-minimum", host.bbmMinimum.map { "\($0.value)" })
        for parameter in host.commandLine?.value.parameters ?? [] {
            add("cmdline \(parameter.key)", parameter.value ?? "")
        }
        for symbol in configSymbols {
            guard let config = host.config else { break }
            add("config CONFIG_\(symbol)", config.value(symbol)?.value ?? "n")
        }
        for range in host.memory?.boot ?? [] { add("memory", text(range)) }
        for range in host.memory?.noMap ?? [] { add("no-map", text(range)) }
        for added in host.memory?.hotPlugged ?? [] { add("added-memory", text(added.range)) }
        for range in host.crash.ranges { add("crash-kernel", text(range)) }
        add("kfence-pool", prediction.kfencePool.map { text(Sourced($0, Evidence(file: "", text: ""))) })
        add("kernel-code", host.image?.code.map(text))
        add("kernel-data", host.image?.data.map(text))
        return HostFactList(facts: facts)
    }

    private static let configSymbols = [
        "RODATA_FULL_DEFAULT_ENABLED", "KFENCE", "KFENCE_SAMPLE_INTERVAL", "KFENCE_NUM_OBJECTS",
        "DEBUG_PAGEALLOC", "DEBUG_PAGEALLOC_ENABLE_DEFAULT", "ZONE_DMA", "ZONE_DMA32", "KEXEC_CORE",
    ]

    private static func text(_ range: SourcedRange) -> String {
        "\(ByteCount.hex(range.value.start))-\(ByteCount.hex(range.value.end))"
    }

    private static func cpus(_ host: Host) -> String? {
        var counts: [(midr: MIDR, count: Int)] = []
        for cpu in host.cpus {
            if let index = counts.firstIndex(where: { $0.midr == cpu.midr.value }) {
                counts[index].count += 1
            } else {
                counts.append((cpu.midr.value, 1))
            }
        }
        guard !counts.isEmpty else { return nil }
        return counts.map { "\($0.count) × \(CoreCatalogue.describe($0.midr))" }.joined(separator: ", ")
    }

    /// What differs, in the order of the first host: values of one name are compared as lists.
    func differences(from other: HostFactList) -> [HostDiff.Fact] {
        var order: [String] = []
        for fact in facts + other.facts where !order.contains(fact.what) { order.append(fact.what) }
        let mine = Dictionary(grouping: facts, by: \.what),
            theirs = Dictionary(grouping: other.facts, by: \.what)
        return order.compactMap { what in
            let left = mine[what]?.map(\.value), right = theirs[what]?.map(\.value)
            guard left != right else { return nil }
            // Of a long list only what the other side lacks.
            let onlyLeft = left?.filter { !(right ?? []).contains($0) }
            let onlyRight = right?.filter { !(left ?? []).contains($0) }
            let isOrder = onlyLeft?.isEmpty ?? true && onlyRight?.isEmpty ?? true
            return HostDiff.Fact(
                what: what, first: (isOrder ? left : onlyLeft)?.joined(separator: ", "),
                second: (isOrder ? right : onlyRight)?.joined(separator: ", "))
        }
    }
}
