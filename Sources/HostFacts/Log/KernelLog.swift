public import Arm64

/// What one boot left in the kernel log, as far as linmap reads it. Every item knows its line.
///
/// A nil or an empty list means that the log does not say; whether that tells anything depends on
/// `isFromStart`.
public struct KernelLog: Hashable, Sendable {
    /// A memory range of a node.
    public struct NodeRange: Hashable, Sendable {
        /// The node's number.
        public let node: Int
        /// The range.
        public let range: SourcedRange
        /// From the firmware's SRAT: the range may be plugged in later.
        public let isHotPluggable: Bool
    }

    /// A crash kernel reservation that succeeded.
    public struct CrashReservation: Hashable, Sendable {
        /// The range.
        public let range: SourcedRange
        /// "crashkernel low memory reserved": the small part below 4 GiB.
        public let isLow: Bool
    }

    /// A region of the device tree's /reserved-memory.
    public struct ReservedMemory: Hashable, Sendable {
        /// The range.
        public let range: SourcedRange
        /// The node's name, or the kind of pool.
        public let name: String
        /// `nomap`: not in the linear map. Nil where the line does not say.
        public let isNoMap: Bool?
    }

    /// Two CPUs whose ID registers differ.
    public struct SanityCheck: Hashable, Sendable {
        /// "SYS_ID_AA64MMFR2_EL1".
        public let register: String
        /// The boot CPU's value.
        public let bootValue: UInt64
        /// The other CPU.
        public let cpu: Int
        /// Its value.
        public let value: UInt64
        /// The line.
        public let evidence: Evidence
    }

    /// KFENCE's start.
    public struct Kfence: Hashable, Sendable {
        /// The pool's size in bytes.
        public let poolBytes: UInt64
        /// The number of objects.
        public let objects: UInt64
        /// The pool's virtual addresses; nil if they are hashed. Kernel pointers print as 32-bit
        /// hashes unless `no_hash_pointers` is given; only a page-aligned pair in the kernel's half of
        /// the address space whose distance is the pool's size is believed.
        public let addresses: AddressRange?
        /// The line.
        public let evidence: Evidence
    }

    /// The "Memory: 2021432K/2097152K available" line.
    public struct MemoryCount: Hashable, Sendable {
        /// Free bytes at that moment.
        public let available: UInt64
        /// Bytes of memory, no-map memory included.
        public let total: UInt64
        /// The line.
        public let evidence: Evidence
    }

    /// One entry of the EFI memory map (`efi=debug`).
    public struct EFIRegion: Hashable, Sendable {
        /// The range.
        public let range: SourcedRange
        /// "Conventional Memory", "Runtime Data" …
        public let type: String
        /// The attributes between the bars, as printed: "WB", "RUN", "XP" …
        public let attributes: [String]
    }

    /// One call of the early allocator (`memblock=debug`).
    public struct MemblockEvent: Hashable, Sendable {
        /// The kernel's function: "memblock_add", "memblock_reserve", "memblock_remove", "memblock_free" …
        public let function: String
        /// The range.
        public let range: SourcedRange
        /// Who called it: "setup_arch+0x1c4/0x618"; nil if not printed.
        public let caller: String?
    }

    /// One line of the early allocator's dump (`memblock=debug`).
    public struct MemblockRegion: Hashable, Sendable {
        /// "memory" or "reserved".
        public let list: String
        /// The range.
        public let range: SourcedRange
        /// Its node, if printed.
        public let node: Int?
        /// The flags.
        public let flags: MemblockList.Flags
    }

    /// One line of "Virtual kernel memory layout" (4.x kernels).
    public struct LayoutLine: Hashable, Sendable {
        /// "vmalloc", "memory", ".text" …
        public let name: String
        /// Virtual addresses.
        public let range: SourcedRange
    }

