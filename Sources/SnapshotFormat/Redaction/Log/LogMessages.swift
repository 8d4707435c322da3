/// The kernel's messages that may stay in a redacted log: what linmap reads, and what stands around it. They
/// are the kernel's own words about memory, processors and booting. Every other message could hold anything:
/// names of disks and users, serial numbers, addresses of networks.
public enum LogMessages {
    /// Whether a message, the text behind all prefixes such as the time, is one of those. This is also what
    /// `linmap-probe` captures of the log.
    public static func isKnown(_ message: ArraySlice<UInt8>) -> Bool { treatment(of: message) != nil }

    /// What is done with a message.
    enum Treatment {
        /// It stays, apart from addresses.
        case keep
        /// Parameters of the command line follow behind so many bytes.
        case commandLine(Int)
        /// The banner with the names of who built the kernel, and where.
        case banner
    }

    /// What is done with `message`; nil for one that goes.
    static func treatment(of message: ArraySlice<UInt8>) -> Treatment? {
        if message.hasPrefix("Linux version ") { return .banner }
        for start in commandLines where message.hasPrefix(start) {
            return .commandLine(start.utf8CodeUnitCount)
        }
        if beginnings.contains(where: { message.hasPrefix($0) }) || isOfProcessor(message) { return .keep }
        if message.contains(" hash table entries: ") { return isHashTable(message) ? .keep : nil }
        return isLayoutLine(message) ? .keep : nil
    }

    /// Messages that quote the command line.
    private static let commandLines: [StaticString] = [
        "Kernel command line:", "Command line: ", "Unknown kernel command line parameters ",
        "Malformed early option ", "Invalid option string for rodata", "crashkernel=",
    ]

    private static let beginnings: [StaticString] = [
        // The processor that boots, and the kernel.
        "Booting Linux on physical CPU ", "Booting Linux on hartid ", "Boot CPU: AArch64 Processor ",
        "CPU: AArch64 Processor ", "CPU: All CPU(s) started at ", "CPU features: ", "KASLR ",
        "Machine model: ",
        "SMBIOS ", "secureboot: ", "efi: ", "psci: ", "smccc: KVM: ", "alternatives: ",
        "Kernel is locked down",
        // Memory.
        "Memory: ", "Memory limited to ", "Memory doesn't fit", "Capping linear region", "Zone ranges:",
        "DMA",
        "Normal   ", "Movable ", "Device   ", "HighMem  ", "Early memory node ranges", "node ",
        "Initmem setup node ",
        "On node ", "Built ", "Policy zone: ", "Fallback order for Node ", "NUMA: ", "NODE_DATA(",
        "ACPI: SRAT: Node ", "memory[0x", "reserved[0x", "memblock_", "__memblock_", "MEMBLOCK configuration",
        "memory size = ", "memory.cnt ", "reserved.cnt ", "cma: ", "Reserved memory: ", "OF: reserved mem: ",
        "software IO TLB: ", "HugeTLB: ", "percpu: ", "pcpu-alloc: ", "mem auto-init: ", "SLUB: ", "kfence: ",
        "Virtual kernel memory layout", "Freeing unused kernel ", "Freeing initrd memory: ", "Checked W+X ",
        "debug_pagealloc", "rodata", "BBM", "Demotion targets for Node ", "Page allocator debugging",
        // The crash kernel.
        "crashkernel", "Crash kernel", "Crash ", "cannot allocate crashkernel", "cannot reserve crashkernel",
        "Reserving ",
        // Processors and timers.
        "smp: ", "SMP: ", "Detected PIPT I-cache", "Detected VIPT I-cache", "GICv", "arch_timer: ",
        "ITS [mem ",
        "ITS@0x", "rcu: ", "kvm [1]: ", "NR_IRQS: ", "Root IRQ handler: ",
        // Other architectures, which linmap refuses by name.
        "BIOS-e820:", "BIOS-provided physical RAM map", "KERNEL supported cpus:", "x86/", "tsc: ", "e820: ",
        "smpboot: ", "kvm-clock: ", "ACPI: Local APIC", "IOAPIC[", "ACPI: LAPIC", "CPU: ARMv",
        "Memory policy: ",
        "CPU: PIPT", "CPU: VIPT", "riscv: ", "SBI specification", "Loongson-64bit ", "radix-mmu: ",
        "hash-mmu: ",
        "ppc64_pft_size", "setup: Linux is running ", "MIPS: machine is ",
    ]

    /// "CPU1: Booted secondary processor 0x0000000001 [0x411fd070]"
    private static func isOfProcessor(_ message: ArraySlice<UInt8>) -> Bool {
        guard let number = message.after("CPU"), number.first?.isDigit == true else { return false }
        return number.drop { $0.isDigit }.hasPrefix(": Booted secondary processor")
    }

    /// "Dentry cache hash table entries: 524288 (order: 10, 4194304 bytes, linear)"
    private static func isHashTable(_ message: ArraySlice<UInt8>) -> Bool {
        message.count < 160
            && message.allSatisfy { $0.isWordByte || $0.isBlank || "-(),:/".utf8.contains($0) }
    }

    /// "    vmalloc : 0xffff000008000000 - 0xffff7dffbfff0000   (129022 GB)"
    private static func isLayoutLine(_ message: ArraySlice<UInt8>) -> Bool {
        guard let colon = message.prefix(16).firstIndex(of: 0x3a), message[colon...].hasPrefix(": 0x") else {
            return false
        }
        return message[..<colon].allSatisfy { $0.isLetter || $0 == 0x20 || $0 == 0x2e || $0 == 0x2f }
            && message.contains(" - 0x")
    }
}
