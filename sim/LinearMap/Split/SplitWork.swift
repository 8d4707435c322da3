public import Arm64

/// What a split makes the CPU do, counted.
public struct SplitWork: Hashable, Sendable {
    /// Table pages allocated and filled.
    public var tables: UInt64 = 0
    /// Descriptors written into new tables before a walk can see them.
    public var newEntries: UInt64 = 0
    /// Descriptors written where walks see them at once.
    public var liveWrites: UInt64 = 0
    /// DSB instructions.
    public var dataBarriers: UInt64 = 0
    /// ISB instructions.
    public var instructionBarriers: UInt64 = 0
    /// Broadcast TLBI instructions.
    public var invalidations: UInt64 = 0
    /// How often an invalidation is waited for: TLBI, one or several, and DSB ISH.
    public var rounds: UInt64 = 0
    /// How often memory is not mapped, or maybe not, from a write until a round is over.
    public var windows: UInt64 = 0

    /// No work.
    public init() {}

    /// The work of making `shape` by `method`. Methods that invalidate do so once for each leaf or contiguous group of
    /// the captured map, by the address of each of its entries.
    public init(_ shape: SplitShape, _ method: SplitMethod, _ granule: Granule) {
        guard shape.touched > 0 else { return }
        tables = shape.tables
        newEntries = shape.tables << UInt64(granule.tableBits)
        let group2 = granule.contPmdSize / granule.pmdSize, group3 = granule.contPteSize / granule.pageSize
        if method.isKernels {
            inPlace(shape, method, group2, group3)
        } else {
            aside(shape, method, group2, group3)
        }
    }

    /// The kernel's way: table after table, each put into the live map when it is filled; barriers for other writes
    /// are put off to the end (lazy MMU mode).
    private mutating func inPlace(
        _ shape: SplitShape, _ method: SplitMethod, _ group2: UInt64, _ group3: UInt64
    ) {
        liveWrites = shape.tables + shape.level2Groups * group2 + shape.level3Groups * group3
        dataBarriers = shape.tables + 1
        instructionBarriers = 1
        guard method == .repaint else { return }
        // flush_tlb_kernel_range() of everything: DSB ISHST, TLBI VMALLE1IS, DSB ISH, ISB.
        dataBarriers += 2
        instructionBarriers += 1
        invalidations = 1
        rounds = 1
    }

    /// The whole new tree of tables is built where no walk sees it; each leaf or group of the captured map is then
    /// replaced at one stroke.
    private mutating func aside(
        _ shape: SplitShape, _ method: SplitMethod, _ group2: UInt64, _ group3: UInt64
    ) {
        let inGroups = shape.blockGroups * group2 + shape.pageGroups * group3
        let entries = shape.blocks + inGroups
        rounds = shape.touched
        invalidations = entries
        dataBarriers = 3 * rounds
        instructionBarriers = rounds
        switch method {
        case .breakBeforeMake:
            // Each entry: invalid, then new.
            liveWrites = 2 * entries
            windows = rounds
        case .notTranslated:
            // A hint may be cleared directly from level 1 on (R_KHRBC); a block is written with nT, then as a table.
            liveWrites = 2 * shape.blocks + inGroups + 2 * shape.tablesInGroups
            windows = shape.blocks + min(shape.blockGroups, shape.tablesInGroups)
        default:
            liveWrites = entries
        }
    }

    /// Both.
    public static func + (left: SplitWork, right: SplitWork) -> SplitWork {
        var sum = left
        sum.tables += right.tables
        sum.newEntries += right.newEntries
        sum.liveWrites += right.liveWrites
        sum.dataBarriers += right.dataBarriers
        sum.instructionBarriers += right.instructionBarriers
        sum.invalidations += right.invalidations
        sum.rounds += right.rounds
        sum.windows += right.windows
        return sum
    }
}
