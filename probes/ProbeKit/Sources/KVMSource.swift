extension Sources {
    /// The true ID_AA64MMFR2_EL1, asked of KVM.
    static let kvm = Source(
        name: "kvm", readings: [.privileged("/dev/kvm")], needs: [], byteLimit: 4096, milliseconds: 500,
        condition: .live,
        absence: Absence(
            "the CPUs' true BBM level is not known from KVM",
            [
                (.noSuchFile, "no KVM here: the CPUs' true BBM level is not known from it"),
                (.noAccess, "not in the group of /dev/kvm: the CPUs' true BBM level is not known from KVM"),
            ])
    ) { collector in
        let began = collector.system.microseconds()
        let path = "/dev/kvm"
        do throws(KernelMemoryError) {
            let device: Descriptor
            do throws(Failure) { device = try collector.privileged(path) } catch {
                throw KernelMemoryError(error, "")
            }
            collector.keep(
                mmfr2: try KVMRegister.mmfr2(collector.system, kvm: device), by: "kvm", since: began)
        } catch {
            collector.missing(path, error)
        }
    }
}

extension Collector {
    /// Notes the system's ID_AA64MMFR2_EL1, and which way it was read.
    func keep(mmfr2 value: UInt64, by way: String, since began: UInt64) {
        let line = "\(way) - ID_AA64MMFR2_EL1 0x\(Sources.hexadecimal(value))\n"
        facts.idRegisters += Array(line.utf8)
        facts.idRegisterMicroseconds += UInt32(clamping: system.microseconds() &- began)
    }
}
