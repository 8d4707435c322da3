/// What the kernel log says about the exception level the kernel got, and about what may run above it.
public struct Virtualization: Hashable, Sendable {
    /// "CPU: All CPU(s) started at EL2": 2 where the kernel was handed EL2, 1 where something else keeps it or the CPU
    /// has none.
    public var exceptionLevel: Sourced<Int>?
    /// "smccc: KVM: hypervisor services detected": KVM runs above this kernel.
    public var kvmServices: Evidence?
    /// Whether this kernel's own KVM found EL2: "VHE mode initialized successfully", or "HYP mode not available".
    public var ownKVM: Sourced<Bool>?
    /// The device tree's model: "linux,dummy-virt" is a virtual machine's.
    public var machineModel: Sourced<String>?

    /// Nothing known.
    public init() {}
}
