import Arm64

/// Node ranges, zones, counts, and the early allocator's own words.
extension LogReader {
    /// "node   0: [mem 0x…-0x…]"
    mutating func nodeRange(_ message: LogMessage) {
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
    mutating func firmwareRange(_ message: LogMessage) {
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
    mutating func zone(_ message: LogMessage) {
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
    mutating func memoryCount(_ message: LogMessage) {
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

    /// "Dentry cache hash table entries: 524288 (order: 10, 4194304 bytes, linear)": a table of a
    /// power of two of bytes takes 2^order whole pages (mm/page_alloc.c, alloc_large_system_hash).
    /// The kernel's first tables must agree: of one line a digit may be lost.
    mutating func pageSize(_ message: LogMessage) {
        let text = message.text
        if text.hasPrefix("percpu: Embedded ") { return perCPU(message) }
        guard let behind = text.index(after: " hash table entries: ") else { return }
        var cursor = Cursor(text[behind...])
        guard let entries = cursor.decimal(), entries > 0, cursor.skip(" (order: "),
            let order = cursor.decimal(), order > 0, order < 20, cursor.skip(", "),
            let bytes = cursor.decimal(), cursor.skip(" bytes"), bytes.nonzeroBitCount == 1,
            let granule = Granule(rawValue: bytes >> order)
        else { return }
        guard let candidate = pageSizeCandidate else {
            pageSizeCandidate = Sourced(granule, message.evidence)
            return
        }
        if candidate.value == granule {
            log.pageSize = candidate
        } else {
            pageSizeCandidate = Sourced(granule, message.evidence)
        }
    }

    /// "percpu: Embedded 25 pages/cpu s61656 r8192 d32552 u102400": the three parts fill the pages
    /// exactly (mm/percpu.c, pcpu_embed_first_chunk). Up to 5.1 an address stands before them.
    private mutating func perCPU(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(17))
        guard let pages = cursor.decimal(), pages > 0, pages < 1 << 20, cursor.skip(" pages/cpu ") else {
            return
        }
        if cursor.peek == 0x40 {
            _ = cursor.word()
            cursor.skipBlanks()
        }
        guard cursor.skip("s"), let fixed = cursor.decimal(), cursor.skip(" r"),
            let reserved = cursor.decimal(), cursor.skip(" d"), let dynamic = cursor.decimal(),
            fixed < 1 << 40, reserved < 1 << 40, dynamic < 1 << 40,
            (fixed + reserved + dynamic).isMultiple(of: pages),
            let granule = Granule(rawValue: (fixed + reserved + dynamic) / pages)
        else { return }
        log.pageSize = Sourced(granule, message.evidence)
    }

    /// "Memory limited to 1500MB"
    mutating func memoryLimit(_ message: LogMessage) {
        var cursor = Cursor(message.text.dropFirst(18))
        guard let megabytes = cursor.decimal(), cursor.skip("MB"), megabytes < 1 << 40 else {
            return leaveOut(message)
        }
        log.memoryLimit = Sourced(megabytes << 20, message.evidence)
    }

    // MARK: memblock=debug

    /// "memblock_reserve: [0x…-0x…] [nid=0 flags=0] setup_arch+0x1c4/0x618"
    mutating func memblockEvent(_ message: LogMessage) {
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
    mutating func memblockRegion(_ message: LogMessage) {
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
    mutating func readLayout(_ message: LogMessage) -> Bool {
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
