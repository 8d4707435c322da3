internal import CProbe

/// A file descriptor, non-negative.
public typealias Descriptor = Int32

/// Every system call the probe makes. Methods return what the kernel returned, or a negative errno.
///
/// This is the one way out of the probe: tests override it to feed it another host, or to make one
/// call after the other fail.
open class SystemCalls {
    /// The running system.
    public init() {}

    /// The arguments of the command, without the program's name.
    open func arguments() -> [String] {
        var all: [String] = []
        var index: UInt32 = 1
        while let argument = cprobe_argument(index) {
            all.append(String(cString: argument))
            index += 1
        }
        return all
    }

    // MARK: Files

    /// openat(2) relative to `directory`, or to the working directory where that is nil.
    open func open(_ path: String, in directory: Descriptor? = nil, as purpose: OpenPurpose = .reading) -> Int
    {
        cprobe_openat(directory ?? cprobe_at_fdcwd, path, purpose.flags, 0o600)
    }

    /// openat2(2) with `root` as the root directory of `path` and of every link on the way.
    open func open(_ path: String, inRoot root: Descriptor, as purpose: OpenPurpose) -> Int {
        cprobe_open_in_root(root, path, purpose.flags)
    }

    /// close(2).
    @discardableResult
    open func close(_ descriptor: Descriptor) -> Int { cprobe_close(descriptor) }

    /// read(2).
    open func read(_ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        cprobe_read(descriptor, buffer.baseAddress, buffer.count)
    }

    /// pread(2); the offset may have its top bit set, as offsets of /proc/kcore once did.
    open func read(_ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64)
        -> Int
    {
        cprobe_pread(descriptor, buffer.baseAddress, buffer.count, offset)
    }

    /// write(2).
    open func write(_ descriptor: Descriptor, _ buffer: UnsafeRawBufferPointer) -> Int {
        cprobe_write(descriptor, buffer.baseAddress, buffer.count)
    }

    /// fsync(2).
    open func sync(_ descriptor: Descriptor) -> Int { cprobe_fsync(descriptor) }

    /// fstat(2).
    open func status(_ descriptor: Descriptor, _ status: inout FileStatus) -> Int {
        var raw = cprobe_status()
        let result = cprobe_fstat(descriptor, &raw)
        if result >= 0 { status = FileStatus(mode: raw.mode, user: raw.uid, group: raw.gid) }
        return result
    }

    /// getdents64(2).
    open func directoryEntries(_ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        cprobe_getdents(descriptor, buffer.baseAddress, buffer.count)
    }

    /// readlinkat(2): EINVAL says that `path` is there and no symbolic link.
    open func readLink(
        _ path: String, in directory: Descriptor, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        cprobe_readlinkat(directory, path, buffer.baseAddress, buffer.count)
    }

    /// renameat2(2) with RENAME_NOREPLACE.
    open func renameWithoutReplacing(_ from: String, to: String, in directory: Descriptor) -> Int {
        cprobe_rename_exclusive(directory, from, to)
    }

    /// linkat(2).
    open func link(_ from: String, to: String, in directory: Descriptor) -> Int {
        cprobe_link(directory, from, to)
    }

    /// unlinkat(2).
    open func unlink(_ path: String, in directory: Descriptor) -> Int { cprobe_unlinkat(directory, path) }

    /// ioctl(2).
    open func ioctl(_ descriptor: Descriptor, _ request: UInt, _ argument: UInt) -> Int {
        cprobe_ioctl(descriptor, request, argument)
    }

    /// isatty(3).
    open func isTerminal(_ descriptor: Descriptor) -> Bool { cprobe_is_terminal(descriptor) == 1 }

    // MARK: Processors

    /// sched_setaffinity(2): runs on this CPU only.
    open func bind(toCPU cpu: Int) -> Int { cprobe_bind_cpu(UInt32(truncatingIfNeeded: cpu)) }

    /// sched_setaffinity(2): runs on any CPU again.
    @discardableResult
    open func unbind() -> Int { cprobe_unbind_cpu() }

    /// MRS at EL0 of an ID register; ENOSYS where the kernel does not emulate it or the machine is no arm64.
    open func idRegister(_ register: IDRegister, _ value: inout UInt64) -> Int {
        cprobe_id_register(register.raw, &value)
    }

