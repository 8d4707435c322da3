/// What names a machine wherever it stands in a text: MAC addresses, UUIDs, serial numbers, the host's name.
///
/// Lengths are kept, so that columns stay where they were.
struct Identifiers {
    /// The host's name, and what stands before its first dot.
    private let hostNames: [[UInt8]]

    /// `hostName` is looked for too, unless it is a name that many hosts and texts have.
    init(hostName: [UInt8]?) {
        let name = hostName ?? []
        hostNames = [name, Array(name.prefix { $0 != 0x2e })].filter { Self.tellsHost($0) }
    }

    /// Whether the name tells one host from others. Numbers, and words of the files themselves, tell nothing, and
    /// without them linmap could not read what is left.
    private static func tellsHost(_ name: [UInt8]) -> Bool {
        guard name.count >= 3, !name.allSatisfy({ $0.isDigit }) else { return false }
        let folded = name.map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
        return !common.contains { folded[...].equals($0) }
    }

    private static let common: [StaticString] = [
        "localhost", "host", "none", "(none)", "redacted", "linux", "kernel", "arm64", "aarch64", "arm",
        "cpu",
        "debian", "ubuntu", "fedora", "rhel", "centos", "suse", "opensuse", "oracle", "amazon", "generic",
        "server",
        "cloud", "virtual", "boot", "config", "vmlinuz", "lib", "modules", "gcc", "smp", "preempt", "version",
        // Words that linmap looks for.
        "system", "ram", "code", "data", "crash", "crashkernel", "reserved", "memory", "mem", "node", "zone",
        "dma",
        "dma32", "normal", "movable", "device", "online", "offline", "efi", "acpi", "fdt", "numa", "kfence",
        "rodata", "full", "noalias", "off", "range", "ranges", "early", "unknown", "detected", "processor",
        "physical", "command", "line", "booting", "features", "level", "block", "blocks", "page", "pages",
        "linear",
        "table", "tables", "string", "midr", "valid", "invalid", "contiguous", "unread", "end", "kvm",
        "kcore",
        "el0", "live", "loaded", "initialized", "using", "bytes", "objects", "available",
    ]

    /// `line` with every digit of such a name replaced by `x`.
    func masked(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var result = Array(line)
        // Most lines have none of the signs; files are large.
        guard !hostNames.isEmpty || line.contains(where: { $0 == 0x3a || $0 == 0x2d }) else { return result }
        var index = 0
        while index < result.count {
            let isStart = index == 0 || !result[index - 1].isWordByte
            guard isStart, let end = end(in: result, from: index) else {
                index += 1
                continue
            }
            for position in index..<end where result[position].isWordByte { result[position] = 0x78 }
            index = end
        }
        maskSerial(&result)
        return result
    }

    /// Where the name that begins at `start` ends.
    private func end(in bytes: [UInt8], from start: Int) -> Int? {
        uuid(bytes, start) ?? groups(bytes, start) ?? host(bytes, start)
    }

    /// 8-4-4-4-12 hexadecimal digits.
    private func uuid(_ bytes: [UInt8], _ start: Int) -> Int? {
        var index = start
        for (number, length) in [8, 4, 4, 4, 12].enumerated() {
            if number > 0 {
                guard index < bytes.count, bytes[index] == 0x2d else { return nil }
                index += 1
            }
            guard index + length <= bytes.count else { return nil }
            for position in index..<(index + length) where bytes[position].hexadecimalValue == nil {
                return nil
            }
            index += length
        }
        return index
    }

    /// Six or more pairs of hexadecimal digits, with colons or hyphens between: MAC addresses, and GUIDs.
    private func groups(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard start + 2 < bytes.count else { return nil }
        let separator = bytes[start + 2]
        guard separator == 0x3a || separator == 0x2d else { return nil }
        var index = start
        var count = 0
        while index + 2 <= bytes.count, bytes[index].hexadecimalValue != nil,
            bytes[index + 1].hexadecimalValue != nil
        {
            count += 1
            index += 2
            guard index + 2 < bytes.count, bytes[index] == separator,
                bytes[index + 1].hexadecimalValue != nil, bytes[index + 2].hexadecimalValue != nil
            else { break }
            index += 1
        }
        let isWhole = index == bytes.count || !bytes[index].isWordByte
        return count >= 6 && isWhole ? index : nil
    }

    private func host(_ bytes: [UInt8], _ start: Int) -> Int? {
        for name in hostNames {
            let end = start + name.count
            guard end <= bytes.count, end == bytes.count || !bytes[end].isWordByte else { continue }
            if bytes[start..<end].elementsEqual(name) { return end }
        }
        return nil
    }

    /// "Serial\t\t: 10000000abcdef01" of /proc/cpuinfo on some boards, and "SerialNumber: …".
    private func maskSerial(_ bytes: inout [UInt8]) {
        let text = bytes[...].trimmed()
        guard text.hasPrefix("Serial") || text.hasPrefix("serial"), let colon = text.firstIndex(of: 0x3a),
            text[..<colon].firstIndex(of: 0x20).map({ text[$0..<colon].trimmed().isEmpty }) ?? true
        else { return }
        for position in (colon + 1)..<bytes.count where bytes[position].isWordByte { bytes[position] = 0x78 }
    }
}
