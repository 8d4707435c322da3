import Arm64
import Testing

@Suite("The vocabulary")
struct VocabularyTests {
    @Test("leaf sizes of each granule, as the architecture and Kconfig have them")
    func granules() {
        let kib: UInt64 = 1 << 10, mib: UInt64 = 1 << 20, gib: UInt64 = 1 << 30
        let sizes = Granule.allCases.map {
            [$0.pageSize, $0.contPteSize, $0.pmdSize, $0.contPmdSize, $0.pudSize]
        }
        #expect(
            sizes == [
                [4 * kib, 64 * kib, 2 * mib, 32 * mib, gib], [16 * kib, 2 * mib, 32 * mib, gib, 64 * gib],
                [64 * kib, 2 * mib, 512 * mib, 16 * gib, 4096 * gib],
            ])
    }

    @Test(
        "the level at which a walk starts",
        arguments: [
            (Granule.k4, 39, 1), (.k4, 48, 0), (.k4, 52, -1), (.k16, 36, 2), (.k16, 47, 1), (.k16, 52, 0),
            (.k64, 42, 2),
            (.k64, 48, 1), (.k64, 52, 1),
        ])
    func rootLevels(granule: Granule, bits: Int, level: Int) {
        #expect(granule.rootLevel(vaBits: bits) == level)
    }

    @Test("a MIDR's fields")
    func midr() {
        let midr = MIDR(0x412f_d051)
        #expect(
            [Int(midr.implementer), Int(midr.variant), Int(midr.part), Int(midr.revision)] == [
                0x41, 2, 0xd05, 1,
            ])
        #expect(midr.revisionName == "r2p1" && midr.model == 0x410f_d050)
    }

    @Test(
        "a version is read from the front of a release",
        arguments: [
            ("6.1.176", KernelVersion(6, 1, 176)), ("6.12-rc3", KernelVersion(6, 12)),
            ("5.10.0-32-arm64", KernelVersion(5, 10)),
            ("7.3.4+deb13", KernelVersion(7, 3, 4)),
        ])
    func version(text: String, expected: KernelVersion) { #expect(KernelVersion(prefixOf: text) == expected) }

    @Test("what is no version is none", arguments: ["", "6", "x.1", "99999.1", "6.", "."])
    func noVersion(text: String) { #expect(KernelVersion(prefixOf: text) == nil) }

    @Test("spans of versions, with stable branches of their own")
    func spans() {
        let versions = KernelVersions(
            .init(KernelVersion(6, 1, 65), KernelVersion(6, 2)), .init(KernelVersion(6, 4)))
        #expect(versions.contains(KernelVersion(6, 1, 65)) && versions.contains(KernelVersion(6, 1, 999)))
        #expect(!versions.contains(KernelVersion(6, 1, 64)) && !versions.contains(KernelVersion(6, 3, 20)))
        #expect(versions.contains(KernelVersion(7, 3)))
        #expect(versions.text == "6.1.65 – 6.1.y, 6.4 and later")
    }

    @Test(
        "sizes as people read them",
        arguments: [
            (0, "0 B"), (17, "17 B"), (65536, "64 KiB"), (1 << 30, "1 GiB"), (3 << 29, "1.5 GiB"),
            ((1 << 30) - 1, "1024 MiB"), (5 << 50, "5 PiB"),
        ] as [(UInt64, String)])
    func sizes(bytes: UInt64, text: String) { #expect(ByteCount.text(bytes) == text) }
}
