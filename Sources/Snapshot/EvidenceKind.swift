/// What a captured file is evidence of. Where such files stand is told by `places`.
public enum EvidenceKind: String, CaseIterable, Sendable {
    /// /proc/iomem: the resource tree, with System RAM, the kernel image and reservations.
    case iomem
    /// /proc/cmdline: the kernel's command line.
    case commandLine
    /// /proc/version: the kernel's banner, with release, compiler and build number.
    case version
    /// /proc/sys/kernel/osrelease: `uname -r`.
    case osRelease
    /// The output of `uname -a`.
    case uname
    /// /proc/cpuinfo: implementer, part and revision of each CPU that is online.
    case cpuinfo
    /// /proc/meminfo: totals, and the DirectMap lines of kernels that have them.
    case meminfo
    /// /proc/zoneinfo: the zones and the page frames they span.
    case zoneinfo
    /// /proc/vmcoreinfo: page size, address bits and offsets for crash tools.
    case vmcoreinfo
    /// /proc/kallsyms or System.map: the kernel's symbols.
    case kallsyms
    /// The kernel's configuration, plain or gzip'd.
    case config
    /// The kernel's log, however it was captured.
    case log
    /// debugfs memblock/memory: the memory the kernel knew at boot.
    case memblockMemory
    /// debugfs memblock/reserved: what was reserved of it at boot.
    case memblockReserved
    /// debugfs kernel_page_tables: a dump of the real tables.
    case pageTables
    /// linmap/linear-map: the probe's walk of the real tables through /proc/kcore.
    case linearMap
    /// linmap/id-registers: feature registers as KVM, the kernel's own table and user space show them.
    case idRegisters
    /// linmap/kernel-markers: strings and MIDR lists of the kernel image that tell backports.
    case kernelMarkers
    /// MIDR_EL1 of one CPU, from sysfs.
    case midr
    /// Bytes of a hot-pluggable memory block, hexadecimal, from sysfs.
    case memoryBlockSize
    /// The NUMA nodes that are online or have memory.
    case onlineNodes
    /// KFENCE's sample interval in milliseconds; 0 is off.
    case kfenceInterval
    /// Bytes reserved for the crash kernel.
    case crashSize
    /// os-release(5): the distribution.
    case distribution
    /// Ubuntu's /proc/version_signature: the upstream version the kernel was built from.
    case versionSignature
    /// The snapshot's own list of what was captured.
    case manifest

    /// The largest file of this kind linmap accepts, in bytes (unpacked). Generous: the largest seen
    /// are a kernel log of 2 MiB, a configuration of 360 KiB and a table dump of 60 MiB; sos cuts
    /// a journal at 100 MiB.
    public var limit: Int {
        switch self {
        case .pageTables: 1 << 30
        case .log: 128 << 20
        case .kallsyms, .linearMap: 64 << 20
        case .config, .iomem, .memblockMemory, .memblockReserved, .zoneinfo, .manifest: 16 << 20
        case .cpuinfo: 8 << 20
        default: 1 << 20
        }
    }

    /// The kind of evidence that stands at `path`, or nil for a file linmap does not read.
    public static func of(path: String) -> EvidenceKind? {
        PlaceIndex.shared.kind(ofWhole: PlaceIndex.components(path))
    }

    /// The path a lone file of this kind is given in its snapshot: the best place that has no
    /// pattern in it and no packed file.
    public var canonicalPath: String {
        places.first { !$0.contains("*") && !$0.hasSuffix(".gz") } ?? rawValue
    }

    /// Whether a file of this kind, left unread, would be missed.
    var tellsOfMemory: Bool {
        switch self {
        case .iomem, .memblockMemory, .memblockReserved, .pageTables, .linearMap, .log: true
        default: false
        }
    }

    /// How good a place `path` is for this kind: 0 is best; nil if it is none.
    func rank(of path: String) -> Int? {
        PlaceIndex.shared.rank(of: PlaceIndex.components(path), as: self)
    }
}
