import Glibc
import Synchronization

/// Work spread over the machine's processors.
enum Processors {
    /// Processors that are online.
    static var count: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

    /// Changes every element with `body`, several at a time; returns when all are done.
    static func forEach<Element: Sendable>(
        _ elements: inout [Element], threads: Int = count, _ body: @Sendable (inout Element) -> Void
    ) {
        let helpers = min(threads, elements.count) - 1
        guard helpers > 0 else {
            for index in elements.indices { body(&elements[index]) }
            return
        }
        withoutActuallyEscaping(body) { body in
            elements.withUnsafeMutableBufferPointer { buffer in
                let job = Job(buffer, body)
                let started = (0..<helpers).compactMap { _ in start(job) }
                job.work()
                for thread in started { pthread_join(thread, nil) }
            }
        }
    }

    /// A thread that works on `job`; nil if the system gives none, and then the others do its part.
    private static func start<Element>(_ job: Job<Element>) -> pthread_t? {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(job as any Work as AnyObject)
        let status = pthread_create(&thread, nil, run, box.toOpaque())
        guard status == 0 else {
            box.release()
            return nil
        }
        return thread
    }
}

private func run(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let box else { return nil }
    let job = Unmanaged<AnyObject>.fromOpaque(box).takeRetainedValue()
    (job as? any Work)?.work()
    return nil
}

private protocol Work: AnyObject {
    func work()
}

/// Elements that several threads take one after the other.
///
/// Sendable because each index is taken by one thread alone, and because the caller waits for all threads before it
/// touches the elements again.
private final class Job<Element>: Work, @unchecked Sendable {
    private let elements: UnsafeMutableBufferPointer<Element>
    private let body: (inout Element) -> Void
    private let next = Atomic(0)

    init(_ elements: UnsafeMutableBufferPointer<Element>, _ body: @escaping (inout Element) -> Void) {
        self.elements = elements
        self.body = body
    }

    func work() {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < elements.count else { return }
            body(&elements[index])
        }
    }
}
