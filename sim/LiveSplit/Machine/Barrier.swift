/// A barrier or context-synchronising step.
enum Barrier: Hashable, Sendable {
    /// Which accesses a data barrier covers.
    enum Kind: Hashable, Sendable {
        case all, stores, loads
    }
    /// `DSB`; a non-shareable one (NSH) promises nothing to other PEs.
    case dsb(Kind, nonShareable: Bool)
    case dmb(Kind)
    /// `ISB`, and taking or returning from an exception (`SVC`, `HVC`, `ERET`).
    case contextSynchronisation
}

/// A TLB maintenance operation without its operands.
struct Invalidation: Hashable, Sendable {
    enum Scope: Hashable, Sendable {
        /// By address; every ASID or the operand's, last-level entries only or walk caches too.
        case address(everyASID: Bool, lastLevelOnly: Bool)
        case asid
        /// Stage 1 (and combined entries) of the VMID.
        case stage1
        /// Both stages of the VMID.
        case bothStages
        /// Stage 2 by intermediate address; combined entries stay (R_TVTYQ).
        case intermediate(lastLevelOnly: Bool)
        /// Everything of the exception level.
        case everything
    }
    /// The translation regime it works on.
    enum Regime: Hashable, Sendable { case el1, el2 }

    let scope: Scope
    let regime: Regime
    /// Inner or outer shareable; otherwise the PE itself only.
    let isBroadcast: Bool
    /// The operand's ASID and VMID; nil for those the PE runs with.
    var asid: Int?
    var vmid: Int?
    /// The address space the PE runs in.
    var space = 0
    /// The TTL hint: the level of the leaf, nil for none.
    var level: Int?

    /// By name: `VALE1IS`, `vmalls12e1`, `RVAE1OS` …; nil if it is not one the machine knows.
    init?(name: String) {
        var word = name.uppercased()[...]
        var broadcast = false
        if word.hasSuffix("NXS") { word = word.dropLast(3) }
        if word.hasSuffix("IS") || word.hasSuffix("OS") {
            broadcast = true
            word = word.dropLast(2)
        }
        if word.hasPrefix("RVA") || word.hasPrefix("RIPA") { word = word.dropFirst() }
        guard let known = Self.known[String(word)] else { return nil }
        (scope, regime) = known
        isBroadcast = broadcast
    }

    private static let known: [String: (Scope, Regime)] = [
        "VAE1": (.address(everyASID: false, lastLevelOnly: false), .el1),
        "VALE1": (.address(everyASID: false, lastLevelOnly: true), .el1),
        "VAAE1": (.address(everyASID: true, lastLevelOnly: false), .el1),
        "VAALE1": (.address(everyASID: true, lastLevelOnly: true), .el1),
        "ASIDE1": (.asid, .el1),
        "VMALLE1": (.stage1, .el1),
        "VMALLS12E1": (.bothStages, .el1),
        "IPAS2E1": (.intermediate(lastLevelOnly: false), .el1),
        "IPAS2LE1": (.intermediate(lastLevelOnly: true), .el1),
        "ALLE1": (.everything, .el1),
        "VAE2": (.address(everyASID: true, lastLevelOnly: false), .el2),
        "VALE2": (.address(everyASID: true, lastLevelOnly: true), .el2),
        "ALLE2": (.everything, .el2),
    ]

    /// Whether it needs addresses.
    var takesAddress: Bool {
        switch scope {
        case .address, .intermediate: true
        case .asid, .stage1, .bothStages, .everything: false
        }
    }
}
