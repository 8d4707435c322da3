/// The contents of one translation cache, in the form that is fastest for its shape.
struct CacheState: Sendable {
    // Three optionals rather than an enumeration, whose payload could not be changed in place.
    private var moveToFront: MoveToFrontSets?
    private var indexed: IndexedSets?
    private var tree: TreeSets?

    /// An empty cache.
    init(_ shape: CacheShape) {
        switch shape.replacement {
        case .lru where shape.ways <= MoveToFrontSets.mostWays: moveToFront = MoveToFrontSets(shape)
        case .lru, .random: indexed = IndexedSets(shape)
        case .treePLRU: tree = TreeSets(shape)
        }
    }

    /// Accesses `count` items and writes those that miss to `output`, which may be `input`; returns how many.
    mutating func filter(
        _ names: some EntryKeys, _ input: UnsafePointer<UInt64>, _ output: UnsafeMutablePointer<UInt64>,
        _ count: Int
    ) -> Int {
        moveToFront?.filter(names, input, output, count)
            ?? indexed?.filter(names, input, output, count)
            ?? tree?.filter(names, input, output, count) ?? 0
    }
}
