/// A producer of addresses: a trace, or a workload.
public protocol AccessSource {
    /// Writes the next addresses to the beginning of `buffer` and returns how many; 0 is the end.
    ///
    /// `buffer` is not empty and keeps its count, so that it can be used again without allocation.
    mutating func next(_ buffer: inout [UInt64]) throws(TraceError) -> Int
}

/// A stream of bytes that is read once, from its beginning to its end: what a trace is read from. The command
/// makes one of a file, of what unpacks it, or of the standard input; this module reads nothing itself.
public protocol TraceBytes {
    /// Writes the next bytes into `buffer` from `offset` on, where there is room for at least one, and returns
    /// how many; 0 is the end. Fails with `.source`.
    mutating func read(into buffer: inout MutableRawSpan, from offset: Int) throws(TraceError) -> Int
}

/// Why a trace cannot be read on.
public enum TraceError: Error {
    /// The trace is damaged at a byte, counted from 0.
    case atByte(UInt64, problem: String, expected: String)
    /// The trace is damaged at a line, counted from 1.
    case atLine(Int, problem: String, expected: String)
    /// There is not a single address.
    case empty
    /// The source of the bytes failed; its own error.
    case source(any Error)

    /// What is wrong, without the trace's name: "byte 24: …"; for `.source` the error as Swift prints it.
    public var message: String {
        switch self {
        case .atByte(let byte, let problem, let expected): "byte \(byte): \(problem); expected \(expected)"
        case .atLine(let line, let problem, let expected): "line \(line): \(problem); expected \(expected)"
        case .empty: "holds no address; expected at least one"
        case .source(let error): "\(error)"
        }
    }
}
