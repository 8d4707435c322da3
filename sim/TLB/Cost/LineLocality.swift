/// How often an access that leaves its leaf goes to a leaf whose table entry lies in the same cache line: eight
/// entries to 64 bytes. One walk then finds its line where the one before left it.
public struct LineLocality: Hashable, Sendable {
    private let entriesPerLine: UInt64
    private var lastEntry: UInt64?
    private var steps: UInt64 = 0
    private var nearSteps: UInt64 = 0

    /// Nothing seen yet.
    public init(entriesPerLine: UInt64 = 8) { self.entriesPerLine = max(entriesPerLine, 1) }

    /// The part of the steps from leaf to leaf that stay in the line, 0 to 1.
    public var sameLine: Double { steps > 0 ? Double(nearSteps) / Double(steps) : 0 }

    /// Looks at `addresses` under `map`.
    public mutating func observe(_ addresses: Span<UInt64>, _ map: TranslationMap) {
        for index in addresses.indices {
            let address = addresses[index]
            guard let translation = map.translation(at: address), translation.valid else { continue }
            let entry = address / translation.size
            defer { lastEntry = entry }
            guard let last = lastEntry, last != entry else { continue }
            steps += 1
            if last / entriesPerLine == entry / entriesPerLine { nearSteps += 1 }
        }
    }
}