    /// The file.
    public let file: String
    /// How many boots the file holds, whole or in part.
    public var bootCount = 0
    /// Whether the boot's first lines are there.
    public var isFromStart = false
    /// "arm64", "x86" …: what the log's lines are typical of; nil if they are typical of nothing.
    public var architecture: Sourced<String>?
    /// The "Linux version …" line from there on.
    public var banner: Sourced<String>?
    /// The command line.
    public var commandLine: Sourced<String>?
    /// The command line may be incomplete or wrongly joined: cut by printk near 1000 characters, or
    /// wrapped by a mail program.
    public var isCommandLineDoubtful = false
    /// The CPUs that came up, the boot CPU as number 0, with their MIDRs.
    public var cpus: [CPU] = []
    /// The device tree's model.
    public var machineModel: Sourced<String>?
    /// The "EFI v2.7 by EDK II" text.
    public var efi: Sourced<String>?
    /// The line that says there is no EFI.
    public var noEFI: Evidence?
    /// Physical addresses of EFI configuration tables: "ACPI 2.0", "MEMRESERVE" …
    public var efiTables: [String: Sourced<UInt64>] = [:]
    /// KASLR's state; nil also if the log contradicts itself.
    public var kaslr: Sourced<Bool>?
    /// "Early memory node ranges".
    public var nodeRanges: [NodeRange] = []
    /// Ranges in the firmware's SRAT.
    public var firmwareRanges: [NodeRange] = []
    /// Non-empty zones in the kernel's order.
    public var zones: [BootLog.Zone] = []
    /// Zones printed as empty.
    public var emptyZones: [Sourced<String>] = []
    /// Crash kernel reservations.
    public var crashReservations: [CrashReservation] = []
    /// Why a reservation failed, or an option was not understood.
    public var crashFailures: [Sourced<String>] = []
    /// Every line about the crash kernel.
    public var crashMessages: [Sourced<String>] = []
    /// CMA areas.
    public var cmaAreas: [SourcedRange] = []
    /// /reserved-memory regions.
    public var reservedMemory: [ReservedMemory] = []
    /// "CPU features: detected: TEXT": text → line.
    public var features: [String: Evidence] = [:]
    /// CPUs that differ.
    public var sanityChecks: [SanityCheck] = []
    /// KFENCE's start.
    public var kfence: Kfence?
    /// KFENCE lines that say it is off or failed.
    public var kfenceFailures: [Sourced<String>] = []
    /// The page size, from the sizes of the kernel's first hash tables.
    public var pageSize: Sourced<Granule>?
    /// Memory count.
    public var memory: MemoryCount?
    /// "Memory limited to N MB" (`mem=`), in bytes.
    public var memoryLimit: Sourced<UInt64>?
    /// Options the kernel rejected, the whole message.
    public var rejectedOptions: [Sourced<String>] = []
    /// "Unknown kernel command line parameters" and what stands in its quotes.
    public var unknownParameters: Sourced<String>?
    /// EFI memory map.
    public var efiMap: [EFIRegion] = []
    /// The early allocator's calls, in order.
    public var memblockEvents: [MemblockEvent] = []
    /// The early allocator's dump.
    public var memblockRegions: [MemblockRegion] = []
    /// Virtual layout.
    public var virtualLayout: [LayoutLine] = []
    /// Other lines that bear on the linear map: a capped linear region, memory that does not fit.
    public var notes: [Sourced<String>] = []
    /// What tells a guest from a host, apart from `machineModel`.
    public var virtualization = Virtualization()
    /// Contradictions, damage, and what was done about it.
    public var remarks: [Remark] = []

    /// An empty log from `file`.
    public init(file: String) { self.file = file }

    /// Whether nothing of what linmap looks for was in the log.
    var isEmpty: Bool {
        banner == nil && cpus.isEmpty && commandLine == nil && nodeRanges.isEmpty && zones.isEmpty
            && crashMessages.isEmpty && features.isEmpty && memory == nil && machineModel == nil
            && kfence == nil && memblockRegions.isEmpty && memblockEvents.isEmpty && efiMap.isEmpty
    }

    /// The part of the log that predictions need.
    public var summary: BootLog {
        var log = BootLog()
        log.isFromStart = isFromStart
        log.source =
            banner?.evidence ?? cpus.first?.midr.evidence ?? Evidence(file: file, text: "the kernel log")
        log.features = features
        log.zones = zones
        if let efi {
            log.bootedByEFI = efi.map { _ in true }
        } else if let noEFI {
            log.bootedByEFI = Sourced(false, noEFI)
        } else if isFromStart, banner != nil, !nodeRanges.isEmpty || !zones.isEmpty {
            log.bootedByEFI = Sourced(false, Evidence(file: file, text: "no \"efi: EFI v\" line"))
        }
        log.kaslr = kaslr
        log.rejectedOptions = rejectedOptions
        log.virtualization = virtualization
        log.virtualization.machineModel = machineModel
        return log
    }
}
