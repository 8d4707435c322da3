public import Arm64
public import Snapshot

/// `/proc/cpuinfo`: one paragraph a CPU; on arm64 it carries the fields of MIDR_EL1 one by one.
public struct CPUInfo: Hashable, Sendable {
    /// One CPU.
    public struct Processor: Hashable, Sendable {
        /// Linux's number.
        public let number: Int
        /// MIDR_EL1 put together from its fields; the evidence is the `CPU part` line.
        public let midr: Sourced<MIDR>
    }

    /// The file.
    public let file: String
    /// The CPUs of an arm64 listing, in the file's order. CPUs without all five fields are left out.
    public let processors: [Processor]
    /// The line that shows that this is not an arm64 machine (`vendor_id`), if there is one.
    public let foreign: Evidence?
    /// Oddities that were tolerated.
    public let remarks: [Remark]

    /// Whether the listing is of an arm64 machine.
    public var isArm64: Bool { foreign == nil && !processors.isEmpty }

    /// Reads a listing. Old kernels print the MIDR fields once, behind a list of bare `processor`
    /// lines; then they hold for every CPU.
    ///
    /// - Throws: `.badData` if no line has the form `field : value`.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> CPUInfo {
        try file.refuseForeignBytes()
        var parser = CPUInfoParser()
        for line in file.lines { parser.read(line) }
        parser.finish()
        guard parser.sawField else {
            throw InputError(.badData, file: file.path, "no field", expected: "lines such as processor : 0")
        }
        return CPUInfo(
            file: file.path, processors: parser.processors, foreign: parser.foreign, remarks: parser.remarks)
    }

    /// MIDR_EL1 from `regs/identification/midr_el1`: "0x00000000414fd0c1".
    ///
    /// - Throws: `.badData` if the file does not hold one hexadecimal number of at most 32 bits.
    public static func midr(_ file: Snapshot.File) throws(InputError) -> Sourced<MIDR> {
        let number = try SmallFile.hexadecimal(file)
        guard let value = UInt32(exactly: number.value), value != 0 else {
            throw InputError(
                .badData, file: file.path, line: 1, "not a MIDR value",
                expected: "a nonzero number of 32 bits")
        }
        return Sourced(MIDR(value), number.evidence)
    }

    /// The CPU number in the path of a `midr_el1` file: "sys/devices/system/cpu/cpu12/regs/…" → 12.
    public static func number(path: String) -> Int? {
        for part in path.split(separator: "/") where part.hasPrefix("cpu") && part.count > 3 {
            if let number = Int(part.dropFirst(3)), number >= 0 { return number }
        }
        return nil
    }
}

private struct CPUInfoParser {
    var processors: [CPUInfo.Processor] = []
    var foreign: Evidence?
    var remarks: [Remark] = []
    var sawField = false

    private var numbers: [Int] = []
    private var fields: [UInt32?] = [nil, nil, nil, nil, nil]
    private var evidence: Evidence?
    private var seen: Set<Int> = []

    mutating func read(_ line: Line) {
        guard let colon = line.bytes.firstIndex(of: 0x3a) else { return }
        let key = line.bytes[..<colon].trimmed()
        let value = line.bytes[(colon + 1)...].trimmed()
        if key.equals("processor") {
            sawField = true
            if evidence != nil || fields.contains(where: { $0 != nil }) { finish() }
            var cursor = Cursor(value)
            if let number = cursor.integer(), cursor.isAtEnd { numbers.append(number) }
        } else if key.equals("vendor_id") || key.equals("hart") || key.equals("cpu family") {
            sawField = true
            foreign = foreign ?? line.evidence
        } else if key.equals("CPU implementer") {
            store(0, number(value, below: 0x100), line)
        } else if key.equals("CPU architecture") {
            store(
                1, value.equals("AArch64") ? 0xf : number(value, below: 0x100).map { $0 >= 7 ? 0xf : $0 },
                line)
        } else if key.equals("CPU variant") {
            store(2, number(value, below: 0x10), line)
        } else if key.equals("CPU part") {
            store(3, number(value, below: 0x1000), line)
            evidence = line.evidence
        } else if key.equals("CPU revision") {
            store(4, number(value, below: 0x10), line)
        }
    }

    mutating func finish() {
        defer {
            numbers = []
            fields = [nil, nil, nil, nil, nil]
            evidence = nil
        }
        guard let evidence, let implementer = fields[0], let architecture = fields[1],
            let variant = fields[2], let part = fields[3], let revision = fields[4]
        else {
            if let evidence {
                remarks.append(Remark("a CPU without all MIDR fields is left out", [evidence]))
            }
            return
        }
        let midr = MIDR(implementer << 24 | variant << 20 | architecture << 16 | part << 4 | revision)
        if numbers.isEmpty { numbers = [(seen.max() ?? -1) + 1] }
        for number in numbers {
            guard seen.insert(number).inserted else {
                remarks.append(Remark("CPU \(number) stands twice; the first counts", [evidence]))
                continue
            }
            processors.append(CPUInfo.Processor(number: number, midr: Sourced(midr, evidence)))
        }
    }

    private mutating func store(_ index: Int, _ value: UInt32?, _ line: Line) {
        sawField = true
        if value == nil { remarks.append(Remark("not a number a MIDR field can hold", [line.evidence])) }
        fields[index] = value
    }

    private func number(_ bytes: ArraySlice<UInt8>, below limit: UInt64) -> UInt32? {
        var cursor = Cursor(bytes)
        guard let value = cursor.prefixedHex() ?? cursor.decimal(), cursor.isAtEnd, value < limit else {
            return nil
        }
        return UInt32(value)
    }
}
