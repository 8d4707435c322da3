/// Holds what the probe says of ID_AA64MMFR2_EL1 against the register in the emulator.
public enum RegisterCheck {
    /// What differs, a line each.
    /// - Parameters:
    ///   - lines: `linmap/id-registers` of the snapshot, nil if it has none.
    ///   - register: the true value.
    ///   - needsKVM: whether the guest was given EL2, so that KVM must have answered.
    public static func problems(_ lines: String?, register: UInt64, needsKVM: Bool) -> [String] {
        let name = "ID_AA64MMFR2_EL1"
        var problems: [String] = []
        var sources: Set<Substring> = []
        for line in (lines ?? "").split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ")
            guard words.count == 4, words[3].hasPrefix("0x"),
                let value = UInt64(words[3].dropFirst(2), radix: 16)
            else {
                problems.append("registers: \(line)")
                continue
            }
            guard words[2] == name else { continue }
            sources.insert(words[0])
            // The kernel hides the field from user space.
            let expected = words[0] == "el0" ? 0 : register >> 52 & 15
            if value >> 52 & 15 != expected {
                problems.append("registers: \(words[0]) gives BBM \(value >> 52 & 15), expected \(expected)")
            }
        }
        if needsKVM, !sources.contains("kvm") { problems.append("registers: no \(name) from KVM") }
        if !sources.contains("el0") { problems.append("registers: no \(name) as user space sees it") }
        return problems
    }
}
