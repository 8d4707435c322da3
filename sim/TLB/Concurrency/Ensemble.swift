import Glibc

/// Several passes over the same accesses, such as a simulation for each layout, on several cores. The source is
/// read once, on the calling thread, while the chunk before is worked on.
///
/// The result is the same as running each sink alone.
public struct Ensemble<Sink: AccessSink> {
    /// Some of the sinks, for one thread.
    ///
    /// `@unchecked Sendable`: a share belongs to its thread until that was joined.
    private final class Share: @unchecked Sendable {
        var sinks: [Sink] = []

        func run(_ addresses: Span<UInt64>) {
            for index in sinks.indices { sinks[index].run(addresses) }
        }
    }

    /// Accesses handed over together.
    private static var chunk: Int { 1 << 16 }

    /// The sinks, in the order they were given.
    public private(set) var sinks: [Sink]
    private let threads: Int

    /// A pass for each of `sinks`, on at most `threads` threads beside the caller's; nil for one a core.
    public init(_ sinks: [Sink], threads: Int? = nil) {
        self.sinks = sinks
        self.threads = max(1, threads ?? sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Accesses everything that `source` still gives. `progress` is told, on the calling thread, how many
    /// accesses were handed over so far. When the source fails, the sinks have had all that came before.
    public mutating func run(
        _ source: inout some AccessSource, progress: (UInt64) -> Void = { _ in }
    ) throws(TraceError) {
        let shares = (0..<min(threads, sinks.count)).map { _ in Share() }
        for (index, sink) in sinks.enumerated() { shares[index % shares.count].sinks.append(sink) }
        let relay = ChunkRelay()
        var workers: [WorkerThread] = []
        // What the system gives no thread for is done here.
        var own: [Share] = []
        for share in shares {
            if let worker = WorkerThread({ relay.receive { share.run($0) } }) {
                workers.append(worker)
            } else {
                own.append(share)
            }
        }
        defer {
            relay.end()
            for worker in workers { worker.join() }
            for index in sinks.indices {
                sinks[index] = shares[index % shares.count].sinks[index / shares.count]
            }
        }
        try Self.pass(&source, progress) { buffer, count in
            if !workers.isEmpty { relay.hand(over: buffer, count, to: workers.count) }
            for share in own { share.run(buffer.span.extracting(0..<count)) }
        }
    }

    /// Fills two buffers in turn: one is read into while the other is worked on.
    private static func pass(
        _ source: inout some AccessSource, _ progress: (UInt64) -> Void, _ body: ([UInt64], Int) -> Void
    ) throws(TraceError) {
        var buffers = [[UInt64]](repeating: [UInt64](repeating: 0, count: chunk), count: 2)
        var total: UInt64 = 0
        var turn = 0
        while true {
            let count = try source.next(&buffers[turn])
            guard count > 0 else { return }
            body(buffers[turn], count)
            total += UInt64(count)
            progress(total)
            turn = 1 - turn
        }
    }
}
