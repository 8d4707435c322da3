/// Rebases kernel addresses in the files that list them.
struct AddressRedaction {
    let map: AddressMap

    /// Any text: sixteen hexadecimal digits from 0xfff0… on are an address.
    func redact(_ line: ArraySlice<UInt8>) -> [UInt8] {
        guard !map.isIdentity, Self.mayHoldAddress(line) else { return Array(line) }
        var result: [UInt8] = []
        var rest = line
        while let first = rest.first {
            let digits = rest.prefix { $0.hexadecimalValue != nil }
            if digits.count == 16, let address = Hexadecimal.value(digits),
                address >= AddressMap.lowestKernelAddress
            {
                result += Hexadecimal.digits(map.mapped(address), count: 16)
            } else if digits.isEmpty {
                result.append(first)
            } else {
                result += digits
            }
            rest = rest.dropFirst(max(1, digits.count))
        }
        return result
    }

    /// Most lines do not, and files are large.
    private static func mayHoldAddress(_ line: ArraySlice<UInt8>) -> Bool {
        var run = 0
        for byte in line {
            run = byte | 0x20 == 0x66 ? run + 1 : 0
            if run == 3 { return true }
        }
        return false
    }

    /// /proc/kallsyms, or a System.map, which is as it was linked.
    func symbols(_ bytes: [UInt8]) -> [UInt8] {
        guard !map.isIdentity else { return bytes }
        let slide = slide(of: SymbolText(bytes))
        return Lines.map(bytes) { line in
            guard let symbol = SymbolText.Line(line) else { return redact(line) }
            guard symbol.address >= AddressMap.lowestKernelAddress else { return Array(line) }
            // Modules, BPF programs and trampolines are elsewhere, and random too.
            let isImage = symbol.rest.isEmpty && slide != nil
            let address = isImage ? symbol.address &- (slide ?? 0) : 0
            return Array(line[..<symbol.digits.startIndex])
                + Hexadecimal.digits(address, count: symbol.digits.count)
                + Array(line[symbol.digits.endIndex...])
        }
    }

    /// How far the image of this listing was moved; nil if nothing tells.
    private func slide(of symbols: SymbolText) -> UInt64? {
        for (name, address) in map.linked {
            if let own = symbols.address(name) { return own &- address }
        }
        return (symbols.address("_text") ?? symbols.address("_stext")).map {
            $0 &- AddressMap.assumedLink(of: $0)
        }
    }

    /// The VMCOREINFO note.
    func note(_ bytes: [UInt8]) -> [UInt8] {
        guard !map.isIdentity else { return bytes }
        return Lines.map(bytes) { line in
            let text = NoteText.text(of: line)
            return Array(line[..<text.startIndex]) + noteLine(text) + Array(line[text.endIndex...])
        }
    }

    private func noteLine(_ line: ArraySlice<UInt8>) -> [UInt8] {
        guard let equals = line.firstIndex(of: 0x3d) else { return redact(line) }
        let key = Array(line[...equals])
        let value = line[(equals + 1)...]
        if line.hasPrefix("KERNELOFFSET=") { return key + [0x30] }
        if line.hasPrefix("SYMBOL(") {
            return key + (Hexadecimal.value(value).map { Hexadecimal.digits(map.mapped($0)) } ?? [0x30])
        }
        if line.hasPrefix("NUMBER("), let number = NoteText.number(value) {
            return noteNumber(line, key, number)
        }
        return redact(line)
    }

    /// Names of numbers that are the same for every boot of a kernel.
    private static let constants: [StaticString] = [
        "NUMBER(VMALLOC_START)=", "NUMBER(VMALLOC_END)=", "NUMBER(MODULES_VADDR)=", "NUMBER(MODULES_END)=",
        "NUMBER(VMEMMAP_START)=", "NUMBER(VMEMMAP_END)=", "NUMBER(KERNELPACMASK)=", "NUMBER(PAGE_OFFSET)=",
    ]

    private func noteNumber(_ line: ArraySlice<UInt8>, _ key: [UInt8], _ number: UInt64) -> [UInt8] {
        if line.hasPrefix("NUMBER(kimage_voffset)=") { return key + Self.prefixed(number &- map.slide) }
        if line.hasPrefix("NUMBER(PHYS_OFFSET)=") {
            // Without it linmap assumes the start of memory, and says what that leaves open.
            guard let offsets = map.offsets else { return StaticString("# PHYS_OFFSET redacted").bytes }
            return number == offsets.canonical ? Array(line) : key + Self.prefixed(offsets.canonical)
        }
        let isSmall = number < 1 << 32 || number > 0 &- (1 << 32)
        if isSmall || Self.constants.contains(where: { line.hasPrefix($0) }) { return Array(line) }
        return key + [0x30]
    }

    private static func prefixed(_ value: UInt64) -> [UInt8] { [0x30, 0x78] + Hexadecimal.digits(value) }

    /// A line of /proc/modules: "NAME SIZE USES DEPENDENTS STATE 0xADDRESS".
    func module(_ line: ArraySlice<UInt8>) -> [UInt8] {
        guard !map.isIdentity, let start = line.index(of: " 0x") else { return redact(line) }
        let digits = line[(start + 3)...].prefix { $0.hexadecimalValue != nil }
        return Array(line[..<digits.startIndex]) + [UInt8](repeating: 0x30, count: digits.count)
            + Array(line[digits.endIndex...])
    }
}
