public import Snapshot

/// `linmap/id-registers`: feature registers, each with the way it was read. Lines `SOURCE CPU REGISTER VALUE`;
/// `#` begins a comment.
///
/// The source decides what a value means: KVM and the kernel's own table hold the true fields, as the minimum
/// over the CPUs that came up at boot; what user space is shown (`el0`) has hidden fields set to 0, BBM among
/// them.
public struct IDRegisters: Hashable, Sendable {
    /// Which way a register was read.
    public enum Source: String, Hashable, Sendable {
        /// KVM_GET_ONE_REG of a virtual CPU: the system's value.
        case kvm
        /// `arm64_ftr_regs[]` read through /proc/kcore: the system's value.
        case kcore
        /// MRS in user space, which the kernel emulates: hidden fields read 0.
        case el0
    }

    /// One value.
    public struct Reading: Hashable, Sendable {
        /// Which way it was read.
        public let source: Source
        /// The CPU it was read on; nil for a value of the whole system.
        public let cpu: Int?
        /// "ID_AA64MMFR2_EL1".
        public let register: String
        /// The value, and its line.
        public let value: Sourced<UInt64>
    }

    /// The file.
    public let file: String
    /// The readings, in the file's order.
    public let readings: [Reading]
    /// Oddities that were tolerated.
    public let remarks: [Remark]

    /// Reads `file`. A source this version does not know is passed over with a remark.
    ///
    /// - Throws: `.badData` for a line of another form, a CPU number above 65535, a value above 64 bits, or a
    ///   register that is told twice by one source for one CPU.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> IDRegisters {
        try file.refuseForeignBytes()
        var readings: [Reading] = []
        var remarks: [Remark] = []
        var seen: Set<String> = []
        for line in file.lines {
            let text = line.bytes.trimmed()
            guard !text.isEmpty, text.first != 0x23 else { continue }
            let words = text.split(whereSeparator: \.isBlank)
            guard words.count == 4, let value = hexadecimal(words[3]), let cpu = cpu(words[1]),
                words[2].count <= 40, words[2].allSatisfy(\.isWordByte)
            else { throw line.error("not a register", expected: "SOURCE cpuN|- REGISTER 0xVALUE") }
            guard seen.insert(words[0..<3].map(\.text).joined(separator: " ")).inserted else {
                throw line.error("told twice", expected: "each register once")
            }
            guard let source = Source(rawValue: words[0].text) else {
                if remarks.count < 20 { remarks.append(Remark("an unknown source", [line.evidence])) }
                continue
            }
            readings.append(
                Reading(
                    source: source, cpu: cpu < 0 ? nil : cpu, register: words[2].text,
                    value: Sourced(value, line.evidence)))
        }
        return IDRegisters(file: file.path, readings: readings, remarks: remarks)
    }

    /// The system's true value of `register`: from KVM, else from the kernel's own table. Never what user space
    /// is shown.
    public func system(_ register: String) -> Sourced<UInt64>? {
        [Source.kvm, .kcore].lazy.compactMap { self.value(register, $0) }.first
    }

    /// The value that one trusted way gave for the whole system.
    public func value(_ register: String, _ source: Source) -> Sourced<UInt64>? {
        readings.first { $0.source == source && $0.register == register }?.value
    }

    private static func hexadecimal(_ word: ArraySlice<UInt8>) -> UInt64? {
        var cursor = Cursor(word)
        guard let value = cursor.prefixedHex(), cursor.isAtEnd else { return nil }
        return value
    }

    /// "cpu12" → 12, "-" → −1; nil for anything else.
    private static func cpu(_ word: ArraySlice<UInt8>) -> Int? {
        if word.equals("-") { return -1 }
        var cursor = Cursor(word)
        guard cursor.skip("cpu"), let number = cursor.integer(), cursor.isAtEnd, number <= 65535 else {
            return nil
        }
        return number
    }
}
