import Arm64

/// The EFI lines: version, tables, and the memory map of efi=debug.
extension LogReader {
    mutating func efi(_ message: LogMessage) {
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
    mutating func efiRegion(_ message: LogMessage, _ cursor: inout Cursor) {
        guard cursor.skip("0x"), let first = cursor.hexDigits(), first.count >= 12, cursor.skip("-0x"),
            let last = cursor.hexDigits(), last.count >= 12, cursor.skip(" ["),
            let close = cursor.rest.firstIndex(of: 0x5d),
            let range = AddressRange(first: first.value, last: last.value)
        else { return leaveOut(message) }
        addEFIRegion(range, cursor.rest[..<close], message)
    }

    /// "mem00: [Conventional Memory|…] range=[0x0000000000000000-0x0000000000000fff] (0MB)"
    mutating func numberedEFIRegion(_ message: LogMessage, _ rest: ArraySlice<UInt8>) {
        guard let behind = rest.index(after: "range=[0x"), let open = rest.firstIndex(of: 0x5b),
            let close = rest.firstIndex(of: 0x5d), open < close
        else { return leaveOut(message) }
        var cursor = Cursor(rest[behind...])
        guard let first = cursor.hex(), cursor.skip("-0x"), let last = cursor.hex(),
            cursor.skip("]") || cursor.skip(")"), let range = AddressRange(first: first, last: last)
        else { return leaveOut(message) }
        addEFIRegion(range, rest[(open + 1)..<close], message)
    }

    mutating func addEFIRegion(
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
    mutating func efiTables(_ text: ArraySlice<UInt8>, _ message: LogMessage) {
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
}
