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

    /// openat(2) relative to `directory`, or to the working directory where that is nil.
    open func open(_ path: String, in directory: Descriptor? = nil, as purpose: OpenPurpose = .reading) -> Int
    {
        cprobe_openat(directory ?? cprobe_at_fdcwd, path, purpose.flags, 0o600)
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

    /// getdents64(2).
    open func directoryEntries(_ descriptor: Descriptor, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        cprobe_getdents(descriptor, buffer.baseAddress, buffer.count)
    }

    /// ioctl(2).
    open func ioctl(_ descriptor: Descriptor, _ request: UInt, _ argument: UInt) -> Int {
        cprobe_ioctl(descriptor, request, argument)
    }

    /// Microseconds of the monotonic clock.
    open func microseconds() -> UInt64 { cprobe_microseconds() }
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
