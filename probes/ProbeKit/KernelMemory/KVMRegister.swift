/// The true ID_AA64MMFR2_EL1, asked of KVM: a virtual machine with one CPU that never runs and is destroyed at once.
///
/// KVM hands out the system's sanitised value, BBM included (arch/arm64/kvm/sys_regs.c, 5.10 to 7.3). Numbers are those
/// of include/uapi/linux/kvm.h and arch/arm64/include/uapi/asm/kvm.h.
public enum KVMRegister {
    private static let apiVersion: UInt = 0xae00
    private static let createVM: UInt = 0xae01
    private static let checkExtension: UInt = 0xae03
    private static let createVCPU: UInt = 0xae41
    private static let preferredTarget: UInt = 0x8020_aeaf
    private static let initVCPU: UInt = 0x4020_aeae
    private static let getOneRegister: UInt = 0x4010_aeab
    private static let ipaSizeCapability: UInt = 165
    /// KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM64_SYSREG, sys_reg(3, 0, 0, 7, 2).
    private static let mmfr2: UInt64 = 0x6030_0000_0013_c03a

    /// Reads the register through `kvm`, /dev/kvm opened for reading. Whatever happens, nothing stays open.
    ///
    /// - Throws: the failure of the step that failed, and what that step was.
    public static func mmfr2(_ system: SystemCalls, kvm: Descriptor) throws(KernelMemoryError) -> UInt64 {
        let version = try step(system.ioctl(kvm, apiVersion, 0), "KVM_GET_API_VERSION: /dev/kvm is no KVM")
        guard version == 12 else {
            throw KernelMemoryError(.notSupported, "KVM has API version \(version), not 12")
        }
        // Zero asks for 40 bits of guest addresses, which not every CPU has; older kernels know nothing else.
        let bits = system.ioctl(kvm, checkExtension, ipaSizeCapability)
        let type = bits >= 32 && bits < 40 ? UInt(bits) : 0
        let machine = Descriptor(
            truncatingIfNeeded: try step(
                system.ioctl(kvm, createVM, type), "KVM_CREATE_VM: no virtual machine can be made"))
        defer { system.close(machine) }
        let cpu = Descriptor(
            truncatingIfNeeded: try step(
                system.ioctl(machine, createVCPU, 0), "KVM_CREATE_VCPU: the machine gets no CPU"))
        defer { system.close(cpu) }
        return try mmfr2(system, machine, cpu)
    }

    private static func mmfr2(
        _ system: SystemCalls, _ machine: Descriptor, _ cpu: Descriptor
    ) throws(KernelMemoryError) -> UInt64 {
        // struct kvm_vcpu_init: 32 bytes. No feature is asked for: a CPU with EL2 would hide BBM.
        let target = RawPage(32)
        try step(
            system.ioctl(machine, preferredTarget, address(target)),
            "KVM_ARM_PREFERRED_TARGET: KVM knows no target for this CPU")
        target.bytes.storeBytes(of: 0, toByteOffset: 4, as: UInt32.self)
        try step(
            system.ioctl(cpu, initVCPU, address(target)), "KVM_ARM_VCPU_INIT: the CPU cannot be initialised")
        // struct kvm_one_reg {u64 id, addr}, and behind it the place that addr names.
        let register = RawPage(24)
        register.bytes.storeBytes(of: mmfr2, toByteOffset: 0, as: UInt64.self)
        register.bytes.storeBytes(of: UInt64(address(register) + 16), toByteOffset: 8, as: UInt64.self)
        try step(
            system.ioctl(cpu, getOneRegister, address(register)),
            "KVM_GET_ONE_REG: KVM does not tell ID_AA64MMFR2_EL1")
        return register.word64(at: 16)
    }

    private static func address(_ page: RawPage) -> UInt { UInt(bitPattern: page.bytes.baseAddress) }

    @discardableResult
    private static func step(_ result: Int, _ meaning: StaticString) throws(KernelMemoryError) -> Int {
        guard let failure = Failure(result: result) else { return result }
        throw KernelMemoryError(failure, meaning.description)
    }
}
