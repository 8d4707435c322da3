public import Arm64

/// Everything linmap knows about one captured host: the input of every prediction.
///
/// Each fact names the file and line it came from; a fact that is nil was not in the snapshot.
/// Nothing here is derived from kernel rules, which live in the LinearMap module.
public struct Host: Sendable {
    /// The snapshot's name, as the user gave it.
    public var name: String
    /// Which kernel ran.
    public var kernel: KernelIdentity?
    /// /proc/cmdline (or the kernel's own log line of it).
    public var commandLine: Sourced<KernelCommandLine>?
    /// The kernel's configuration, if it was captured and is this kernel's.
    public var config: KernelConfig?
    /// The CPUs, ascending by Linux number; the boot CPU is number 0.
    public var cpus: [CPU] = []
    /// Page size, address sizes and offsets.
    public var geometry = Geometry()
    /// Physical memory as the kernel knew it.
    public var memory: MemoryMap?
    /// Where the kernel image lies.
    public var image: KernelImage?
    /// Symbols seen in kallsyms or System.map.
    public var symbols = KernelSymbols()
    /// KFENCE's state as the kernel showed it.
    public var kfence = KfenceFacts()
    /// Crash kernel reservations found in /proc/iomem or the log.
    public var crash = CrashFacts()
    /// What the kernel log says about features.
    public var log = BootLog()
    /// The kernel's own dump of its tables, if one was captured: an observation, never an input.
    public var tableDump: PageTableDump?
    /// The probe's walk of the real tables, if there is one: an observation, never an input.
    public var walk: CapturedWalk?
    /// The system's true ID_AA64MMFR2_EL1.BBM field (0 to 15) as KVM or the kernel's own table holds it: the
    /// minimum over the CPUs that came up at boot. A single CPU may report more.
    public var bbmMinimum: Sourced<Int>?
    /// What the kernel's image holds that tells backports.
    public var markers: KernelMarkers?
    /// `MemTotal` of /proc/meminfo in bytes: what the page allocator was given.
    public var memTotal: Sourced<UInt64>?
    /// `SIZE(page)` of vmcoreinfo: bytes of one `struct page`.
    public var pageStructBytes: Sourced<UInt64>?
    /// DirectMap lines of /proc/meminfo (no upstream arm64 kernel up to 7.3 has them): an observation.
    public var directMap: [Meminfo.DirectMap] = []
    /// Contradictions and gaps worth showing: each one line.
    public var remarks: [Remark] = []

    /// An empty host called `name`.
    public init(name: String) { self.name = name }
}

/// Which kernel ran: what it calls itself, and what it really is.
public struct KernelIdentity: Hashable, Sendable {
    /// `uname -r`: "6.1.0-50-arm64".
    public var release: Sourced<String>
    /// The upstream version it was built from, as far as that can be told: 6.1.176.
    public var version: KernelVersion
    /// What told the version; for Debian this is another part of the same line.
    public var versionEvidence: Evidence
    /// Who built it: "debian", "ubuntu", "rhel", "fedora", "suse", "openeuler", "amazon", "mainline" …; "unknown".
    public var vendor: String
    /// How far `version` decides which rules hold.
    public var standing: VersionStanding
    /// The upstream version whose linear-map rules this vendor build follows, where its sources were
    /// read and differ from `version`.
    public var rulesVersion: KernelVersion?
    /// The vendor's name for this build among several, where the release carries one: "generic",
    /// "nvidia-64k", "cloud", "16k".
    public var flavor: String?
    /// A release candidate or a build from between two releases: `version` names the release it
    /// leads to (`-rcN`) or comes after (`-00012-g…`), and rules that changed there are not certain.
    public var isPrerelease = false
    /// What to keep in mind about this vendor's kernels, in one clause: "follows stable, with patches
    /// of its own".
    public var note: String?
    /// Changes that this kernel is taken to carry beyond what its version says. A captured kernel has none;
    /// its backports show in symbols and markers.
    public var patches: Set<KernelPatch> = []

    /// A kernel calling itself `release`.
    public init(
        release: Sourced<String>, version: KernelVersion, versionEvidence: Evidence, vendor: String,
        standing: VersionStanding
    ) {
        self.release = release
        self.version = version
        self.versionEvidence = versionEvidence
        self.vendor = vendor
        self.standing = standing
    }
}

