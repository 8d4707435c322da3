public import HostFacts

/// Whether a captured kernel is a host or a guest: this decides who takes a TLB conflict abort.
public struct HostStanding: Hashable, Sendable {
    /// What it is.
    public enum Kind: String, Hashable, Sendable {
        /// The kernel owns EL2: its conflict aborts come to itself.
        case host
        /// KVM runs above it.
        case kvmGuest = "kvm-guest"
        /// A virtual machine; whose, the snapshot does not tell.
        case guest
        /// The kernel was started at EL1: a guest, or firmware keeps EL2.
        case belowEL2 = "below-el2"
        /// Nothing tells.
        case unknown
    }

    /// What it is.
    public let kind: Kind
    /// In one sentence.
    public let text: String
    /// The lines it rests on.
    public let evidence: [Evidence]

    /// Whether stage 2 may be on above this kernel, so that a conflict abort may go to a hypervisor.
    public var mayBeGuest: Bool { kind != .host }
    /// Whether the kernel may be alone on the machine.
    public var mayBeHost: Bool { kind == .host || kind == .belowEL2 || kind == .unknown }

    /// What `host`'s log tells.
    public init(_ host: Host) {
        let facts = host.log.virtualization
        let level = facts.exceptionLevel
        let model = facts.machineModel.flatMap { $0.value == "linux,dummy-virt" ? $0 : nil }
        if let services = facts.kvmServices {
            self.init(.kvmGuest, "a guest of KVM", [services])
        } else if let level, level.value == 2 {
            self.init(
                .host, "a host: the kernel was started at EL2 (a nested guest would look the same)",
                [level.evidence])
        } else if let own = facts.ownKVM, own.value {
            self.init(.host, "a host: its own KVM has EL2", [own.evidence])
        } else if let register = host.bbmMinimum, register.evidence.text.hasPrefix("kvm ") {
            // The probe made a virtual machine to read it.
            self.init(.host, "a host: its own KVM runs virtual machines", [register.evidence])
        } else if let model {
            self.init(
                .guest, "a virtual machine (emulated, or a guest of a hypervisor that is not named)",
                [model.evidence, level?.evidence].compactMap { $0 })
        } else if let below = level?.evidence ?? facts.ownKVM?.evidence {
            self.init(.belowEL2, "started at EL1: a guest, or firmware keeps EL2", [below])
        } else {
            self.init(.unknown, "not known whether host or guest: the log does not tell", [])
        }
    }

    private init(_ kind: Kind, _ text: String, _ evidence: [Evidence]) {
        self.kind = kind
        self.text = text
        self.evidence = evidence
    }
}
