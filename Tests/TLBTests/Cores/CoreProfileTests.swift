import Arm64
import LinearMap
import TLB
import Testing

@Suite struct CoreProfileTests {
    @Test(arguments: CoreProfiles.all.map(\.name))
    func `every profile makes a hierarchy and names its sources`(name: String) throws {
        let profile = try #require(CoreProfiles.all.first { $0.name == name })
        let hierarchy = try profile.hierarchy()
        #expect(hierarchy.levels.count == 2)
        #expect(hierarchy.levels[0].shape.entries == profile.l1.entries.value)
        for source in sources(profile) { #expect(source.count > 8, "\(source)") }
    }

    private func sources(_ profile: CoreProfile) -> [String] {
        let levels = [profile.l1, profile.l2].flatMap {
            [$0.entries.source, $0.ways.source, $0.sizes.source]
        }
        let others = [profile.l2HitCycles?.source, profile.walksInFlight?.source]
        return levels + [profile.coalescesContiguous.source, profile.walkCacheEntries.source]
            + others.compactMap { $0 } + CycleEstimate.latencies(of: profile).map(\.source)
    }

    @Test func `every profile is a core the catalogue knows, and no core has two`() {
        let names = CoreProfiles.all.flatMap(\.catalogueNames)
        #expect(Set(names).count == names.count)
        for name in names { #expect(CoreCatalogue.cores.contains { $0.name == name }, "\(name)") }
    }

    @Test(arguments: [
        ("Cortex-A57", 32, 32, 1024, 4), ("Cortex-A72", 32, 32, 1024, 4), ("Cortex-A76", 48, 48, 1280, 5),
        ("Neoverse N1", 48, 48, 1280, 5), ("Neoverse N2", 44, 44, 1280, 5), ("Neoverse V1", 40, 40, 2048, 8),
        ("Neoverse V2", 48, 48, 2048, 8), ("Neoverse V3", 96, 96, 2048, 8), ("A64FX", 16, 16, 1024, 4),
    ])
    func `published geometries`(name: String, l1: Int, l1Ways: Int, l2: Int, l2Ways: Int) throws {
        let levels = try CoreProfiles.named(name).hierarchy().levels
        #expect(levels.map(\.shape.entries) == [l1, l2])
        #expect(levels.map(\.shape.ways) == [l1Ways, l2Ways])
    }

    @Test func `a gigabyte block takes 512M entries in the first level of N1 and one in the second`() throws {
        let levels = try CoreProfiles.named("Neoverse N1").hierarchy().levels
        #expect(levels.map { $0.nativeSizes.entrySize(for: 1 << 30) } == [512 << 20, 1 << 30])
        #expect(levels.map { $0.nativeSizes.entrySize(for: 32 << 20) } == [2 << 20, 32 << 20])
    }

    @Test func `a 2M block takes 1M entries in the first level of A72`() throws {
        let levels = try CoreProfiles.named("Cortex-A72").hierarchy().levels
        #expect(levels.map { $0.nativeSizes.entrySize(for: 2 << 20) } == [1 << 20, 2 << 20])
    }

    @Test(arguments: ["AmpereOne", "Neoverse N3", "NVIDIA Olympus"])
    func `sizes that nobody published are marked as another core's`(name: String) throws {
        let profile = try CoreProfiles.named(name)
        let standIn = try #require(profile.standIn)
        let lender = try CoreProfiles.named(standIn.core)
        #expect(lender.standIn == nil)
        #expect(profile.l1.entries.value == lender.l1.entries.value)
        #expect(profile.l1.entries.confidence == .assumed && profile.l2.entries.confidence == .assumed)
        #expect(profile.l1.entries.source.contains(standIn.core))
        #expect(profile.shapeConfidence == .assumed)
    }

    @Test func `what is known of AmpereOne is not overwritten`() throws {
        let profile = try CoreProfiles.named("AmpereOne")
        #expect(profile.walksInFlight?.value == 8 && profile.walksInFlight?.confidence == .solid)
        #expect(profile.l1.sizes.value == nil && profile.l1.sizes.confidence == .solid)
    }

    @Test func `the snapshot's MIDR finds the profile, whatever its revision`() {
        #expect(CoreProfiles.profile(MIDR(0x413f_d0c1))?.name == "Neoverse N1")
        #expect(CoreProfiles.profile(MIDR(0x414f_d0c1))?.name == "Neoverse N1")
        #expect(CoreProfiles.profile(MIDR(0x6d0f_d490))?.name == "Neoverse N2")
        #expect(CoreProfiles.profile(MIDR(0xc00f_ac30))?.name == "AmpereOne")
        #expect(CoreProfiles.profile(MIDR(0x000f_0510)) == nil)
    }

    @Test(arguments: [
        ("neoverse-n1", "Neoverse N1"), ("N1", "Neoverse N1"), ("kunpeng 920", "Kunpeng 920"),
        ("0x413fd0c1", "Neoverse N1"), ("411FD4F1", "Neoverse V2"), ("a64fx", "A64FX"),
    ])
    func `a core is named by name, by the end of it, or by MIDR`(text: String, name: String) throws {
        #expect(try CoreProfiles.named(text).name == name)
    }

    @Test(arguments: ["", "Pentium", "0", "1", "neoverse", "0x000f0510"])
    func `what names no core, or several, is refused`(text: String) {
        #expect(throws: CoreProfiles.UnknownCore.self) { try CoreProfiles.named(text) }
    }

    @Test func `the weaker of two confidences`() {
        #expect(Confidence.weaker(.solid, .recalled) == .recalled)
        #expect(Confidence.weaker(.assumed, .secondary) == .assumed)
    }
}
