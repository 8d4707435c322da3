/// What takes accesses, in order: a simulation, or a pass for stack distances.
public protocol AccessSink: Sendable {
    /// Accesses `addresses`, in this order.
    mutating func run(_ addresses: Span<UInt64>)
}

extension AccessSink {
    /// Accesses `addresses`, in this order.
    public mutating func run(_ addresses: [UInt64]) {
        run(addresses.span)
    }

    /// Accesses everything that `source` still gives.
    public mutating func run(_ source: inout some AccessSource) throws(TraceError) {
        var buffer = [UInt64](repeating: 0, count: 1 << 15)
        while true {
            let count = try source.next(&buffer)
            guard count > 0 else { return }
            run(buffer.span.extracting(0..<count))
        }
    }
}
