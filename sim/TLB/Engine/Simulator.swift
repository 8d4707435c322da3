/// Sends accesses through a hierarchy and counts what happens. It starts with empty caches.
///
/// Memory is constant, whatever the number of accesses. Copies are independent simulations.
public struct Simulator: AccessSink {
    /// What is simulated.
    public let hierarchy: Hierarchy
    /// What translates the addresses.
    public let map: TranslationMap
    private var pipeline: Pipeline
    private var scratch = [UInt64](repeating: 0, count: Pipeline.batch)

    /// A simulation of `hierarchy` over `map`.
    public init(_ hierarchy: Hierarchy, _ map: TranslationMap) {
        self.hierarchy = hierarchy
        self.map = map
        pipeline = Pipeline(hierarchy, map)
    }

    /// What was counted so far.
    public var counts: Counts { pipeline.counts }

    /// Accesses `addresses`, in this order.
    public mutating func run(_ addresses: Span<UInt64>) {
        addresses.withUnsafeBufferPointer { addresses in
            scratch.withUnsafeMutableBufferPointer { scratch in
                pipeline.run(addresses, scratch)
            }
        }
    }
}
