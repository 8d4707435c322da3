/// Workloads and the share of the accesses each has.
public struct WorkloadMix: Hashable, Sendable {
    /// One workload of a mix.
    public struct Part: Hashable, Sendable {
        /// The workload.
        public let kind: WorkloadKind
        /// Its share of the accesses, in relation to the other parts': 1 to `mostWeight`.
        public let weight: Int
    }

    /// What is wrong with a mix given as text, in one line.
    public struct Refusal: Error, Hashable, Sendable {
        /// The line.
        public let message: String
    }

    /// The largest weight of a part.
    public static let mostWeight = 1_000_000

    /// The parts, in the order given; at least one, none twice.
    public let parts: [Part]

    /// One workload alone.
    public init(_ kind: WorkloadKind) { parts = [Part(kind: kind, weight: 1)] }

    /// The mix that `text` names: `NAME`, or `NAME:WEIGHT,NAME:WEIGHT…`.
    public init(parsing text: String) throws(Refusal) {
        var parts: [Part] = []
        for field in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let kind = WorkloadKind(rawValue: String(words[0])) else {
                let known = WorkloadKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal(message: "no workload is called '\(words[0])'; known are \(known)")
            }
            guard !parts.contains(where: { $0.kind == kind }) else {
                throw Refusal(message: "'\(kind.rawValue)' stands in the mix twice")
            }
            parts.append(Part(kind: kind, weight: words.count > 1 ? try Self.weight(words[1], kind) : 1))
        }
        // Alone a workload has all of the accesses, whatever its share.
        self.parts = parts.count > 1 ? parts : parts.map { Part(kind: $0.kind, weight: 1) }
    }

    private static func weight(_ text: Substring, _ kind: WorkloadKind) throws(Refusal) -> Int {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let weight = Int(text), (1...mostWeight).contains(weight) else {
            throw Refusal(
                message:
                    "'\(kind.rawValue):\(text)': expected a share, a whole number from 1 to \(mostWeight)")
        }
        return weight
    }

    /// "uniform", "uniform:70,copy:30".
    public var text: String {
        guard parts.count > 1 else { return parts[0].kind.rawValue }
        return parts.map { "\($0.kind.rawValue):\($0.weight)" }.joined(separator: ",")
    }
}
