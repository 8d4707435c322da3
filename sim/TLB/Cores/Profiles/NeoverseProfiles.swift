extension CoreProfile {
    private static let n1Cheese =
        "\(ProfileParts.cheese), Deep Diving Neoverse N1 (22 Oct 2021)"
    private static let n2Cheese =
        "\(ProfileParts.cheese), Arm's Neoverse N2: Cortex A710 for Servers (18 Aug 2023), Yitian 710 at 2.75 GHz"
    private static let v2Cheese =
        "\(ProfileParts.cheese), Arm's Neoverse V2, in AWS's Graviton 4 (22 Jul 2024)"
    private static let v2Blog =
        "jiegec blog, review of Neoverse V2, quoting Arm's TRM 102375; measured on Graviton4"
    private static let v3Blog =
        "jiegec blog, review of Neoverse V3 (13 Jun 2026), quoting Arm's TRM 107734; measured on Graviton5"
    private static let v1Slides =
        "Arm's slides on V1 and, at Hot Chips 2023, on V2, as noted in the jiegec blog, evolution of ARM cores"
    private static let anandtech = "AnandTech, Cloud Clash: Amazon Graviton2 (10 Mar 2020), memory latency"
    private static let armSweep =
        "Arm, learning path on the memory subsystem of Graviton2 and Graviton4, pointer chase in 1 GiB pages"
    private static let sameAsN1 = "as Cortex-A76 and N1, from which it descends"

    static let neoverseN1 = CoreProfile(
        name: "Neoverse N1", catalogueNames: ["Neoverse N1"], products: "Graviton2, Ampere Altra",
        l1: .full(
            Figure(48, .solid, n1Cheese + ", measured; Cortex-A76 TRM"),
            Figure(ProfileParts.a76L1Sizes, .secondary, ProfileParts.a76Manual + ", its sibling")),
        l2: Level(
            entries: Figure(1280, .solid, n1Cheese + ", measured; Cortex-A76 TRM"),
            ways: Figure(5, .secondary, ProfileParts.a76Manual + ", its sibling"),
            sizes: Figure(ProfileParts.a76L2Sizes, .secondary, ProfileParts.a76Manual + ", its sibling")),
        coalescesContiguous: Figure(
            true, .secondary,
            "Elastic Translations (MICRO 2024), abstract: gains from the contiguous bit measured on Altra"),
        l2HitCycles: Figure(5...5, .solid, n1Cheese + ", measured"),
        walksInFlight: Figure(4, .secondary, ProfileParts.a76Manual + ", its sibling"),
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays,
        memory: CoreMemory(
            machine: "Graviton2 at 2.5 GHz",
            caches: [
                .init(
                    name: "L2", bytes: Figure(1 << 20, .solid, anandtech),
                    cycles: Figure(11...13.5, .solid, "\(anandtech): 11 cycles; \(armSweep): 5.4 ns")),
                .init(
                    name: "L3", bytes: Figure(32 << 20, .solid, anandtech),
                    cycles: .nanoseconds(28.8...28.8, at: 2.5, .solid, "\(armSweep): 28.8 ns")),
            ],
            dramCycles: .nanoseconds(
                81...95.5, at: 2.5, .solid, "\(anandtech): 81 ns; \(armSweep): 95 ns")),
        standIn: nil, notes: [ownWalkCache])

    static let neoverseN2 = CoreProfile(
        name: "Neoverse N2", catalogueNames: ["Neoverse N2", "Azure Cobalt 100"],
        products: "Yitian 710, Azure Cobalt 100, Octeon 10",
        l1: .full(
            Figure(44, .solid, n2Cheese),
            Figure(ProfileParts.a76L1Sizes, .recalled, sameAsN1)),
        l2: Level(
            entries: Figure(1280, .solid, n2Cheese), ways: Figure(5, .solid, n2Cheese),
            sizes: Figure(ProfileParts.a76L2Sizes, .recalled, sameAsN1)),
        coalescesContiguous: ProfileParts.coalescesLikeN1,
        l2HitCycles: Figure(5...6, .assumed, "not published; N1's 5 to V2's 6 taken"),
        walksInFlight: Figure(4, .assumed, "not published; Cortex-A76's 4 taken"),
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays,
        memory: CoreMemory(
            machine: "Yitian 710 at 2.75 GHz",
            caches: [
                .init(
                    name: "L2", bytes: Figure(1 << 20, .solid, n2Cheese),
                    cycles: Figure(13...14, .solid, n2Cheese)),
                .init(
                    name: "L3", bytes: Figure(64 << 20, .recalled, "64 MB, not found again"),
                    cycles: .nanoseconds(35...35, at: 2.75, .solid, n2Cheese)),
            ],
            dramCycles: .nanoseconds(141...141, at: 2.75, .solid, n2Cheese)),
        standIn: nil, notes: [ownWalkCache])

    static let neoverseV1 = CoreProfile(
        name: "Neoverse V1", catalogueNames: ["Neoverse V1"], products: "Graviton3",
        l1: .full(
            Figure(40, .secondary, v1Slides + ": from 40 to 48 with V2"),
            Figure(ProfileParts.a76L1Sizes, .recalled, sameAsN1)),
        l2: Level(
            entries: Figure(2048, .secondary, v1Slides + ": from 1.2K to 2K"),
            ways: Figure(8, .recalled, "as V2, which is said to have changed nothing here"),
            sizes: Figure(ProfileParts.a76L2Sizes, .recalled, sameAsN1)),
        coalescesContiguous: ProfileParts.coalescesLikeN1,
        l2HitCycles: Figure(5...6, .recalled, "between N1 and V2"),
        walksInFlight: Figure(4, .assumed, "not published; Cortex-A76's 4 taken"),
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays,
        memory: CoreMemory(
            machine: "Graviton3",
            caches: [
                .init(
                    name: "L2", bytes: Figure(1 << 20, .secondary, "WikiChip, Graviton3: 64 x 1 MiB"),
                    cycles: Figure(10...10, .secondary, v1Slides + ": 10 cycles for 1 MB")),
                .init(
                    name: "L3", bytes: Figure(32 << 20, .secondary, "WikiChip, Graviton3"), cycles: nil),
            ], dramCycles: nil),
        standIn: nil, notes: [ownWalkCache])

    static let neoverseV2 = CoreProfile(
        name: "Neoverse V2", catalogueNames: ["Neoverse V2"], products: "Graviton4, Grace, Axion C4A",
        l1: .full(
            Figure(48, .solid, v2Blog), Figure(ProfileParts.a76L1Sizes, .solid, v2Blog)),
        l2: Level(
            entries: Figure(2048, .solid, v2Blog), ways: Figure(8, .solid, v2Blog),
            sizes: Figure(
                ProfileParts.a76L2Sizes, .secondary, "Arm, Cortex-X925 TRM, as noted in the jiegec blog")),
        coalescesContiguous: ProfileParts.coalescesLikeN1,
        l2HitCycles: Figure(5...6, .solid, v2Blog + ": 6 by the TRM, 5 measured"),
        walksInFlight: Figure(4, .assumed, "not published; Cortex-A76's 4 taken"),
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays,
        memory: CoreMemory(
            machine: "Graviton4 at 2.8 GHz",
            caches: [
                .init(
                    name: "L2", bytes: Figure(2 << 20, .solid, v2Cheese),
                    cycles: Figure(10...11.2, .solid, "\(v2Cheese): 11; Arm: 10; \(armSweep): 4.0 ns")),
                .init(
                    name: "L3", bytes: Figure(36 << 20, .solid, v2Cheese),
                    cycles: Figure(59.4...68, .solid, "\(v2Cheese): 68; \(armSweep): 21.2 ns")),
            ],
            dramCycles: .nanoseconds(110...114.6, at: 2.8, .solid, "\(armSweep): 110 to 115 ns")),
        standIn: nil, notes: [ownWalkCache])

    static let neoverseV3 = CoreProfile(
        name: "Neoverse V3", catalogueNames: ["Neoverse V3", "Neoverse V3AE"], products: "Graviton5",
        l1: .full(Figure(96, .solid, v3Blog), Figure(ProfileParts.a76L1Sizes, .solid, v3Blog)),
        l2: Level(
            entries: Figure(2048, .solid, v3Blog), ways: Figure(8, .solid, v3Blog),
            sizes: Figure(
                ProfileParts.a76L2Sizes, .secondary, "Arm, Cortex-X925 TRM, as noted in the jiegec blog")),
        coalescesContiguous: ProfileParts.coalescesLikeN1,
        l2HitCycles: Figure(6...6, .solid, v3Blog + ", measured"),
        walksInFlight: Figure(4, .assumed, "not published; Cortex-A76's 4 taken"),
        walkCacheEntries: ProfileParts.walkEntries, walkCacheWays: ProfileParts.walkWays, memory: nil,
        standIn: nil, notes: [ownWalkCache])
}
