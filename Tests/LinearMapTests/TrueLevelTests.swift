import Arm64
import HostFacts
import Snapshot
import Testing

@testable import LinearMap

@Suite("The true FEAT_BBM level, read by something privileged, counts where the kernel would look at it")
struct TrueLevelTests {
    /// A host of `midr` whose system-wide level is `minimum`, as Gather makes it.
    private func host(_ version: KernelVersion, minimum: Int, midr: [UInt32]) -> Host {
        var host = Make.host(version, midr: midr)
        let level = Sourced(minimum, Make.evidence("kvm"))
        host.bbmMinimum = level
        let isOneCore = Set(midr.map { MIDR($0).model }).count == 1
        for index in host.cpus.indices where isOneCore || minimum >= 3 { host.cpus[index].bbmLevel = level }
        return host
    }

    static let x925: UInt32 = 0x410f_d850, a720: UInt32 = 0x410f_d810, v3: UInt32 = 0x410f_d842

    @Test("on 7.3 level 3 is enough and 2 is not; up to 7.2 the list alone counts", arguments: [2, 3])
    func level(minimum: Int) {
        for version in [v(6, 18), v(7, 2), v(7, 3)] {
            let prediction = Predictor.predict(host(version, minimum: minimum, midr: [Self.x925, Self.x925]))
            #expect(prediction.mapping == (version == v(7, 3) && minimum == 3 ? .blocks : .pages))
            #expect(prediction.isMappingCertain)
        }
    }

    @Test("a listed core needs no level")
    func listed() {
        let prediction = Predictor.predict(host(v(7, 3), minimum: 0, midr: [Self.v3]))
        #expect(prediction.mapping == .blocks && prediction.isMappingCertain)
    }

    @Test("a minimum below 3 over unlike cores leaves open which of them has it, but not all can qualify")
    func unlike() {
        let low = Predictor.predict(host(v(7, 3), minimum: 2, midr: [Self.x925, Self.a720]))
        // Either way in pages: from the start, or rewritten.
        #expect(low.mapping == .pages && low.isMappingCertain)
        let unread = Predictor.predict(Make.host(v(7, 3), midr: [Self.x925, Self.a720]))
        #expect(!unread.isMappingCertain)
        // The listed core may be the one with less.
        let mixed = Predictor.predict(host(v(7, 3), minimum: 2, midr: [Self.v3, Self.x925]))
        #expect(!mixed.isMappingCertain)
    }

    @Test("evidence that does not fit together is told")
    func contradictions() {
        func remarks(_ host: Host) -> [String] { Predictor.predict(host).remarks.map(\.text) }
        var refused = host(v(7, 3), minimum: 2, midr: [Self.x925])
        refused.log.features["BBM Level 3"] = Make.evidence()
        #expect(remarks(refused).count == 1 && remarks(refused)[0].contains("the log counts"))
        #expect(Predictor.predict(refused).mapping == .blocks)

        var silent = host(v(7, 3), minimum: 3, midr: [Self.x925])
        #expect(remarks(silent).isEmpty)
        silent.log.isFromStart = true
        silent.log.source = Make.evidence()
        #expect(remarks(silent).count == 1 && remarks(silent)[0].contains("does not say so"))

        var below = host(v(7, 3), minimum: 2, midr: [Self.x925, Self.a720])
        below.cpus[1].bbmLevel = Sourced(1, Make.evidence())
        #expect(remarks(below).contains { $0.contains("below the system's minimum") })

        let published = host(v(7, 3), minimum: 2, midr: [0x414f_d0c1])
        #expect(
            remarks(published) == [
                "Neoverse N1 is known to report FEAT_BBM level 0, but 2 was read; what was read counts"
            ])
        // Nothing to say before the kernel looks at any of it.
        var old = Make.host(v(6, 12), midr: [Self.v3])
        old.log.isFromStart = true
        old.log.source = Make.evidence()
        #expect(remarks(old).isEmpty)
    }
}