/// A change of the kernel that can be put on top of a version, to see what it alone would do.
public enum KernelPatch: String, Hashable, Sendable, CaseIterable {
    /// The five patches "arm64: kdump: Function supplement and performance optimization" of 13 June 2022.
    case kdumpSeries
    /// The crash kernel's memory is not protected any more (0d124e96051b and its two companions, 6.4).
    case crashUnprotected
    /// KFENCE's early pool (bfa7965b33ab, 6.4 and 6.1.65).
    case kfenceEarlyPool
    /// Live splitting on listed cores (a166563e7ec3 and 3df6979d222b, 6.18).
    case bbml2
    /// The same by FEAT_BBM level 3 and a longer list (879aca5119cd, f8d0751426dd, 7.3).
    case bbml3
}

/// How far a version number decides which rules hold for a kernel.
public enum VersionStanding: Hashable, Sendable {
    /// The number is the true upstream stable version and the vendor follows upstream here.
    case exact
    /// The number is right up to the minor version; the stable patch level is not known.
    case patchUnknown
    /// The vendor backports arm64 memory-management changes: the number only bounds from below.
    case backports
}

/// Page size, address sizes and the offsets between physical and virtual addresses.
public struct Geometry: Hashable, Sendable {
    /// Page size.
    public var granule: Sourced<Granule>?
    /// CONFIG_ARM64_VA_BITS, the compile-time size (39 to 52).
    public var vaBits: Sourced<Int>?
    /// The size in use: 64 − T1SZ.
    public var vaBitsActual: Sourced<Int>?
    /// memstart_addr, as a wrapping 64-bit number (it looks negative on 52-bit kernels).
    public var physOffset: Sourced<UInt64>?
    /// Kernel image virtual address minus physical address, wrapping.
    public var kimageVoffset: Sourced<UInt64>?

    /// Nothing known.
    public init() {}
}

/// A range of memory and where it was read.
public typealias SourcedRange = Sourced<AddressRange>

/// Physical memory as the kernel knew it at boot, and what was plugged in later.
public struct MemoryMap: Hashable, Sendable {
    /// How the ranges' edges can be trusted.
    public enum Precision: Hashable, Sendable {
        /// Byte-exact (memblock debugfs).
        case exact
        /// Rounded inward to pages (/proc/iomem).
        case pages
        /// Boot ranges from the log: no-map holes may be missing.
        case log
        /// memblock without its flags, and nothing else: no-map ranges cannot be told apart.
        case unflagged
    }

    /// Memory ranges the kernel mapped at boot, ascending, no-map parts taken out, NUMA-split
    /// neighbours merged.
    public var boot: [SourcedRange] = []
    /// MEMBLOCK_NOMAP ranges, and top-level `reserved` lines of /proc/iomem: not mapped.
    public var noMap: [SourcedRange] = []
    /// Memory added after boot.
    public var hotPlugged: [HotPluggedMemory] = []
    /// Memory of devices (persistent, CXL, soft-reserved), as /proc/iomem shows it: a driver may have mapped it.
    public var device: [SourcedRange] = []
    /// memblock.reserved, or `reserved` children: mapped, but not the page allocator's.
    public var reserved: [SourcedRange] = []
    /// The subset of `reserved` that the kernel's early allocator handed out itself (RSV_KERN flag,
    /// from 6.16 on); nil if the flag was not visible.
    public var reservedByKernel: [SourcedRange]?
    /// Reserved ranges whose owner is known (kernel image, crash kernel, CMA, firmware tables): whatever
    /// else the early allocator handed out lies outside them.
    public var claimed: [SourcedRange] = []
    /// The areas of the contiguous allocator that the log names; part of `claimed`.
    public var contiguous: [SourcedRange] = []
    /// `reserved` lines inside System RAM of /proc/iomem, which show early reservations as they were before
    /// the initial ramdisk was freed.
    public var reservedAtStart: [SourcedRange] = []
    /// Which NUMA nodes `boot` belongs to; empty for one node, or where nothing tells.
    public var nodes: [NodeMemory] = []
    /// How exact the edges are.
    public var precision: Precision = .exact
    /// Size of a hot-pluggable memory block in bytes, if known.
    public var blockSize: Sourced<UInt64>?

    /// No memory.
    public init() {}
}

/// Memory that was added while the kernel ran.
public struct HotPluggedMemory: Hashable, Sendable {
    /// What added it; decides the ranges of the kernel's mapping calls.
    public enum Driver: Hashable, Sendable {
        /// An ACPI or device-tree DIMM: one call for each line of /proc/iomem.
        case dimm
        /// virtio-mem: one call a memory block; the lines are merged afterwards.
        case virtioMem
        /// dax/kmem: one call for each device range.
        case kmem
        /// A driver linmap does not know, by the name in the line's brackets.
        case other(String)
    }

