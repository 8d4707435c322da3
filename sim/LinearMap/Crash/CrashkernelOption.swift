public import Arm64

/// What `crashkernel=` on a command line asks for, read as the kernel of a given version reads it.
public struct CrashkernelOption: Hashable, Sendable {
    /// What was asked for.
    public struct Request: Hashable, Sendable {
        /// Bytes asked for, not rounded. 0 if only memory of the contiguous allocator was asked for.
        public var size: UInt64
        /// The address after `@`; 0 if none was given, as in the kernel.
        public var base: UInt64 = 0
        /// `,high`.
        public var isHigh = false
        /// `,low`: nil if the option is not there (then the kernel's default counts), 0 to have none.
        public var lowSize: UInt64?
        /// `,cma`: bytes of the contiguous allocator, from 6.17 on.
        public var cmaSize: UInt64 = 0

        /// A request for `size` bytes.
        public init(size: UInt64) { self.size = size }
    }

    /// How the kernel took it.
    public enum Verdict: Hashable, Sendable {
        /// There is no `crashkernel=`, or none this kernel knows.
        case absent
        /// It asks for memory.
        case request(Request)
        /// It cannot be used. The text is what the kernel logs, or nil where it stays silent.
        case refused(logged: String?, because: String)
    }

    /// The verdict.
    public let verdict: Verdict
    /// The tokens it rests on, as written.
    public let tokens: [String]

    /// Reads `commandLine` as a kernel of `version` with `systemRAM` bytes in its early allocator (no-map
    /// memory counts) would: `parse_crashkernel()` of kernel/crash_core.c to 6.8, kernel/crash_reserve.c after.
    public init(_ commandLine: some StringProtocol, version: KernelVersion, systemRAM: UInt64) {
        var parser = CrashkernelParser(
            line: Array(commandLine.utf8), rules: .init(version), systemRAM: systemRAM)
        verdict = parser.verdict()
        tokens = parser.tokens
    }
}

/// What differs between versions in reading the option.
struct CrashkernelSyntax: Hashable {
    /// `,high` and `,low` mean something on arm64 (944a45abfabc, 5.19).
    var knowsHigh: Bool
    /// `,cma` is known as a suffix (6.17).
    var knowsCMA: Bool
    /// `,cma` is reserved on arm64 (7.3).
    var reservesCMA: Bool
    /// Ranges are compared with the memory rounded up to 128 MiB (queued in June 2022 for 6.0; in 6.1, not in 5.10).
    var roundsMemory: Bool
    /// Every form is refused if it asks for all memory or more (in 6.12).
    var refusesAllMemory: Bool
    /// `memparse()` neither wraps past 2^64 nor takes a letter without a number ("lib: fix memparse() to handle
    /// overflow", in 7.2 and not in 6.12).
    var saturates: Bool
    /// What is logged where a range's size is missing: the prefix came with 6.10 ("crash: add prefix for crash
    /// dumping messages").
    var sizeMissing: String
    /// What is logged where nothing follows the `@` of a list. The spelling is the kernel's: the prefix of 6.10 had a
    /// slip, repaired in 6.16.
    var offsetMissing: String

    init(_ version: KernelVersion) {
        knowsHigh = version >= v(5, 19)
        knowsCMA = version >= v(6, 17)
        reservesCMA = version >= v(7, 3)
        roundsMemory = version >= v(6, 0)
        refusesAllMemory = version >= v(6, 12)
        saturates = version >= v(7, 2)
        let prefix = version < v(6, 10) ? "" : "crashkernel: "
        sizeMissing = prefix + "Memory value expected"
        let slip = version >= v(6, 10) && version < v(6, 16)
        offsetMissing = (slip ? "crahskernel: " : prefix) + "Memory value expected after '@'"
    }
}