@Suite("Marks in a kernel's image tell backports")
struct MarkerTests {
    private static let errata = "midr 0x410fd030 0x00 0x04 0\n"
    private static let list618 = """
        midr 0x410fd820 0x03 0x0f 1
        midr 0x410fd840 0x02 0x0f 1
        midr 0x410fd830 0x02 0x0f 1
        midr 0x4e0f0100 0x00 0xff 1
        midr 0xc00fac30 0x00 0xff 1
        midr 0xc00fac40 0x00 0xff 1

        """
    private static let capability = "string BBM Level 2 without TLB conflict abort\n"

    private func host(
        _ version: KernelVersion, _ markers: String, _ line: String = "", midr: UInt32 = 0x410f_d842,
        standing: VersionStanding = .backports
    ) throws -> Host {
        var host = Make.host(version, line, config: ["RODATA_FULL_DEFAULT_ENABLED": "y"], midr: [midr])
        host.kernel?.standing = standing
        host.markers = try KernelMarkers.parse(
            Snapshot.File(path: "linmap/kernel-markers", bytes: Array(markers.utf8)))
        return host
    }

    @Test("a vendor's image without the word has no live splitting: pages for sure")
    func without() throws {
        let open = try host(v(6, 12), "# from kcore\n")
        #expect(!Predictor.predict(open).isMappingCertain)
        let closed = try host(v(6, 12), Self.errata)
        #expect(Predictor.predict(closed).mapping == .pages)
        #expect(Predictor.predict(closed).isMappingCertain)
    }

    @Test("with 6.18's words the rules of 6.18 hold, and noalias is understood")
    func with618() throws {
        let marks = Self.capability + "string noalias\n" + Self.errata + Self.list618
        let host = try host(v(6, 12), marks)
        #expect(Predictor.predict(host).mapping == .blocks)
        #expect(Predictor.predict(host).reasons.contains { $0.rule.id == "bbml2-noabort" })
        let other = try self.host(v(6, 12), marks, midr: 0x414f_d0c1)
        #expect(Predictor.predict(other).mapping == .pages)
        let noalias = try self.host(v(6, 12), marks, "rodata=noalias", midr: 0x414f_d0c1)
        #expect(Predictor.predict(noalias).mapping == .blocks)
    }

    @Test("the capability alone, as in 6.17, splits nothing")
    func with617() throws {
        let host = try host(v(6, 17), Self.capability + Self.errata + Self.list618, standing: .exact)
        #expect(Predictor.predict(host).mapping == .pages)
    }

    @Test("the list in the image counts, and what differs from the version's is told")
    func list() throws {
        let own = Self.list618 + "midr 0x410fd850 0x00 0xff 1\n"
        let marks = Self.capability + "string noalias\n" + Self.errata + own
        let longer = Predictor.predict(try host(v(6, 18), marks, midr: 0x410f_d850, standing: .exact))
        #expect(longer.mapping == .blocks)
        #expect(longer.remarks.map(\.text).contains { $0.contains("it has Cortex-X925 (every revision)") })
        let same = Predictor.predict(
            try host(v(6, 18), marks.replacing("midr 0x410fd850 0x00 0xff 1\n", with: ""), standing: .exact))
        #expect(same.mapping == .blocks && same.remarks.isEmpty)
        let standing = try #require(CPUStanding.all(longer).first)
        #expect(standing.isAccepted == true && standing.listed?.name == "Cortex-X925")
    }

    @Test("a list of errata is not taken for it")
    func errata() throws {
        let marks = Self.capability + "midr 0x410fd820 0x00 0x01 0\nmidr 0x410fd840 0x00 0x01 0\n"
        let host = try host(v(6, 18), marks, standing: .exact)
        #expect(Predictor.predict(host).mapping == .blocks)
        #expect(Predictor.predict(host).remarks.isEmpty)
    }
}
