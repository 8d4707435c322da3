/// A system call that failed, or a limit that was reached.
public struct Failure: Error, Hashable, Sendable {
    /// The errno, positive.
    public let code: Int32

    /// A failure with this errno.
    public init(_ code: Int32) { self.code = code }

    /// The failure that the result of a system call tells; nil for success.
    public init?(result: Int) {
        guard result < 0 else { return nil }
        code = Int32(truncatingIfNeeded: -result)
    }

    /// Not permitted; what the kernel hid for lack of privilege counts as this too.
    public static let notPermitted = Failure(1)
    /// Not there.
    public static let noSuchFile = Failure(2)
    /// Damaged, or the device failed.
    public static let inputOutput = Failure(5)
    /// No access.
    public static let noAccess = Failure(13)
    /// Already there.
    public static let exists = Failure(17)
    /// No directory.
    public static let notDirectory = Failure(20)
    /// Of another kind than asked for.
    public static let invalid = Failure(22)
    /// Over the limit of bytes or files.
    public static let tooBig = Failure(27)
    /// Not known to this kernel.
    public static let notImplemented = Failure(38)
    /// Nothing in it.
    public static let noData = Failure(61)
    /// Not possible this way.
    public static let notSupported = Failure(95)
    /// Out of time.
    public static let timedOut = Failure(110)

    /// Whether privilege was lacking.
    public var isPermission: Bool { code == 1 || code == 13 }

    /// "ENOENT"; "errno 200" for those without a name here.
    public var name: String {
        for known in Self.names where known.code == code { return known.name }
        return "errno \(code)"
    }

    private static let names: [(code: Int32, name: String)] = [
        (1, "EPERM"), (2, "ENOENT"), (3, "ESRCH"), (4, "EINTR"), (5, "EIO"), (6, "ENXIO"), (9, "EBADF"),
        (11, "EAGAIN"), (12, "ENOMEM"), (13, "EACCES"), (14, "EFAULT"), (16, "EBUSY"), (17, "EEXIST"),
        (18, "EXDEV"), (19, "ENODEV"), (20, "ENOTDIR"), (21, "EISDIR"), (22, "EINVAL"), (23, "ENFILE"),
        (24, "EMFILE"), (25, "ENOTTY"), (27, "EFBIG"), (28, "ENOSPC"), (30, "EROFS"), (31, "EMLINK"),
        (32, "EPIPE"), (34, "ERANGE"), (36, "ENAMETOOLONG"), (38, "ENOSYS"), (40, "ELOOP"), (61, "ENODATA"),
        (62, "ETIME"), (71, "EPROTO"), (75, "EOVERFLOW"), (95, "EOPNOTSUPP"), (110, "ETIMEDOUT"),
        (116, "ESTALE"), (122, "EDQUOT"), (133, "EHWPOISON"),
    ]
}

/// Why the probe ends without a snapshot.
public struct ProbeError: Error, Hashable, Sendable {
    /// The exit status: 64 usage, 66 no such input, 70 internal, 74 input or output, 77 no permission,
    /// 128 and more: a signal.
    public let status: Int32
    /// What is wrong, on one line.
    public let message: String

    /// An error with an exit status and a message.
    public init(_ status: Int32, _ message: String) {
        self.status = status
        self.message = message
    }
}
