import Glibc

/// Hands chunks from one thread to several, each chunk to all of them, and waits until they are through with it
/// before the next.
///
/// `@unchecked Sendable`: everything that changes is used with the mutex held.
final class ChunkRelay: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var chunk: [UInt64] = []
    private var count = 0
    /// The number of the chunk, from 1; 0 before the first.
    private var number = 0
    /// Receivers that are not through with the chunk.
    private var busy = 0
    private var ended = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Gives the first `count` of `chunk` to all `receivers`, once they are through with the one before.
    func hand(over chunk: [UInt64], _ count: Int, to receivers: Int) {
        locked {
            waitUntilIdle()
            self.chunk = chunk
            self.count = count
            number += 1
            busy = receivers
            pthread_cond_broadcast(changed)
        }
    }

    /// Lets the receivers end, once they are through with the last chunk.
    func end() {
        locked {
            waitUntilIdle()
            ended = true
            pthread_cond_broadcast(changed)
        }
    }

    /// For receivers: passes every chunk to `body` until the end.
    func receive(_ body: (Span<UInt64>) -> Void) {
        var seen = 0
        while let (chunk, count) = next(after: seen) {
            seen += 1
            body(chunk.span.extracting(0..<count))
            locked {
                busy -= 1
                if busy == 0 { pthread_cond_broadcast(changed) }
            }
        }
    }

    private func next(after seen: Int) -> ([UInt64], Int)? {
        locked {
            while number == seen, !ended { pthread_cond_wait(changed, mutex) }
            return number == seen ? nil : (chunk, count)
        }
    }

    private func waitUntilIdle() {
        while busy > 0 { pthread_cond_wait(changed, mutex) }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
