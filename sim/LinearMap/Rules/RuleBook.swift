import Arm64

/// All rules, in the order in which the kernel meets them.
public enum RuleBook {
    /// Every rule linmap knows.
    public static let rules: [Rule] =
        Rodata.rules + [DebugPagealloc.rule] + Kfence.rules + Crashkernel.rules + [Crashkernel.series]
        + BlockSplitting.rules
        + [BlockSplitting.repaint, RuntimeSplit.rule] + KernelImageAlias.rules + Hotplug.rules
        + MemoryBounds.rules

    /// The oldest version whose rules are known.
    static let first = v(4, 12)
    /// The first version whose rules are not known any more.
    static let limit = v(7, 4)

    /// The rule called `id`.
    public static func rule(_ id: String) -> Rule? { rules.first { $0.id == id } }
}
