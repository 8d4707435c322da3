extension Sources {
    /// The kernel log's lines that tell of memory, CPUs and options, from /dev/kmsg.
    static let dmesg = Source(
        name: "dmesg", readings: [.privileged("/dev/kmsg", as: .readingWhatIsThere)], needs: [.syslog],
        byteLimit: 1 << 19, milliseconds: 1500, condition: .live, places: ["/var/log/dmesg"],
        absence: Absence(
            "what the kernel said about memory, BBM and the crash kernel at boot is not known",
            [(.notPermitted, "not privileged (dmesg_restrict): what the kernel said at boot is not known")])
    ) { collector in
        let path = "/dev/kmsg"
        let began = collector.system.microseconds()
        do throws(Failure) {
            var log = LogRecords(limit: min(collector.source.byteLimit, collector.store.room))
            let isCut = try collector.withFile(path) { (descriptor) throws(Failure) in
                try read(descriptor, into: &log, collector)
            }
            guard log.total > 0 else { throw .noData }
            try collector.keep(
                "var/log/dmesg", log.text, from: path, since: began, note: log.note,
                isCut: isCut || log.isFull || log.isDamaged)
        } catch {
            collector.missing(path, error)
        }
    }

    /// One read(2) gives one record. True if time was up before the end.
    private static func read(_ descriptor: Descriptor, into log: inout LogRecords, _ collector: Collector)
        throws(Failure) -> Bool
    {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16384, alignment: 16)
        defer { buffer.deallocate() }
        while !collector.deadline.isOver {
            let count = collector.system.read(descriptor, into: buffer)
            switch count {
            // EINTR, and EPIPE: records were overwritten before they could be read; the next is another.
            case -4, -32: continue
            // EAGAIN: nothing more is there.
            case -11, 0: return false
            default: break
            }
            if let failure = Failure(result: count) { throw failure }
            guard count <= buffer.count else { throw .inputOutput }
            log.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return true
    }
}

/// Turns records of /dev/kmsg, "6,339,5140900,-;text\n KEY=value\n", into lines as dmesg(1) prints them.
struct LogRecords {
    /// The lines that were kept.
    private(set) var text: [UInt8] = []
    /// Lines seen.
    private(set) var total = 0
    /// Whether a record was none.
    private(set) var isDamaged = false
    /// Whether lines that matter did not fit.
    private(set) var isFull = false
    private var kept = 0
    private var beginning: UInt64?
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// What was done, for the manifest.
    var note: String {
        "\(kept) of \(total) lines; the ring buffer begins at [\(Self.time(beginning ?? 0))]"
    }

    mutating func add(_ record: UnsafeRawBufferPointer) {
        guard let semicolon = record.firstIndex(of: 0x3b), let time = Self.stamp(record[..<semicolon]) else {
            isDamaged = true
            return
        }
        if beginning == nil { beginning = time }
        // Lines of the record that begin with a space are properties of it, not text.
        let raw = record[(semicolon + 1)...].prefix { $0 != 0x0a }
        for line in Self.decoded(raw).split(separator: 0x0a) {
            total += 1
            line.withUnsafeBytes { bytes in
                if LogLine.matters(bytes) { append(bytes, time) }
            }
        }
    }

    private mutating func append(_ line: UnsafeRawBufferPointer, _ time: UInt64) {
        let stamp = Array("[\(Self.time(time))] ".utf8)
        guard text.count + stamp.count + line.count < limit else {
            isFull = true
            return
        }
        kept += 1
        text += stamp
        text.append(contentsOf: line)
        text.append(0x0a)
    }

    /// The third of the fields before the text, microseconds.
    private static func stamp(_ head: Slice<UnsafeRawBufferPointer>) -> UInt64? {
        let fields = head.split(separator: 0x2c)
        return fields.count < 3 ? nil : UInt64(String(decoding: fields[2], as: UTF8.self))
    }

    /// "    1.234567"
    private static func time(_ microseconds: UInt64) -> String {
        let seconds = "\(microseconds / 1_000_000)"
        let fraction = "\(microseconds % 1_000_000)"
        var text = ""
        for _ in 0..<max(0, 5 - seconds.utf8.count) { text += " " }
        text += seconds + "."
        for _ in fraction.utf8.count..<6 { text += "0" }
        return text + fraction
    }

    /// Undoes "\xNN", save of control characters other than tab and line end: they stay as they are, so that
    /// the file cannot drive a terminal.
    static func decoded(_ raw: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var index = raw.startIndex
        while index < raw.endIndex {
            if raw[index] == 0x5c, index + 3 < raw.endIndex, raw[index + 1] == 0x78,
                let high = digit(raw[index + 2]), let low = digit(raw[index + 3])
            {
                let byte = high << 4 | low
                if byte >= 0x20 && byte != 0x7f || byte == 0x09 || byte == 0x0a {
                    bytes.append(byte)
                    index += 4
                    continue
                }
            }
            bytes.append(raw[index])
            index += 1
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x57
        case 0x41...0x46: byte - 0x37
        default: nil
        }
    }
}

/// Which lines of the kernel log bear on the linear map: those that linmap's log reader knows, and little else.
enum LogLine {
    private static let beginnings: [StaticString] = [
        "Booting Linux on ", "Linux version ", "Boot CPU: ", "CPU: AArch64 Processor ", "CPU features: ",
        "CPU: All CPU",
        "Kernel command line:", "Unknown kernel command line parameters ", "Malformed early option",
        "Invalid option string for rodata", "KASLR ", "Machine model: ", "Memory: ", "Memory limited to ",
        "Memory doesn't fit", "Movable ", "Movable zone start", "Normal ", "DMA", "Device ", "HighMem ",
        "Zone ranges", "Early memory node ranges", "Initmem setup node", "node ", "NUMA: ", "ACPI: SRAT: ",
        "SMP: Total of",
        "OF: reserved mem: ", "OF: fdt: ", "Reserved memory: ", "Reserving ", "cma: ", "efi: ", "kfence: ",
        "crashkernel", "Crash ", "cannot allocate crashkernel", "cannot reserve crashkernel", "crash_core: ",
        "memblock_", "__memblock_", "memory[0x", "reserved[0x", "MEMBLOCK configuration",
        "Capping linear region",
        "percpu: Embedded ", "Virtual kernel memory layout", "psci: ", "GICv", "arch_timer: ",
        "Built ", "Detected ", "alternatives: ", "SMCCC: ", "RSI: ", "mem auto-init", "Freeing ",
        "printk: log_buf",
        "Dentry cache hash table", "Inode-cache hash table",
    ]
    private static let parts: [StaticString] = [
        " hash table entries: ", "BBM", "crashkernel=", "rodata", "linear map", "secretmem", "hotplug",
        "Booted secondary processor", "memory block", "page tables", " crash kernel",
    ]

    /// Whether linmap may want to read `line`, the text without its time.
    static func matters(_ line: UnsafeRawBufferPointer) -> Bool {
        let start = line.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? line.count
        let text = UnsafeRawBufferPointer(rebasing: line[start...])
        // The environment of the first program, and the rest of a memory layout, stand indented.
        if start >= 2, text.contains(" : 0x") { return true }
        for beginning in beginnings where text.hasPrefix(beginning) { return true }
        for part in parts where text.contains(part) { return true }
        return false
    }
}
