extension CoreProfile {
    private static let a53Manual = "Arm, Cortex-A53 TRM (DDI 0500), 5.2 TLB organization"
    private static let a55Manual = "Intel, Agilex 5 HPS TRM (814346), Cortex-A55 TLB table"
    private static let a72Manual = "Arm, Cortex-A72 TRM (100095), 5.2 TLB organization"
    private static let tlbTable =
        "table of ARM cores' TLBs in a public tlb_test tool, which quotes the manuals; the A57's own was not found"

    static let cortexA53 = CoreProfile(
        name: "Cortex-A53", catalogueNames: ["Cortex-A53"], products: "many; little cores",
        l1: .full(Figure(10, .solid, a53Manual), ProfileParts.anySize),
        l2: Level(
            entries: Figure(512, .solid, a53Manual), ways: Figure(4, .solid, a53Manual),
            sizes: Figure(
                [4 << 10, 16 << 10, 64 << 10, 2 << 20, 32 << 20, 512 << 20], .secondary,
                a53Manual + ": every block size but 1 GB, which is split into 512 MB")),
        coalescesContiguous: ProfileParts.separate, l2HitCycles: nil, walksInFlight: nil,
        walkCacheEntries: Figure(
            64, .solid, "Intel, Stratix 10 HPS TRM (683222), MMU features of Cortex-A53"),
        walkCacheWays: Figure(4, .solid, "Intel, Stratix 10 HPS TRM (683222), MMU features of Cortex-A53"),
        memory: nil, standIn: nil, notes: [])

    static let cortexA55 = CoreProfile(
        name: "Cortex-A55", catalogueNames: ["Cortex-A55"], products: "many; little cores",
        l1: .full(Figure(16, .solid, a55Manual), ProfileParts.anySize),
        l2: Level(
            entries: Figure(1024, .solid, a55Manual), ways: Figure(4, .solid, a55Manual),
            sizes: ProfileParts.anySize),
        coalescesContiguous: ProfileParts.separate, l2HitCycles: nil, walksInFlight: nil,
        walkCacheEntries: Figure(64, .solid, a55Manual), walkCacheWays: Figure(4, .solid, a55Manual),
        memory: nil, standIn: nil, notes: [])

    static let cortexA57 = CoreProfile(
        name: "Cortex-A57", catalogueNames: ["Cortex-A57"], products: "AMD A1100, Juno",
        l1: .full(
            Figure(32, .secondary, tlbTable), Figure(ProfileParts.a72L1Sizes, .secondary, "as Cortex-A72")),
        l2: Level(
            entries: Figure(1024, .secondary, tlbTable), ways: Figure(4, .recalled, "as Cortex-A72"),
            sizes: Figure(ProfileParts.a72L2Sizes, .recalled, "as Cortex-A72")),
        coalescesContiguous: ProfileParts.separate, l2HitCycles: nil, walksInFlight: nil,
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays, memory: nil,
        standIn: nil, notes: [])

    static let cortexA72 = CoreProfile(
        name: "Cortex-A72", catalogueNames: ["Cortex-A72"], products: "Graviton, LX2160A, Raspberry Pi 4",
        l1: .full(
            Figure(32, .solid, a72Manual),
            Figure(ProfileParts.a72L1Sizes, .solid, a72Manual + ": a 2 MB block takes 1 MB entries")),
        l2: Level(
            entries: Figure(1024, .solid, a72Manual), ways: Figure(4, .solid, a72Manual),
            sizes: Figure(ProfileParts.a72L2Sizes, .solid, a72Manual)),
        coalescesContiguous: ProfileParts.separate, l2HitCycles: nil, walksInFlight: nil,
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays, memory: nil,
        standIn: nil, notes: [])

    static let cortexA76 = CoreProfile(
        name: "Cortex-A76", catalogueNames: ["Cortex-A76"], products: "Raspberry Pi 5",
        l1: .full(
            Figure(48, .solid, ProfileParts.a76Manual),
            Figure(ProfileParts.a76L1Sizes, .solid, ProfileParts.a76Manual)),
        l2: Level(
            entries: Figure(1280, .solid, ProfileParts.a76Manual),
            ways: Figure(5, .solid, ProfileParts.a76Manual),
            sizes: Figure(ProfileParts.a76L2Sizes, .solid, ProfileParts.a76Manual)),
        coalescesContiguous: ProfileParts.coalescesLikeN1,
        l2HitCycles: Figure(
            3...5, .secondary,
            "\(ProfileParts.a76Manual): usually 3, longer for other sizes; 5 measured on its sibling N1"),
        walksInFlight: Figure(4, .solid, ProfileParts.a76Manual),
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays, memory: nil,
        standIn: nil, notes: [ownWalkCache])

    /// What the shared array of the A76 family means for the simulation.
    static let ownWalkCache =
        "The core keeps table descriptors in its second-level TLB; here they have a cache of their own, so that they take no entries away."
}
