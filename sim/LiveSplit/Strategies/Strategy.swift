/// A way to change live mappings: a program for the PE that changes them, and one for a PE that uses them
/// meanwhile, in the scenario language.
public struct Strategy: Sendable {
    /// The name `linmap split --strategy` knows.
    public let name: String
    /// What it does, in one line.
    public let summary: String
    /// Where it comes from: a rule of the Arm ARM, a kernel version, a hypervisor.
    public let source: String
    /// The lowest FEAT_BBM level whose rules it keeps to; nil if it leaves out what every level needs.
    public let needs: BBMLevel?
    /// The script; `scenario(bbm:handler:)` adds the handler.
    public let script: String
    /// Frames beyond `a` and `a+1` that it maps, so that a guest's stage 2 can map them.
    let farFrames: Bool

    init(
        _ name: String, _ summary: String, source: String, needs: BBMLevel?, farFrames: Bool = false,
        script: String
    ) {
        self.name = name
        self.summary = summary
        self.source = source
        self.needs = needs
        self.farFrames = farFrames
        self.script = script
    }

    /// Every strategy, the safest first.
    public static let all: [Strategy] = splits + merges + linux + careless

    /// The strategy of that name.
    public static func named(_ name: String) -> Strategy? { all.first { $0.name == name } }

    /// The scenario of this strategy under a FEAT_BBM level and a way to handle conflict aborts.
    public func scenario(bbm: BBMLevel, handler: ConflictHandler) throws(ScenarioError) -> Scenario {
        var scenario = try Scenario(text(handler))
        scenario.bbm = bbm
        return scenario
    }

    /// The whole text of that scenario but for its level.
    public func text(_ handler: ConflictHandler) -> String {
        var text = "scenario \(name)\n\(script)"
        if handler.isGuest {
            text += "ipa a, a+1: page p\n"
            if farFrames { text += "ipa a+8, a+9 beside a: page p+8\n" }
        }
        return text + handler.script + "ask rules: violation\n"
    }
}

/// What happens when a TLB conflict abort is taken.
public enum ConflictHandler: String, Hashable, Sendable, CaseIterable {
    /// Linux to 7.3: the kernel dies (`do_bad`, "TLB conflict abort").
    case none
    /// A handler that invalidates the address that aborted.
    case byAddress = "by-va"
    /// A handler that invalidates everything of the PE's regime; its code, vectors and stack lie elsewhere.
    case all
    /// As `all`, but its stack lies in the range that is being changed; so does that of the fault handler.
    case allInRange = "all-in-range"
    /// A guest under KVM to 7.3: unsupported fault status, the guest is killed.
    case kvm
    /// A guest under a hypervisor that answers with VMALLS12E1 and lets the guest try again.
    case hypervisor

    /// The abort is taken with stage 2 on.
    public var isGuest: Bool { self == .kvm || self == .hypervisor }

    /// What it is, in one line.
    public var summary: String {
        switch self {
        case .none: "no handler: the kernel dies of a conflict abort, as Linux does to 7.3"
        case .byAddress: "invalidates the aborted address and retries"
        case .all: "invalidates all of EL1's translations and retries; code and stack lie elsewhere"
        case .allInRange: "as all, but its stack lies in the range being changed"
        case .kvm: "a guest; KVM to 7.3 kills it on a conflict abort"
        case .hypervisor: "a guest; the hypervisor invalidates with VMALLS12E1 and lets it retry"
        }
    }

    /// Lines of the scenario language.
    var script: String {
        switch self {
        case .none, .kvm: ""
        case .byAddress: "on conflict: TLBI VAE1 fault; DSB NSH; ISB; retry\n"
        case .all: "on conflict: TLBI VMALLE1; DSB NSH; ISB; retry\n"
        case .allInRange:
            """
            on conflict: W x+1:=1; TLBI VMALLE1; DSB NSH; ISB; retry
            on fault: W x+1:=1; resume

            """
        case .hypervisor: "on conflict@el2: TLBI VMALLS12E1; DSB NSH; ISB; retry\n"
        }
    }
}
