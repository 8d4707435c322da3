import Arm64

/// Collects what the messages of one boot say.
struct LogReader {
    /// What was read so far.
    var log: KernelLog
    /// Whether no message was understood.
    var isEmpty = true
    let isWrapped: Bool
    var kaslrLines: [Sourced<Bool>] = []
    /// A line that only arm64 prints.
    var arm64Evidence: Evidence?
    /// A line that few others print.
    var likelyArm64: Evidence?
    var foreign: (name: String, evidence: Evidence)?
    var inLayout = false
    var commandLineGoesOn = false
    var pageSizeCandidate: Sourced<Granule>?
    var damaged = 0
    var seenRanges: Set<String> = []

    init(file: String, isWrapped: Bool) {
        log = KernelLog(file: file)
        self.isWrapped = isWrapped
    }

    /// Whether the boot got as far as its memory.
    var hasMemory: Bool { !log.nodeRanges.isEmpty || !log.zones.isEmpty || log.memory != nil }

    /// Reads the next message.
    mutating func read(_ message: LogMessage) {
        let text = message.text
        if readLayout(message) { return }
        if let name = Self.foreignName(text) { setForeign(name, message) }
        if log.pageSize == nil { pageSize(message) }
        switch text.first {
        case 0x42 where text.hasPrefix("Booting Linux on physical CPU "): bootCPU(message)
        case 0x42 where text.hasPrefix("Boot CPU: AArch64 Processor "): oldBootCPU(message, skip: 28)
        case 0x43: readC(message)
        case 0x4b: readK(message)
        case 0x4c where text.hasPrefix("Linux version "):
            log.isFromStart = true
            isEmpty = false
            // A release that ends the line may be cut, if something seems to follow.
            let isCut = !text.dropFirst(14).contains(0x20) && (message.mayGoOn || text.hasSuffix("…"))
            guard !isCut, !Self.isMixed(text) else { return leaveOut(message) }
            log.banner = log.banner ?? Sourced(text.printable, message.evidence)
        case 0x4d: readM(message)
        case 0x4e where text.hasPrefix("Normal "),
            0x44 where text.hasPrefix("DMA") || text.hasPrefix("Device "),
            0x48 where text.hasPrefix("HighMem "):
            zone(message)
        case 0x49 where text.hasPrefix("Invalid option string for rodata"):
            log.rejectedOptions.append(Sourced(text.printable, message.evidence))
        case 0x4f where text.hasPrefix("OF: reserved mem: "): reservedMemory(message, skip: 18)
        case 0x52: readR(message)
        case 0x55 where text.hasPrefix("Unknown kernel command line parameters "): unknownParameters(message)
        case 0x56 where text.hasPrefix("Virtual kernel memory layout"): inLayout = true
        case 0x41 where text.hasPrefix("ACPI: SRAT: Node "): firmwareRange(message)
        default: readOther(message)
        }
    }

    /// Weighs what contradicts itself.
    mutating func finish() {
        log.kaslr = kaslrLines.first
        if let first = kaslrLines.first, let other = kaslrLines.first(where: { $0.value != first.value }) {
            log.kaslr = nil
            log.remarks.append(
                Remark(
                    "the log says both that KASLR is enabled and that it is disabled",
                    [first.evidence, other.evidence]))
        }
        let failed = log.crashFailures.first { $0.value.contains("cannot") || $0.value.contains("failed") }
        if let failed, let done = log.crashReservations.first(where: { !$0.isLow }) {
            log.remarks.append(
                Remark(
                    "a crash kernel reservation failed, and one succeeded",
                    [failed.evidence, done.range.evidence]))
        }
        if let arm64Evidence {
            log.architecture = Sourced("arm64", arm64Evidence)
            if let foreign {
                log.remarks.append(
                    Remark(
                        "lines of an \(foreign.name) machine among those of an arm64 one", [foreign.evidence])
                )
            }
        } else if let foreign {
            log.architecture = Sourced(foreign.name, foreign.evidence)
        } else if let likelyArm64 {
            log.architecture = Sourced("arm64", likelyArm64)
        }
        log.cpus.sort { $0.number < $1.number }
        if damaged > 20 { log.remarks.append(Remark("\(damaged - 20) more damaged lines were left out")) }
    }

    // MARK: By first letter

    private mutating func readC(_ message: LogMessage) {
        let text = message.text
        if text.hasPrefix("CPU features: ") {
            feature(message)
        } else if text.hasPrefix("CPU: AArch64 Processor ") {
            oldBootCPU(message, skip: 23)
        } else if text.hasPrefix("CPU"), text.dropFirst(3).first?.isDigit == true {
            secondaryCPU(message)
        } else if text.hasPrefix("CPU: All CPU(s) started at EL") {
            exceptionLevel(message)
        } else if text.hasPrefix("Capping linear region") {
            log.notes.append(Sourced(text.printable, message.evidence))
        } else if text.hasPrefix("Crash kernel") || text.hasPrefix("Crash ") {
            log.crashMessages.append(Sourced(text.printable, message.evidence))
        }
    }

    private mutating func readK(_ message: LogMessage) {
        let text = message.text
        if text.hasPrefix("Kernel command line:") {
            commandLine(message)
        } else if text.hasPrefix("KASLR enabled") {
            kaslrLines.append(Sourced(true, message.evidence))
            isEmpty = false
        } else if text.hasPrefix("KASLR disabled") {
            kaslrLines.append(Sourced(false, message.evidence))
            isEmpty = false
        }
    }

