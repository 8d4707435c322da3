import Glibc

/// A POSIX thread. Not a task: the concurrency runtime would start a pool of threads for what needs two, and
/// takes longer to start than the command does.
struct WorkerThread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let handle: pthread_t

    /// Starts `body`; nil if the system gives no thread.
    init?(_ body: @escaping @Sendable () -> Void) {
        var handle = pthread_t()
        let box = Unmanaged.passRetained(Body(body))
        let failure = pthread_create(
            &handle, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        guard failure == 0 else {
            box.release()
            return nil
        }
        self.handle = handle
    }

    /// Waits for the end of the body.
    func join() { pthread_join(handle, nil) }
}
