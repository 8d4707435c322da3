import HostFacts

/// A kernel that no release is: the captured one with a single step of the map's history taken. From
/// `unprotected` on each holds the steps before it, as history had them.
public enum KernelVariant: String, Hashable, Sendable, CaseIterable {
    /// The series of June 2022 that would have kept blocks beside a crash kernel's high region.
    case kdumpSeries = "kdump-series"
    /// The crash kernel's memory is not protected any more (6.4).
    case unprotected = "kdump-unprotected"
    /// And KFENCE has an early pool (6.4, 6.1.65).
    case kfencePool = "kfence-pool"
    /// And cores on the list of 6.18 may split live blocks.
    case bbml2
    /// And cores with FEAT_BBM level 3, or on the list of 7.3, may.
    case bbml3

    /// What the captured kernel is given.
    var patches: Set<KernelPatch> {
        switch self {
        case .kdumpSeries: [.kdumpSeries]
        case .unprotected: [.crashUnprotected]
        case .kfencePool: [.crashUnprotected, .kfenceEarlyPool]
        case .bbml2: [.crashUnprotected, .kfenceEarlyPool, .bbml2]
        case .bbml3: [.crashUnprotected, .kfenceEarlyPool, .bbml3]
        }
    }

    /// In words, behind "the captured kernel".
    public var words: String {
        switch self {
        case .kdumpSeries: "with the kdump series of June 2022 (never merged)"
        case .unprotected: "without protection of the crash kernel's memory (as from 6.4)"
        case .kfencePool: "without that protection and with KFENCE's early pool (as from 6.4)"
        case .bbml2: "with both and with live splitting on listed cores (as from 6.18)"
        case .bbml3: "with both and with live splitting by FEAT_BBM level 3 (as from 7.3)"
        }
    }
}
