/// Reads the log of `strace -f -y` over a run of the probe and tells what it must not have done.
public struct StraceCheck {
    /// What was found, a line each.
    public private(set) var problems: [String] = []
    private let output: String
    private var processes: Set<Substring> = []
    private var programs = 0
    private var dropped = false
    private var sealed = false

    /// - Parameters:
    ///   - log: the log; every line begins with the number of the process.
    ///   - output: the folder the snapshot was written to, the only place that may change.
    public init(_ log: String, output: String) {
        self.output = output
        for line in log.split(separator: "\n") { read(line) }
        if processes.count != 1 { problems.append("strace: \(processes.count) processes or threads") }
        if programs != 1 { problems.append("strace: \(programs) programs run") }
        if !dropped { problems.append("strace: capabilities were not all dropped") }
        if !sealed { problems.append("strace: no_new_privs was not set") }
    }

    private mutating func read(_ line: Substring) {
        guard let space = line.firstIndex(of: " ") else { return }
        processes.insert(line[..<space])
        let call = line[space...].drop { $0 == " " }
        // Signals and exits begin with --- and +++.
        guard let open = call.firstIndex(of: "("), call.first != "-", call.first != "+" else { return }
        let name = String(call[..<open])
        let arguments = call[call.index(after: open)...]
        let failed = arguments.contains(") = -1 ")
        switch name {
        case "execve": programs += 1
        case "capset":
            dropped = !failed && arguments.contains("effective=0, permitted=0, inheritable=0")
        case "prctl": if arguments.hasPrefix("PR_SET_NO_NEW_PRIVS, 1"), !failed { sealed = true }
        case _ where Self.forbidden.contains(name): problems.append("strace: \(call)")
        case "openat":
            if Self.changes(arguments), !isAllowed(arguments) { problems.append("strace: \(call)") }
        case _ where Self.writing.contains(name):
            if !isAllowed(arguments) { problems.append("strace: \(call)") }
        case "ioctl": if !Self.harmlessControl(arguments) { problems.append("strace: \(call)") }
        default: if !Self.reading.contains(name) { problems.append("strace: unexpected \(call)") }
        }
    }

    /// Inside the output's folder: by the path behind a descriptor, as -y shows it. The probe's own messages, and the
    /// device of KVM, which must be opened for writing.
    private func isAllowed(_ arguments: Substring) -> Bool {
        let places = arguments.split(separator: "<").dropFirst().map { $0.prefix { $0 != ">" } }
        if arguments.hasPrefix("1<") || arguments.hasPrefix("2<") { return true }
        if arguments.contains(", \"/dev/kvm\", ") { return true }
        return places.first.map { $0 == output || $0.hasPrefix(output + "/") } ?? false
    }

    private static func changes(_ arguments: Substring) -> Bool {
        ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND", "O_TMPFILE"].contains {
            arguments.contains($0)
        }
    }

    private static func harmlessControl(_ arguments: Substring) -> Bool {
        arguments.contains("</dev/kvm") || arguments.contains("<anon_inode:kvm-v")
            || arguments.contains(", TCGETS")
            || arguments.contains(", KVM_")
    }

    private static let forbidden: Set = [
        "clone", "clone3", "fork", "vfork", "socket", "connect", "socketpair", "mount", "umount2",
        "init_module",
        "finit_module", "delete_module", "bpf", "perf_event_open", "ptrace", "process_vm_writev", "kill",
        "setns",
        "unshare", "chroot", "reboot", "kexec_load", "swapon", "sethostname", "settimeofday", "syslog",
    ]
    private static let writing: Set = [
        "write", "writev", "pwrite64", "pwritev", "ftruncate", "fallocate", "fchmod", "fchmodat", "fchown",
        "fchownat",
        "renameat", "renameat2", "linkat", "unlinkat", "mkdirat", "symlinkat", "fsync", "fdatasync",
        "sendfile",
        "copy_file_range", "splice", "truncate", "fsetxattr", "utimensat",
    ]
    /// What a process needs to run and to read.
    private static let reading: Set = [
        "read", "pread64", "readv", "preadv", "lseek", "close", "fstat", "newfstatat", "fstatat", "statx",
        "readlinkat",
        "getdents64", "brk", "mmap", "munmap", "mprotect", "mremap", "madvise", "exit_group", "exit", "prctl",
        "capget",
        "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "setresuid", "setresgid",
        "setgroups",
        "setpriority", "getpriority", "ioprio_set", "sched_setaffinity", "sched_getaffinity",
        "sched_setscheduler",
        "clock_gettime", "clock_nanosleep", "gettimeofday", "getrandom", "getpid", "gettid",
        "set_tid_address",
        "set_robust_list", "rseq", "prlimit64", "getrlimit", "setrlimit", "rt_sigaction", "rt_sigprocmask",
        "rt_sigreturn", "sigaltstack", "setitimer", "timer_create", "timer_settime", "timer_delete", "uname",
        "umask",
        "fcntl", "faccessat", "faccessat2", "poll", "ppoll", "sysinfo", "getcpu", "futex", "restart_syscall",
        "fadvise64",
        "statfs", "fstatfs", "sched_yield",
    ]
}
