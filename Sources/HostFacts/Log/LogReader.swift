import Arm64

/// Collects what the messages of one boot say.
struct LogReader {
    private(set) var log: KernelLog
    /// Whether any message was understood.
    private(set) var isEmpty = true
    private let isWrapped: Bool
    private var kaslrLines: [Sourced<Bool>] = []
    private var arm64Evidence: Evidence?
    private var foreign: (name: String, evidence: Evidence)?
    private var inLayout = false
    private var commandLineGoesOn = false
    private var damaged = 0
    private var seenRanges: Set<String> = []

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
        switch text.first {
        case 0x42 where text.hasPrefix("Booting Linux on physical CPU "): bootCPU(message)
        case 0x42 where text.hasPrefix("Boot CPU: AArch64 Processor "): oldBootCPU(message, skip: 28)
        case 0x42 where text.hasPrefix("BIOS-e820:") || text.hasPrefix("BIOS-provided physical RAM map"):
            setForeign("x86", message)
        case 0x43: readC(message)
        case 0x4b: readK(message)
        case 0x4c where text.hasPrefix("Linux version "):
            log.banner = log.banner ?? Sourced(text.printable, message.evidence)
            log.isFromStart = true
            isEmpty = false
        case 0x4d: readM(message)
        case 0x4e where text.hasPrefix("Normal "),
            0x44 where text.hasPrefix("DMA") || text.hasPrefix("Device "),
            0x48 where text.hasPrefix("HighMem "):
            zone(message)
        case 0x49 where text.hasPrefix("Invalid option string for rodata"),
            0x4d where text.hasPrefix("Malformed early option"):
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
            arm64Evidence = arm64Evidence ?? message.evidence
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
        } else if text.hasPrefix("x86/") || text.hasPrefix("tsc: ") || text.hasPrefix("e820: ") {
            setForeign("x86", message)
        } else if text.hasPrefix("riscv: ") || text.hasPrefix("SBI specification") {
            setForeign("riscv", message)
        } else if text.hasPrefix("psci: ") || text.hasPrefix("GICv") || text.hasPrefix("arch_timer: ") {
            arm64Evidence = arm64Evidence ?? message.evidence
        }
    }

    // MARK: Helpers

    private mutating func setForeign(_ name: String, _ message: LogMessage) {
        foreign = foreign ?? (name, message.evidence)
    }

    private mutating func leaveOut(_ message: LogMessage) {
        damaged += 1
        if damaged <= 20 { log.remarks.append(Remark("a damaged log line is left out", [message.evidence])) }
    }

    /// True the first time `key` comes with this range: a second copy of a boot adds nothing.
    private mutating func isNew(_ key: String, _ range: AddressRange) -> Bool {
        isEmpty = false
        return seenRanges.insert("\(key) \(range.start) \(range.end)").inserted
    }

    /// "[mem 0x0000000040000000-0x00000000bfffffff]"
    private static func bracketedMemory(_ cursor: inout Cursor) -> AddressRange? {
        guard cursor.skip("[mem 0x"), let first = cursor.hex(), cursor.skip("-0x"), let last = cursor.hex(),
            cursor.skip("]")
        else { return nil }
        return AddressRange(first: first, last: last)
    }

    /// "0x" and exactly sixteen digits, as `%pa` and `%016llx` print: fewer were cut.
    private static func address(_ cursor: inout Cursor) -> UInt64? {
        guard cursor.skip("0x"), let (value, count) = cursor.hexDigits(), count == 16 else { return nil }
        return value
    }

    // MARK: CPUs

    /// "Booting Linux on physical CPU 0x0000000000 [0x413fd0c1]"; before 4.16 without the MIDR.
    private mutating func bootCPU(_ message: LogMessage) {
        log.isFromStart = true
        isEmpty = false
        arm64Evidence = arm64Evidence ?? message.evidence
        var cursor = Cursor(message.text.dropFirst(30))
        guard cursor.prefixedHex() != nil else { return }
        addCPU(0, &cursor, message)
    }

    /// "Boot CPU: AArch64 Processor [410fd034]", "CPU: AArch64 Processor [410fd034] revision 4" (4.x)
    private mutating func oldBootCPU(_ message: LogMessage, skip: Int) {
        arm64Evidence = arm64Evidence ?? message.evidence
        var cursor = Cursor(message.text.dropFirst(skip))
        addCPU(0, &cursor, message)
    }

    /// "CPU1: Booted secondary processor 0x0000000001 [0x411fd070]"
    private mutating func secondaryCPU(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(3))
        guard let number = cursor.integer(), number < 65536, cursor.skip(": Booted secondary processor ")
        else { return }
        arm64Evidence = arm64Evidence ?? message.evidence
        // "CPU1: Booted secondary processor [411fd070]" up to 4.15
        if cursor.peek != 0x5b { guard cursor.prefixedHex() != nil else { return leaveOut(message) } }
        addCPU(number, &cursor, message)
    }

    private mutating func addCPU(_ number: Int, _ cursor: inout Cursor, _ message: LogMessage) {
        cursor.skipBlanks()
        guard cursor.skip("[") else { return }
        if cursor.skip("0x") {}
        guard let (value, count) = cursor.hexDigits(), count == 8, cursor.skip("]"), value != 0,
            let midr = UInt32(exactly: value)
        else { return leaveOut(message) }
        isEmpty = false
        if let index = log.cpus.firstIndex(where: { $0.number == number }) {
            if log.cpus[index].midr.value.value != midr {
                log.remarks.append(
                    Remark(
                        "CPU \(number) came up with two MIDRs",
                        [log.cpus[index].midr.evidence, message.evidence]))
            }
            return
        }
        log.cpus.append(CPU(number: number, midr: Sourced(MIDR(midr), message.evidence)))
    }

    private mutating func feature(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(14))
        arm64Evidence = arm64Evidence ?? message.evidence
        if cursor.skip("detected: ") || cursor.skip("detected feature: ") {
            let name = cursor.rest.printable
            if log.features[name] == nil { log.features[name] = message.evidence }
            isEmpty = false
        } else if cursor.skip("SANITY CHECK: Unexpected variation in ") {
            sanityCheck(&cursor, message)
        }
    }

    /// "… SYS_ID_AA64MMFR2_EL1. Boot CPU: 0x…, CPU4: 0x…"
    private mutating func sanityCheck(_ cursor: inout Cursor, _ message: LogMessage) {
        guard let word = cursor.word(), word.last == 0x2e, cursor.skip(" Boot CPU: "),
            let boot = Self.paddedHex(&cursor), cursor.skip(", CPU"), let cpu = cursor.integer(),
            cursor.skip(": "),
            let value = Self.paddedHex(&cursor)
        else { return leaveOut(message) }
        log.sanityChecks.append(
            KernelLog.SanityCheck(
                register: word.dropLast().printable, bootValue: boot, cpu: cpu, value: value,
                evidence: message.evidence))
    }

    /// `%#016llx`: sixteen columns with "0x", more if the number needs them.
    private static func paddedHex(_ cursor: inout Cursor) -> UInt64? {
        guard cursor.skip("0x"), let (value, count) = cursor.hexDigits(), count >= 14 else { return nil }
        return value
    }

    // MARK: Command line

    /// "Kernel command line: …". From 7.x on a long one is printed in pieces, each but the last
    /// ending in " \" (CONFIG_CMDLINE_LOG_WRAP_IDEAL_LEN); the pieces were parted at blanks.
    private mutating func commandLine(_ message: LogMessage) {
        isEmpty = false
        var piece = message.text.dropFirst(20).trimmed()
        if message.text.count >= 990 || message.isJoined || isWrapped && message.text.count > 45 {
            log.isCommandLineDoubtful = true
        }
        let goesOn =
            piece.count >= 1 && piece.last == 0x5c && (piece.count == 1 || piece[piece.endIndex - 2].isBlank)
        if goesOn { piece = piece.dropLast().trimmed() }
        let text = piece.text
        if commandLineGoesOn, let before = log.commandLine {
            log.commandLine = before.map { $0.isEmpty ? text : $0 + " " + text }
        } else if let before = log.commandLine {
            if before.value != text {
                log.remarks.append(
                    Remark("two command lines in one boot; the first counts", [message.evidence]))
            }
            return
        } else {
            log.commandLine = Sourced(text, message.evidence)
        }
        commandLineGoesOn = goesOn
    }

    /// `Unknown kernel command line parameters "foo bar=1", will be passed to user space.`
    private mutating func unknownParameters(_ message: LogMessage) {
        let rest = message.text.dropFirst(39)
        guard let open = rest.firstIndex(of: 0x22), let close = rest.lastIndex(of: 0x22), open < close else {
            return
        }
        log.unknownParameters = Sourced(rest[(open + 1)..<close].printable, message.evidence)
    }

    // MARK: Memory

    /// "node   0: [mem 0x…-0x…]"
    private mutating func nodeRange(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(4))
        cursor.skipBlanks()
        guard let node = cursor.integer(), node < 65536, cursor.skip(": "), cursor.peek == 0x5b else {
            return
        }
        guard let range = Self.bracketedMemory(&cursor) else { return leaveOut(message) }
        guard isNew("node \(node)", range) else { return }
        log.nodeRanges.append(
            KernelLog.NodeRange(node: node, range: Sourced(range, message.evidence), isHotPluggable: false))
    }

    /// "ACPI: SRAT: Node 1 PXM 1 [mem 0x100000000-0x13fffffff] hotplug"
    private mutating func firmwareRange(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(17))
        guard let node = cursor.integer(), node < 65536, cursor.skip(" PXM "), cursor.integer() != nil,
            cursor.skip(" ")
        else { return }
        guard let range = Self.bracketedMemory(&cursor) else { return leaveOut(message) }
        guard isNew("srat \(node)", range) else { return }
        log.firmwareRanges.append(
            KernelLog.NodeRange(
                node: node, range: Sourced(range, message.evidence),
                isHotPluggable: cursor.rest.contains("hotplug")))
    }

    /// "DMA      [mem 0x…-0x…]", "DMA32    empty"
    private mutating func zone(_ message: LogMessage) {
        var cursor = Cursor(message.text)
        guard let word = cursor.word(),
            ["DMA", "DMA32", "Normal", "HighMem", "Movable", "Device"].contains(word.text)
        else { return }
        cursor.skipBlanks()
        let name = word.text
        if cursor.rest.equals("empty") {
            if !log.emptyZones.contains(where: { $0.value == name }) {
                log.emptyZones.append(Sourced(name, message.evidence))
            }
        } else if cursor.peek == 0x5b {
            guard let range = Self.bracketedMemory(&cursor) else { return leaveOut(message) }
            guard isNew("zone \(name)", range) else { return }
            log.zones.append(BootLog.Zone(name: name, range: Sourced(range, message.evidence)))
        }
    }

    /// "Memory: 2021432K/2097152K available (…"
    private mutating func memoryCount(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(8))
        guard let available = cursor.decimal(), cursor.skip("K/"), let total = cursor.decimal(),
            cursor.skip("K available"), total < 1 << 50, available < 1 << 50
        else { return }
        isEmpty = false
        log.memory =
            log.memory
            ?? KernelLog.MemoryCount(
                available: available << 10, total: total << 10, evidence: message.evidence)
    }

    /// "Memory limited to 1500MB"
    private mutating func memoryLimit(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(18))
        guard let megabytes = cursor.decimal(), cursor.skip("MB"), megabytes < 1 << 40 else {
            return leaveOut(message)
        }
        log.memoryLimit = Sourced(megabytes << 20, message.evidence)
    }

    // MARK: Reservations

    /// "crashkernel reserved: 0x… - 0x… (256 MB)": the end is exclusive, and the size must agree.
    private mutating func crash(_ message: LogMessage) {
        isEmpty = false
        let words = Sourced(message.text.printable, message.evidence)
        var cursor = Cursor(message.text)
        let isLow = cursor.skip("crashkernel low memory reserved: ")
        if isLow || cursor.skip("crashkernel reserved: ") {
            guard let start = cursor.prefixedHex(), cursor.skip(" - "), let end = cursor.prefixedHex(),
                cursor.skip(" ("), let size = cursor.decimal(), cursor.skip(" MB)"),
                let range = AddressRange(start, end), range.size >> 20 == size
            else { return leaveOut(message) }
            guard isNew("crash \(isLow)", range) else { return }
            log.crashReservations.append(
                KernelLog.CrashReservation(range: Sourced(range, message.evidence), isLow: isLow))
        } else if !message.text.hasPrefix("crashkernel CMA reserved") {
            if log.crashFailures.contains(where: { $0.value == words.value }) { return }
            log.crashFailures.append(words)
        }
        log.crashMessages.append(words)
    }

    /// "cma: Reserved 64 MiB at 0x00000000b4e00000[ on node -1]"
    private mutating func cma(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(14))
        guard let size = cursor.decimal(), size < 1 << 30, cursor.skip(" MiB ") else {
            return leaveOut(message)
        }
        guard cursor.skip("at ") else { return }  // "in 3 ranges" gives no address
        guard let start = Self.address(&cursor), let end = Self.sum(start, size << 20),
            let range = AddressRange(start, end)
        else { return leaveOut(message) }
        if isNew("cma", range) { log.cmaAreas.append(Sourced(range, message.evidence)) }
    }

    /// "Reserved memory: created CMA memory pool at 0x00000000b8000000, size 64 MiB"
    private mutating func createdPool(_ message: LogMessage) {
        let text = message.text.dropFirst(25)
        guard let behind = text.index(after: " pool at ") else { return leaveOut(message) }
        var cursor = Cursor(text[behind...])
        guard let start = Self.address(&cursor), cursor.skip(", size "), let size = cursor.decimal(),
            cursor.skip(" MiB"), size < 1 << 30, size > 0, let end = Self.sum(start, size << 20),
            let range = AddressRange(start, end)
        else { return leaveOut(message) }
        let name = text[..<behind].dropLast(4).printable
        if isNew("pool", range) {
            log.reservedMemory.append(
                KernelLog.ReservedMemory(range: Sourced(range, message.evidence), name: name, isNoMap: nil))
        }
    }

    /// "OF: reserved mem: 0x…..0x… (8192 KiB) nomap non-reusable tz@50000000"
    private mutating func reservedMemory(_ message: LogMessage, skip: Int) {
        var cursor = Cursor(message.text.dropFirst(skip))
        guard cursor.rest.hasPrefix("0x") else { return }
        guard let first = Self.address(&cursor), cursor.skip(".."), let last = Self.address(&cursor),
            cursor.skip(" ("), let size = cursor.decimal(), cursor.skip(" KiB) "),
            let range = AddressRange(first: first, last: last), range.size >> 10 == size,
            let map = cursor.word(),
            map.equals("map") || map.equals("nomap"), cursor.skip(" "), cursor.word() != nil
        else { return leaveOut(message) }
        guard isNew("of", range) else { return }
        log.reservedMemory.append(
            KernelLog.ReservedMemory(
                range: Sourced(range, message.evidence), name: cursor.rest.printable,
                isNoMap: map.equals("nomap")))
    }

    private static func sum(_ start: UInt64, _ size: UInt64) -> UInt64? {
        let (end, overflow) = start.addingReportingOverflow(size)
        return overflow ? nil : end
    }

    /// "kfence: initialized - using 2097152 bytes for 255 objects at 0x…-0x…"
    private mutating func kfence(_ message: LogMessage) {
        isEmpty = false
        var cursor = Cursor(message.text.dropFirst(8))
        guard cursor.skip("initialized - using ") else {
            if cursor.rest.hasPrefix("disabled") || cursor.rest.contains("failed") {
                log.kfenceFailures.append(Sourced(message.text.printable, message.evidence))
            }
            return
        }
        guard let bytes = cursor.decimal(), cursor.skip(" bytes for "), let objects = cursor.decimal(),
            cursor.skip(" objects")
        else { return leaveOut(message) }
        var addresses: AddressRange?
        if cursor.skip(" at 0x"), let start = cursor.hex(), cursor.skip("-0x"), let end = cursor.hex(),
            start >= 0xfff0_0000_0000_0000, start.isAligned(to: 4096), let range = AddressRange(start, end),
            range.size == bytes
        {
            addresses = range
        }
        log.kfence =
            log.kfence
            ?? KernelLog.Kfence(
                poolBytes: bytes, objects: objects, addresses: addresses, evidence: message.evidence)
    }

    // MARK: EFI

    private mutating func efi(_ message: LogMessage) {
        isEmpty = false
        var cursor = Cursor(message.text.dropFirst(5))
        cursor.skipBlanks()
        let rest = cursor.rest
        if rest.hasPrefix("EFI v") {
            log.efi = log.efi ?? Sourced(rest.printable, message.evidence)
        } else if rest.hasPrefix("UEFI not found") {
            log.noEFI = message.evidence
        } else if rest.hasPrefix("0x") {
            efiRegion(message, &cursor)
        } else if rest.hasPrefix("mem"), rest.dropFirst(3).first?.isDigit == true {
            numberedEFIRegion(message, rest)
        } else if rest.contains("=0x") {
            efiTables(rest, message)
        }
    }

    /// "0x000040000000-0x00004017bfff [Conventional Memory|   |  |  |  |  |  |  |   |WB|WT|WC|UC]*"
    private mutating func efiRegion(_ message: LogMessage, _ cursor: inout Cursor) {
        guard cursor.skip("0x"), let first = cursor.hexDigits(), first.count >= 12, cursor.skip("-0x"),
            let last = cursor.hexDigits(), last.count >= 12, cursor.skip(" ["),
            let close = cursor.rest.firstIndex(of: 0x5d),
            let range = AddressRange(first: first.value, last: last.value)
        else { return leaveOut(message) }
        addEFIRegion(range, cursor.rest[..<close], message)
    }

    /// "mem00: [Conventional Memory|…] range=[0x0000000000000000-0x0000000000000fff] (0MB)"
    private mutating func numberedEFIRegion(_ message: LogMessage, _ rest: ArraySlice<UInt8>) {
        guard let behind = rest.index(after: "range=[0x"), let open = rest.firstIndex(of: 0x5b),
            let close = rest.firstIndex(of: 0x5d), open < close
        else { return leaveOut(message) }
        var cursor = Cursor(rest[behind...])
        guard let first = cursor.hex(), cursor.skip("-0x"), let last = cursor.hex(),
            cursor.skip("]") || cursor.skip(")"), let range = AddressRange(first: first, last: last)
        else { return leaveOut(message) }
        addEFIRegion(range, rest[(open + 1)..<close], message)
    }

    private mutating func addEFIRegion(
        _ range: AddressRange, _ text: ArraySlice<UInt8>, _ message: LogMessage
    ) {
        let parts = text.split(separator: 0x7c, omittingEmptySubsequences: false).map { $0.trimmed() }
        guard let type = parts.first, isNew("efi", range) else { return }
        let attributes = parts.dropFirst().filter { !$0.isEmpty }.map(\.printable)
        log.efiMap.append(
            KernelLog.EFIRegion(
                range: Sourced(range, message.evidence), type: type.printable, attributes: attributes))
    }

    /// "SMBIOS 3.0=0xbfed0000 MEMATTR=0xbeba4018 ACPI 2.0=0xb92f0018". An address behind which no
    /// new name begins may have been cut by a wrap, and is left out.
    private mutating func efiTables(_ text: ArraySlice<UInt8>, _ message: LogMessage) {
        var rest = text
        while let behind = rest.index(after: "=0x") {
            let name = rest[..<behind].dropLast(3).trimmed()
            var cursor = Cursor(rest[behind...])
            let value = cursor.hex()
            cursor.skipBlanks()
            let next = cursor.peek
            let isWhole = next.map { $0 >= 0x41 && $0 <= 0x5a } ?? !message.mayGoOn
            if let value, isWhole, name.count < 32, !name.isEmpty {
                let key = name.printable
                if log.efiTables[key] == nil { log.efiTables[key] = Sourced(value, message.evidence) }
            } else {
                leaveOut(message)
                return
            }
            rest = cursor.rest
        }
    }

    // MARK: memblock=debug

    /// "memblock_reserve: [0x…-0x…] [nid=0 flags=0] setup_arch+0x1c4/0x618"
    private mutating func memblockEvent(_ message: LogMessage) {
        guard let colon = message.text.firstIndex(of: 0x3a) else { return }
        let function = message.text[..<colon]
        guard function.allSatisfy(\.isWordByte) else { return }
        var cursor = Cursor(message.text[(colon + 1)...])
        cursor.skipBlanks()
        guard cursor.skip("[0x") else { return }  // "memblock_alloc_…: 64 bytes align=…"
        guard let first = cursor.hexDigits(), cursor.skip("-0x"), let last = cursor.hexDigits(),
            cursor.skip("]"),
            first.count == last.count, let range = AddressRange(first: first.value, last: last.value)
        else { return leaveOut(message) }
        let words = cursor.rest.split(separator: 0x20)
        let caller = words.last.flatMap { $0.contains(0x2b) ? $0.printable : nil }
        isEmpty = false
        log.memblockEvents.append(
            KernelLog.MemblockEvent(
                function: function.printable, range: Sourced(range, message.evidence), caller: caller))
    }

    /// "memory[0x0]	[0x…-0x…], 0x0000000080000000 bytes on node 0 flags: 0x0"
    private mutating func memblockRegion(_ message: LogMessage) {
        guard let open = message.text.firstIndex(of: 0x5b), let close = message.text.firstIndex(of: 0x5d)
        else { return }
        var cursor = Cursor(message.text[(close + 1)...])
        cursor.skipBlanks()
        guard cursor.skip("[0x"), let first = cursor.hex(), cursor.skip("-0x"), let last = cursor.hex(),
            cursor.skip("], "), let size = cursor.prefixedHex(), cursor.skip(" bytes"),
            let range = AddressRange(first: first, last: last), range.size == size
        else { return leaveOut(message) }
        let node = cursor.skip(" on node ") ? cursor.integer() : nil
        guard cursor.skip(" flags: "), let flags = cursor.prefixedHex() ?? cursor.decimal(), flags < 1 << 31
        else {
            return leaveOut(message)
        }
        let list = message.text[..<open].printable
        guard isNew(list, range) else { return }
        log.memblockRegions.append(
            KernelLog.MemblockRegion(
                list: list, range: Sourced(range, message.evidence), node: node,
                flags: MemblockList.Flags(rawValue: UInt32(flags))))
    }

    // MARK: Virtual layout

    /// "    vmalloc : 0xffff000008000000 - 0xffff7dffbfff0000   (129022 GB)", below its heading.
    private mutating func readLayout(_ message: LogMessage) -> Bool {
        guard inLayout else { return false }
        guard let colon = message.text.prefix(16).firstIndex(of: 0x3a) else {
            inLayout = false
            return false
        }
        var cursor = Cursor(message.text[(colon + 1)...])
        cursor.skipBlanks()
        guard cursor.skip("0x") else {
            inLayout = false
            return false
        }
        guard let start = cursor.hex(), cursor.skip(" - 0x"), let end = cursor.hex(),
            let range = AddressRange(start, end)
        else { return true }  // hidden addresses
        log.virtualLayout.append(
            KernelLog.LayoutLine(
                name: message.text[..<colon].printable, range: Sourced(range, message.evidence)))
        return true
    }
}
