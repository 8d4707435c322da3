extension CoreProfile {
    private static let kunpengCheese =
        "\(ProfileParts.cheese), Huawei's Kunpeng 920 and TaiShan v110 (23 Jul 2025), read in translation"
    private static let skylark = "jiegec blog, review of Ampere Skylark, measured"
    private static let wikichip = "WikiChip, Vulcan"
    private static let fujitsu = "Fujitsu, A64FX Microarchitecture Manual 1.8.1"

    static let kunpeng920 = CoreProfile(
        name: "Kunpeng 920", catalogueNames: ["Kunpeng 920 (TSV110)"], products: "TaiShan 200 servers",
        l1: .full(Figure(32, .solid, kunpengCheese + ", measured"), ProfileParts.anySize),
        l2: Level(
            entries: Figure(1024, .solid, kunpengCheese + ", measured"), ways: ProfileParts.fourWays,
            sizes: ProfileParts.anySize),
        coalescesContiguous: ProfileParts.separate,
        l2HitCycles: Figure(11...11, .solid, kunpengCheese + ", measured at 2.6 GHz"), walksInFlight: nil,
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays,
        memory: CoreMemory(
            machine: "Kunpeng 920 at 2.6 GHz, DDR4-2400",
            caches: [
                .init(
                    name: "L2", bytes: Figure(512 << 10, .solid, kunpengCheese),
                    cycles: Figure(10...10, .solid, kunpengCheese)),
                .init(
                    name: "L3",
                    bytes: Figure(
                        32 << 20, .secondary, "WikiChip, TaiShan v110: 1 MiB a core, 32 cores a die"),
                    cycles: Figure(36...97, .solid, kunpengCheese)),
            ],
            dramCycles: .nanoseconds(96...96, at: 2.6, .solid, kunpengCheese)),
        standIn: nil, notes: [])

    static let emag = CoreProfile(
        name: "eMAG", catalogueNames: ["eMAG (X-Gene 3)"], products: "Ampere eMAG 8180 (Skylark)",
        l1: .full(Figure(48, .solid, skylark), ProfileParts.anySize),
        l2: Level(
            entries: Figure(512, .solid, skylark), ways: ProfileParts.fourWays, sizes: ProfileParts.anySize),
        coalescesContiguous: ProfileParts.separate,
        l2HitCycles: Figure(6...6, .solid, skylark + ": 5 to 11 cycles a load"), walksInFlight: nil,
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays,
        memory: CoreMemory(
            machine: "eMAG 8180",
            caches: [
                .init(
                    name: "L2", bytes: Figure(256 << 10, .solid, skylark),
                    cycles: Figure(13...13, .solid, skylark))
            ], dramCycles: nil),
        standIn: nil, notes: [])

    static let thunderX2 = CoreProfile(
        name: "ThunderX2", catalogueNames: ["ThunderX2", "ThunderX2 (Broadcom)"],
        products: "Cavium, Marvell ThunderX2 (Vulcan)",
        l1: .full(
            Figure(
                32, .assumed,
                "\(wikichip): a data TLB for each load-store unit, without its size; 32 entries taken"),
            ProfileParts.anySize),
        l2: Level(
            entries: Figure(2048, .secondary, wikichip), ways: ProfileParts.fourWays,
            sizes: Figure(nil, .secondary, "\(wikichip): 4 KiB to 16 GiB")),
        coalescesContiguous: ProfileParts.separate, l2HitCycles: nil, walksInFlight: nil,
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays, memory: nil,
        standIn: nil, notes: [])

    static let a64fx = CoreProfile(
        name: "A64FX", catalogueNames: ["A64FX"], products: "Fugaku, FX1000, FX700",
        l1: .full(
            Figure(16, .solid, fujitsu + ", table 8-1"),
            Figure(nil, .assumed, "not in the manual; an entry is taken to hold any leaf")),
        l2: Level(
            entries: Figure(1024, .solid, fujitsu + ", table 8-1 (1024 more for instructions)"),
            ways: Figure(4, .solid, fujitsu + ", table 8-1"),
            sizes: Figure(nil, .assumed, "not in the manual; an entry is taken to hold any leaf")),
        coalescesContiguous: Figure(true, .solid, fujitsu + ", 8.1"), l2HitCycles: nil, walksInFlight: nil,
        walkCacheEntries: Figure(16, .solid, fujitsu + ", table 8-2"),
        walkCacheWays: Figure(16, .solid, fujitsu + ", table 8-2: fully associative"),
        memory: CoreMemory(
            machine: "A64FX at 2 GHz, HBM2",
            caches: [
                .init(
                    name: "L2", bytes: Figure(8 << 20, .solid, fujitsu + ", table 9-3"),
                    cycles: Figure(46...56, .solid, fujitsu + ", table 9-3"))
            ],
            dramCycles: .nanoseconds(135.5...144.5, at: 2, .solid, fujitsu + ", table 10-3"), lineBytes: 256),
        standIn: nil,
        notes: [
            "The first level replaces first-in first-out; it is simulated as least recently used.",
            "One cache of 16 descriptors serves all table levels; here each level has one of that size.",
        ])
}