    private mutating func readM(_ message: LogMessage) {
        let text = message.text
        if text.hasPrefix("Machine model: ") {
            log.machineModel = Sourced(text.dropFirst(15).printable, message.evidence)
            likelyArm64 = likelyArm64 ?? message.evidence
        } else if text.hasPrefix("Memory: ") {
            memoryCount(message)
        } else if text.hasPrefix("Memory limited to ") {
            memoryLimit(message)
        } else if text.hasPrefix("Memory doesn't fit") {
            log.notes.append(Sourced(text.printable, message.evidence))
        } else if text.hasPrefix("Malformed early option") {
            log.rejectedOptions.append(Sourced(text.printable, message.evidence))
        } else if text.hasPrefix("Movable ") {
            zone(message)
        }
    }

    private mutating func readR(_ message: LogMessage) {
        let text = message.text
        if text.hasPrefix("Reserved memory: created ") {
            createdPool(message)
        } else if text.hasPrefix("Reserving "), text.contains("crashkernel") || text.contains("crash kernel")
        {
            log.crashMessages.append(Sourced(text.printable, message.evidence))
        }
    }

    private mutating func readOther(_ message: LogMessage) {
        let text = message.text
        if text.hasPrefix("node ") {
            nodeRange(message)
        } else if text.hasPrefix("efi: ") {
            efi(message)
        } else if text.hasPrefix("crashkernel") || text.hasPrefix("cannot allocate crashkernel")
            || text.hasPrefix("cannot reserve crashkernel")
        {
            crash(message)
        } else if text.hasPrefix("cma: Reserved ") {
            cma(message)
        } else if text.hasPrefix("kfence: ") {
            kfence(message)
        } else if text.hasPrefix("memblock_") || text.hasPrefix("__memblock_") {
            memblockEvent(message)
        } else if text.hasPrefix("memory[0x") || text.hasPrefix("reserved[0x") {
            memblockRegion(message)
        } else if text.hasPrefix("kvm [") {
            ownKVM(message)
        } else if text.hasPrefix("smccc: KVM: hypervisor services detected") {
            log.virtualization.kvmServices = log.virtualization.kvmServices ?? message.evidence
        } else if text.hasPrefix("psci: ") || text.hasPrefix("GICv") || text.hasPrefix("arch_timer: ") {
            likelyArm64 = likelyArm64 ?? message.evidence
        }
    }

    // MARK: Helpers

    /// The architecture of which `text` is typical, if it is not arm64.
    private static func foreignName(_ text: ArraySlice<UInt8>) -> String? {
        foreignMessages.first { $0.first == text.first && text.hasPrefix($0.text) }?.name
    }

    private static let foreignMessages: [(first: UInt8, text: StaticString, name: String)] = [
        ("BIOS-e820:", "x86"), ("BIOS-provided physical RAM map", "x86"), ("Command line: ", "x86"),
        ("KERNEL supported cpus:", "x86"), ("x86/", "x86"), ("tsc: ", "x86"), ("e820: ", "x86"),
        ("smpboot: ", "x86"), ("kvm-clock: ", "x86"), ("ACPI: Local APIC", "x86"), ("IOAPIC[", "x86"),
        ("ACPI: LAPIC", "x86"), ("CPU: ARMv", "32-bit arm"), ("Memory policy: ", "32-bit arm"),
        ("CPU: PIPT", "32-bit arm"), ("CPU: VIPT", "32-bit arm"), ("HighMem ", "32 bits"),
        ("riscv: ", "riscv"), ("SBI specification", "riscv"), ("Booting Linux on hartid", "riscv"),
        ("Loongson-64bit ", "loongarch"), ("radix-mmu: ", "powerpc"), ("hash-mmu: ", "powerpc"),
        ("ppc64_pft_size", "powerpc"), ("setup: Linux is running ", "s390"), ("MIPS: machine is ", "mips"),
    ].map { ($0.0.utf8Start.pointee, $0.0, $0.1) }

    mutating func setForeign(_ name: String, _ message: LogMessage) {
        foreign = foreign ?? (name, message.evidence)
    }

    mutating func leaveOut(_ message: LogMessage) {
        damaged += 1
        if damaged <= 20 { log.remarks.append(Remark("a damaged log line is left out", [message.evidence])) }
    }

    /// True the first time `key` comes with this range: a second copy of a boot adds nothing.
    mutating func isNew(_ key: String, _ range: AddressRange) -> Bool {
        isEmpty = false
        return seenRanges.insert("\(key) \(range.start) \(range.end)").inserted
    }

    /// "[mem 0x0000000040000000-0x00000000bfffffff]"
    static func bracketedMemory(_ cursor: inout Cursor) -> AddressRange? {
        guard cursor.skip("[mem 0x"), let first = cursor.hex(), cursor.skip("-0x"), let last = cursor.hex(),
            cursor.skip("]")
        else { return nil }
        return AddressRange(first: first, last: last)
    }

    /// "0x" and exactly sixteen digits, as `%pa` and `%016llx` print: fewer were cut.
    static func address(_ cursor: inout Cursor) -> UInt64? {
        guard cursor.skip("0x"), let (value, count) = cursor.hexDigits(), count == 16 else { return nil }
        return value
    }
}
