import Arm64

/// The true FEAT_BBM level from `linmap/id-registers`.
enum BBMReader {
    private static let register = "ID_AA64MMFR2_EL1"
    /// Nothing above level 3 is defined, so a minimum of 3 is the level of every CPU.
    private static let highest = 3

    /// Notes the system's level, and the level of each CPU where the minimum tells it. Readings of user space are
    /// never taken: the kernel shows it a BBM field of 0 whatever the hardware has.
    static func read(_ registers: IDRegisters, _ host: inout Host) {
        host.remarks += registers.remarks
        guard let minimum = registers.system(register).map({ $0.map(field) }) else { return }
        host.bbmMinimum = minimum
        if let kvm = registers.value(register, .kvm), let table = registers.value(register, .kcore),
            field(kvm.value) != field(table.value)
        {
            host.remarks.append(
                Remark(
                    "KVM says FEAT_BBM level \(field(kvm.value)), the kernel's own table \(field(table.value)); KVM's counts (a nested or protected guest is shown less)",
                    [kvm.evidence, table.evidence]))
        }
        let isOneCore = Set(host.cpus.map(\.midr.value.model)).count == 1
        for index in host.cpus.indices where host.cpus[index].bbmLevel == nil {
            // Of unlike cores one may report more than the minimum.
            if isOneCore || minimum.value >= highest { host.cpus[index].bbmLevel = minimum }
        }
    }

    /// BBM is bits 55:52 (Arm ARM, ID_AA64MMFR2_EL1).
    static func field(_ value: UInt64) -> Int { Int(value >> 52 & 0xf) }
}
