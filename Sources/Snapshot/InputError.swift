/// What is wrong with the input, in the one line the user sees: file, line, what, expected.
public struct InputError: Error, Hashable, Sendable {
    /// The kind of failure; each has its exit status (sysexits, linmap(1) EXIT STATUS).
    public enum Kind: Int32, Hashable, Sendable {
        /// Malformed, hostile or contradictory data: EX_DATAERR.
        case badData = 65
        /// The named input does not exist: EX_NOINPUT.
        case noInput = 66
        /// Reading or writing failed: EX_IOERR.
        case io = 74
        /// The system refused access, or the capture itself was not privileged: EX_NOPERM.
        case noPermission = 77
    }

    /// The kind of failure.
    public let kind: Kind
    /// The file, as the user can find it (archive member names stand behind a colon).
    public let file: String
    /// 1-based line, where one is to blame.
    public let line: Int?
    /// What is wrong.
    public let problem: String
    /// What was expected instead; nil where `problem` says it.
    public let expected: String?

    /// An error about `file`.
    public init(
        _ kind: Kind, file: String, line: Int? = nil, _ problem: String, expected: String? = nil
    ) {
        self.kind = kind
        self.file = file
        self.line = line
        self.problem = problem
        self.expected = expected
    }

    /// "dir/proc/iomem:12: end before start; expected START-END in hexadecimal".
    public var message: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(problem)" + (expected.map { "; expected \($0)" } ?? "")
    }
}
