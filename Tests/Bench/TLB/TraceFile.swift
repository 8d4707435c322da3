import Glibc
import TLB

/// Traces of 2^25 accesses (32 M, 256 MiB) in a temporary directory.
struct TraceFile {
    enum Pattern: String, CaseIterable {
        case uniform, sequential, hot, copy
    }

    static let accesses = 1 << 25

    let path: String

    /// Writes a trace. The hot pages are 64 neighbouring ones of `page` bytes, which 90 % of the accesses go to.
    init?(_ pattern: Pattern, page: UInt64, in directory: String) {
        path = "\(directory)/\(pattern.rawValue)"
        guard let file = fopen(path, "wb") else { return nil }
        defer { fclose(file) }
        var random = SplitMix64(seed: 1)
        let memory: UInt64 = 1 << 34
        var buffer = [UInt64](repeating: 0, count: 1 << 16)
        for start in stride(from: 0, to: Self.accesses, by: buffer.count) {
            for position in buffer.indices {
                let index = UInt64(start + position)
                let offset: UInt64 =
                    switch pattern {
                    case .uniform: random.next() % memory
                    case .sequential: index * 64 % memory
                    case .hot:
                        random.next() % 10 == 0
                            ? random.next() % memory : random.next() % 64 * page + random.next() % 4096
                    case .copy: index / 2 * 64 % (memory / 2) + index % 2 * (memory / 2 + (1 << 20))
                    }
                buffer[position] = (0x8000_0000 + offset).littleEndian
            }
            guard fwrite(buffer, 8, buffer.count, file) == buffer.count else { return nil }
        }
    }
}

/// A file as the source of a trace.
struct FileBytes: TraceBytes {
    let descriptor: Int32

    mutating func read(into buffer: inout MutableRawSpan, from offset: Int) throws(TraceError) -> Int {
        let descriptor = descriptor
        let count = buffer.withUnsafeMutableBytes { bytes in
            Glibc.read(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
        }
        guard count >= 0 else { throw .source(ReadFailure(number: errno)) }
        return count
    }
}

struct ReadFailure: Error {
    let number: Int32
}