    /// The range and its line.
    public var range: SourcedRange
    /// What added it.
    public var driver: Driver

    /// Memory at `range`, added by `driver`.
    public init(range: SourcedRange, driver: Driver) {
        self.range = range
        self.driver = driver
    }
}

/// Where the kernel image lies in physical memory.
public struct KernelImage: Hashable, Sendable {
    /// "Kernel code": from _text or _stext (whichever this kernel shows) to __init_begin.
    public var code: SourcedRange?
    /// "Kernel data": from _sdata (= __init_end) to _end.
    public var data: SourcedRange?
    /// Physical address of _text, from symbols.
    public var text: Sourced<UInt64>?
    /// Physical address of _stext, from symbols.
    public var stext: Sourced<UInt64>?
    /// Physical address of __init_begin, from symbols.
    public var initBegin: Sourced<UInt64>?
    /// Physical address of __init_end, from symbols.
    public var initEnd: Sourced<UInt64>?
    /// Physical address of __bss_stop, from symbols.
    public var bssStop: Sourced<UInt64>?

    /// Nothing known.
    public init() {}
}

/// KFENCE as the running kernel showed it.
public struct KfenceFacts: Hashable, Sendable {
    /// /sys/module/kfence/parameters/sample_interval, milliseconds; 0 is off.
    public var sampleInterval: Sourced<Int>?
    /// The pool's physical range, where an unhashed log line gave it.
    public var pool: SourcedRange?
    /// The pool's size in bytes, from the log.
    public var poolBytes: Sourced<UInt64>?
    /// KFENCE said it started.
    public var initialized: Sourced<Bool>?
    /// Where a simulation of the early allocator put the pool, on a host that was changed after its capture.
    public var simulatedPool: SourcedRange?

    /// Nothing known.
    public init() {}
}

/// Crash kernel reservations.
public struct CrashFacts: Hashable, Sendable {
    /// "Crash kernel" lines of /proc/iomem, ascending; without that file what the log said.
    public var ranges: [SourcedRange] = []
    /// What the log said was reserved at boot; the lines of /proc/iomem shrink when it is given back.
    public var atBoot: [SourcedRange] = []
    /// The region as it was when the map was built: giving part of it back through kexec_crash_size
    /// shortens the lines of /proc/iomem but leaves the leaves.
    public var whenMapped: [SourcedRange] { beforeMap ?? (atBoot.isEmpty ? ranges : atBoot) }
    /// What a simulation reserved before the map was built, on a host that was changed after its capture.
    public var beforeMap: [SourcedRange]?
    /// The kernel's own words where the reservation failed.
    public var failures: [Sourced<String>] = []
    /// Log lines that tell what was reserved.
    public var messages: [Sourced<String>] = []
    /// /sys/kernel/kexec_crash_size in bytes.
    public var size: Sourced<UInt64>?

    /// Nothing known.
    public init() {}
}

/// What the kernel log says, as far as predictions need it.
public struct BootLog: Hashable, Sendable {
    /// A memory zone and the range the kernel gave it.
    public struct Zone: Hashable, Sendable {
        /// "DMA", "DMA32", "Normal" …
        public var name: String
        /// Its range.
        public var range: SourcedRange

        /// Zone `name`.
        public init(name: String, range: SourcedRange) {
            self.name = name
            self.range = range
        }
    }

    /// Whether the beginning of the boot is still in the log: absence of a line means something only then.
    public var isFromStart = false
    /// Whether there was a log at all, and where.
    public var source: Evidence?
    /// "CPU features: detected: TEXT" lines: text → evidence.
    public var features: [String: Evidence] = [:]
    /// Non-empty zones, in the kernel's order.
    public var zones: [Zone] = []
    /// True for an EFI boot, false for a boot without EFI (only said when the start is there).
    public var bootedByEFI: Sourced<Bool>?
    /// "KASLR enabled" (true) or "disabled".
    public var kaslr: Sourced<Bool>?
    /// Options the kernel said it rejected: "Invalid option string for rodata: 'noalias'".
    public var rejectedOptions: [Sourced<String>] = []
    /// What tells a guest from a host.
    public var virtualization = Virtualization()

    /// Nothing known.
    public init() {}
}

/// A contradiction or gap in the snapshot.
public struct Remark: Hashable, Sendable {
    /// What it is, in one line.
    public var text: String
    /// The lines it rests on.
    public var evidence: [Evidence]

    /// A remark.
    public init(_ text: String, _ evidence: [Evidence] = []) {
        self.text = text.madePrintable("?")
        self.evidence = evidence
    }
}
