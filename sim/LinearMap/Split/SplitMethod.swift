/// A way to split leaves of a live map whose cost can be counted. The names are those of the strategies that
/// LiveSplit plays through.
public enum SplitMethod: String, CaseIterable, Hashable, Sendable {
    /// Invalid entry, invalidation, new entry: the only way at FEAT_BBM level 0 (Arm ARM R_DDMVT).
    case breakBeforeMake = "break-before-make"
    /// The nT bit, invalidation, new entry: FEAT_BBM level 1 (R_KFLJB).
    case notTranslated = "nt-split"
    /// The new entry at once, then an invalidation: FEAT_BBM level 2.
    case direct = "direct-split"
    /// Linux from 6.18, when a permission changes: `split_kernel_leaf_mapping()`. It splits no further than the
    /// range's two ends ask for, and invalidates nothing itself.
    case linux = "linux-split"
    /// Linux from 6.18, where a secondary CPU lacks the feature: `linear_map_split_to_ptes()` with all other CPUs
    /// parked, and one invalidation of everything.
    case repaint = "linux-repaint"
    /// Linux from 6.18, when KFENCE is switched on late: `arch_kfence_init_pool()`. No invalidation.
    case kfence = "kfence-late"

    /// Whether Linux does it, in its own way of walking and batching.
    public var isKernels: Bool {
        switch self {
        case .breakBeforeMake, .notTranslated, .direct: false
        case .linux, .repaint, .kfence: true
        }
    }

    /// What can be reached this way: Linux splits at the ends of a range, or everything into pages, not both.
    public var goals: [SplitGoal] {
        switch self {
        case .breakBeforeMake, .notTranslated, .direct: [.ends, .pages]
        case .linux: [.ends]
        case .repaint, .kfence: [.pages]
        }
    }
}

/// What a split is for.
public enum SplitGoal: String, CaseIterable, Hashable, Sendable {
    /// The range's permissions change as a whole: a leaf must begin and end at its two ends.
    case ends
    /// Every page of the range is to have an entry of its own.
    case pages
}
