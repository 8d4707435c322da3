import Arm64

/// Crash kernel, CMA, device-tree and KFENCE reservations.
extension LogReader {
    /// "crashkernel reserved: 0x… - 0x… (256 MB)": the end is exclusive, and the size must agree.
    mutating func crash(_ message: LogMessage) {
        // The first program's environment is printed too: "    crashkernel=100M,low".
        guard !message.text.hasPrefix("crashkernel=") else { return }
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
            if log.crashFailures.count >= 100
                || log.crashFailures.contains(where: { $0.value == words.value })
            {
                return
            }
            log.crashFailures.append(words)
        }
        log.crashMessages.append(words)
    }

    /// "cma: Reserved 64 MiB at 0x00000000b4e00000[ on node -1]"
    mutating func cma(_ message: LogMessage) {
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
    mutating func createdPool(_ message: LogMessage) {
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
    mutating func reservedMemory(_ message: LogMessage, skip: Int) {
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

    static func sum(_ start: UInt64, _ size: UInt64) -> UInt64? {
        let (end, overflow) = start.addingReportingOverflow(size)
        return overflow ? nil : end
    }

    /// "kfence: initialized - using 2097152 bytes for 255 objects at 0x…-0x…"
    mutating func kfence(_ message: LogMessage) {
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
}
