/// Cores whose TLB sizes nobody published: they run with those of a named other core, and say so.
extension CoreProfile {
    private static let ampereCheese =
        "\(ProfileParts.cheese), AmpereOne at Hot Chips 2024; ServeTheHome, the same"

    /// This profile's sizes under another name, each marked as assumed.
    private func lent(
        to name: String, _ catalogueNames: [String], products: String, because why: String,
        sizes: Figure<[UInt64]?>? = nil, walksInFlight: Figure<Int>? = nil, memory: CoreMemory? = nil
    ) -> CoreProfile {
        func assumed<Value>(_ figure: Figure<Value>) -> Figure<Value> {
            Figure(figure.value, .assumed, "not published; \(self.name)'s in its place")
        }
        func assumed(_ level: Level) -> Level {
            Level(
                entries: assumed(level.entries), ways: assumed(level.ways),
                sizes: sizes ?? assumed(level.sizes))
        }
        return CoreProfile(
            name: name, catalogueNames: catalogueNames, products: products, l1: assumed(l1), l2: assumed(l2),
            coalescesContiguous: assumed(coalescesContiguous), l2HitCycles: l2HitCycles.map(assumed),
            walksInFlight: walksInFlight ?? self.walksInFlight.map(assumed),
            walkCacheEntries: assumed(walkCacheEntries), walkCacheWays: assumed(walkCacheWays),
            memory: memory,
            standIn: StandIn(core: self.name, why: why), notes: notes)
    }

    static let ampereOne = neoverseN1.lent(
        to: "AmpereOne",
        ["AmpereOne (AMPERE1)", "AmpereOne (AMPERE1A)", "AmpereOne (AMPERE1B)"],
        products: "AmpereOne, AmpereOne M",
        because: "its maker published no entry counts; Altra's cores are what it replaced",
        sizes: Figure(nil, .solid, ampereCheese + ": an entry holds any page size"),
        walksInFlight: Figure(8, .solid, ampereCheese + ": 8 walks, instructions included"),
        memory: CoreMemory(
            machine: "AmpereOne at 3 GHz",
            caches: [
                .init(
                    name: "L2", bytes: Figure(2 << 20, .solid, ampereCheese),
                    cycles: Figure(11...11, .solid, ampereCheese))
            ],
            dramCycles: .nanoseconds(
                11.0 / 3...166, at: 3, .secondary,
                "\(ampereCheese): 166 ns; the shared cache between is not published, so anything from L2 to memory"
            )
        ))

    static let neoverseN3 = neoverseN2.lent(
        to: "Neoverse N3", ["Neoverse N3"], products: "",
        because: "no entry counts were found; N2 is what it replaces")

    static let olympus = neoverseV3.lent(
        to: "NVIDIA Olympus", ["NVIDIA Olympus"], products: "NVIDIA Vera",
        because: "no entry counts were found; V3 is the nearest core of its class that is known")
}