    /// The size of a page in bytes.
    open func pageSize() -> Int { Int(cprobe_page_size()) }

    // MARK: The process

    /// _exit(2).
    open func exit(_ status: Int32) -> Never { cprobe_exit(status) }

    /// uname(2): the host's name, without an end mark, and its length.
    open func hostName(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        cprobe_host_name(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }

    /// geteuid(2).
    open func effectiveUser() -> UInt32 { cprobe_effective_user() }

    /// Lowest CPU and I/O priority.
    @discardableResult
    open func lowerPriority() -> Int { cprobe_lower_priority() }

    /// Becomes `user` and `group` for good, with no supplementary groups.
    open func become(user: UInt32, group: UInt32) -> Int { cprobe_become(user, group) }

    /// The effective capabilities, a bit for each number of capability(7).
    open func capabilities(_ effective: inout UInt64) -> Int { cprobe_capabilities(&effective) }

    /// Drops every capability and sets no_new_privs.
    open func dropPrivileges() -> Int { cprobe_drop_privileges() }

    // MARK: Time and signals

    /// Microseconds of the monotonic clock.
    open func microseconds() -> UInt64 { cprobe_microseconds() }

    /// From `microseconds` on, blocking calls are interrupted and `stopped()` gives `SIGALRM`; from now on
    /// SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGXCPU only do the same with their numbers.
    open func limitTime(_ microseconds: UInt64) -> Int { cprobe_limit_time(microseconds) }

    /// 0, or the signal that asks the probe to stop; 14 (SIGALRM): time is up.
    open func stopped() -> Int32 { cprobe_stopped() }
}

/// What fstat(2) says, as far as the probe asks.
public struct FileStatus: Sendable {
    /// Type and permissions.
    public var mode: UInt32 = 0
    /// The owner.
    public var user: UInt32 = 0
    /// The owning group.
    public var group: UInt32 = 0

    /// A status of nothing.
    public init(mode: UInt32 = 0, user: UInt32 = 0, group: UInt32 = 0) {
        self.mode = mode
        self.user = user
        self.group = group
    }

    /// Whether it is a regular file: no device, pipe or socket, which a read could wait for.
    public var isRegular: Bool { mode & 0o170000 == 0o100000 }
}

/// What a file is opened for.
public enum OpenPurpose: Sendable {
    /// Reading to the end.
    case reading
    /// Reading what is there, without waiting for more (/dev/kmsg).
    case readingWhatIsThere
    /// Listing a directory.
    case listing
    /// Writing a file that must not exist yet, symbolic links included.
    case creating

    var flags: Int32 {
        switch self {
        case .reading: cprobe_o_rdonly
        case .readingWhatIsThere: cprobe_o_nonblock
        case .listing: cprobe_o_directory
        case .creating: cprobe_o_create_exclusive
        }
    }
}

/// An ID register that a program may read at EL0.
public enum IDRegister: CaseIterable, Sendable {
    /// The CPU's model and revision.
    case midr
    /// Memory model feature registers.
    case mmfr0, mmfr1, mmfr2, mmfr3
    /// Processor feature register 0.
    case pfr0

    /// The architecture's name of it.
    public var name: String {
        switch self {
        case .midr: "MIDR_EL1"
        case .mmfr0: "ID_AA64MMFR0_EL1"
        case .mmfr1: "ID_AA64MMFR1_EL1"
        case .mmfr2: "ID_AA64MMFR2_EL1"
        case .mmfr3: "ID_AA64MMFR3_EL1"
        case .pfr0: "ID_AA64PFR0_EL1"
        }
    }

    var raw: cprobe_register {
        switch self {
        case .midr: CPROBE_MIDR_EL1
        case .mmfr0: CPROBE_ID_AA64MMFR0_EL1
        case .mmfr1: CPROBE_ID_AA64MMFR1_EL1
        case .mmfr2: CPROBE_ID_AA64MMFR2_EL1
        case .mmfr3: CPROBE_ID_AA64MMFR3_EL1
        case .pfr0: CPROBE_ID_AA64PFR0_EL1
        }
    }
}
