import Arm64
import HostFacts
import Testing

@testable import LinearMap

/// What a captured host tells of splitting a live map on it: the level, host or guest, and what its kernel does.
@Suite struct SplitHostTests {
    private static func captured(_ name: String) throws -> Prediction {
        Predictor.predict(try #require(CapturedHosts.all[name]))
    }

    private static func made(_ midr: [UInt32], level: Int? = nil) -> Prediction {
        var host = Make.host(v(7, 3), midr: midr)
        if let level { host.cpus[0].bbmLevel = Sourced(level, Make.evidence()) }
        return Predictor.predict(host)
    }

    // MARK: - Level

    @Test(arguments: [
        ("lab-73-a57-dt-kvm", 0...0, SplitLevel.Origin.captured),
        ("lab-61216k-max-dt-kvm-strace", 2...2, .captured), ("73-n1-2g-default", 0...0, .published),
        ("619-n2-2g-default", 2...2, .published), ("618-v3-2g-default", 3...3, .attested),
        ("lab-73-v3-uefi", 3...3, .attested),
    ])
    func `a captured host's level and how it is known`(
        name: String, levels: ClosedRange<Int>, origin: SplitLevel.Origin
    ) throws {
        let level = SplitLevel(try Self.captured(name))
        #expect(level.levels == levels && level.origin == origin, "\(level.text)")
        #expect(origin == .published || !level.evidence.isEmpty)
    }

    @Test func `a core nobody published leaves every level open`() {
        // Neoverse V2.
        let level = SplitLevel(Self.made([0x410f_d4f1]))
        #expect(level.levels == 0...3 && level.origin == .unknown)
    }

    @Test func `the least of unlike cores counts`() {
        // Neoverse V3 is listed, N1 is of level 0, V2 is open.
        #expect(SplitLevel(Self.made([0x410f_d842, 0x414f_d0c1])).levels == 0...0)
        let open = SplitLevel(Self.made([0x410f_d842, 0x410f_d4f1]))
        #expect(open.levels == 0...3 && open.origin == .unknown)
    }

    @Test func `the boot CPU alone sees a repaint`() {
        let mixed = Self.made([0x410f_d842, 0x414f_d0c1])
        #expect(SplitLevel.ofBootCPU(mixed).levels == 3...3 && SplitLevel(mixed).levels == 0...0)
        #expect(SplitLevel.ofBootCPU(Self.made([0x414f_d0c1, 0x410f_d842])).levels == 0...0)
    }

    @Test func `a listed core counts as level 3 whatever its register says`() {
        let level = SplitLevel(Self.made([0x410f_d842], level: 2))
        #expect(level.levels == 3...3 && level.origin == .attested)
        #expect(level.text.contains("its register says 2"))
        // Not from the revision on that the list names.
        #expect(SplitLevel(Self.made([0x410f_d840], level: 2)).levels == 2...2)
    }

    @Test func `a host without CPUs leaves every level open`() {
        let level = SplitLevel(Self.made([]))
        #expect(level.levels == 0...3 && level.origin == .unknown)
    }

    // MARK: - Host or guest

    @Test(arguments: [
        ("lab-73-a57-dt-kvm", HostStanding.Kind.host), ("73-n1-2g-default", .belowEL2),
        ("72-n1-2g-dt-default", .guest),
    ])
    func `a captured host's standing`(name: String, kind: HostStanding.Kind) throws {
        let standing = HostStanding(try Self.captured(name).host)
        #expect(standing.kind == kind && !standing.evidence.isEmpty)
    }

    @Test func `KVM's services make a guest, silence makes nothing`() {
        var host = Make.host(v(6, 18))
        #expect(HostStanding(host).kind == .unknown)
        #expect(HostStanding(host).mayBeGuest && HostStanding(host).mayBeHost)
        host.log.virtualization.exceptionLevel = Sourced(1, Make.evidence())
        host.log.virtualization.kvmServices = Make.evidence()
        #expect(HostStanding(host).kind == .kvmGuest && !HostStanding(host).mayBeHost)
    }

    @Test func `a KVM that answered makes a host, the kernel's own table does not`() {
        var host = Make.host(v(6, 18))
        host.bbmMinimum = Sourced(2, Make.evidence("kvm - ID_AA64MMFR2_EL1 0x20000000000000"))
        #expect(HostStanding(host).kind == .host)
        host.bbmMinimum = Sourced(2, Make.evidence("kcore - ID_AA64MMFR2_EL1 0x20000000000000"))
        #expect(HostStanding(host).kind == .unknown)
    }

    // MARK: - What the kernel does

    @Test(arguments: [
        ("510-a57-2g-dt-default", KernelPolicy.Kind.pages), ("73-n1-2g-default", .pages),
        ("618-v3-2g-default", .splits), ("73-v3-2g-default", .splits), ("618-n1-2g-noalias-kf100", .fixed),
    ])
    func `what a captured kernel does with its map`(name: String, kind: KernelPolicy.Kind) throws {
        let policy = KernelPolicy(try Self.captured(name))
        #expect(policy.kind == kind && policy.isCertain, "\(policy.text)")
        #expect(policy.method == (kind == .splits ? .linux : nil))
    }

    @Test func `a secondary that does not qualify has the map repainted`() {
        let policy = KernelPolicy(Self.made([0x410f_d842, 0x414f_d0c1]))
        #expect(policy.kind == .repainted && policy.method == .repaint)
    }

    // MARK: - The erratum, and time

    @Test(arguments: [
        ("73-n1-2g-default", RepeatedInvalidation.State.yes), ("lab-73-v3-uefi", .yes),
        ("lab-73-a57-dt-kvm", .no), ("618-v3-2g-default", .no),
    ])
    func `whether a captured kernel repeats invalidations`(name: String, state: RepeatedInvalidation.State)
        throws
    {
        #expect(RepeatedInvalidation.state(try Self.captured(name).host).state == state)
    }

    @Test func `without a log the configuration of an affected core decides`() {
        #expect(RepeatedInvalidation.state(Make.host(v(7, 3), config: nil)).state == .unknown)
        #expect(RepeatedInvalidation.state(Make.host(v(7, 3))).state == .no)
        let built = Make.host(v(7, 3), config: ["ARM64_ERRATUM_4118414": "y"])
        #expect(RepeatedInvalidation.state(built).state == .yes)
        // AmpereOne does not have the erratum.
        let ampere = Make.host(v(7, 3), config: ["ARM64_ERRATUM_4118414": "y"], midr: [0xc00f_ac30])
        #expect(RepeatedInvalidation.state(ampere).state == .no)
    }

    @Test func `a round takes what was measured on that core, and twice that where it is repeated`() {
        var host = Make.host(v(6, 12))
        #expect(SplitTime(host).isMeasured && SplitTime(host).round == 1.7...1.7)
        host.log.features["Broken broadcast TLBI completion"] = Make.evidence()
        #expect(SplitTime(host).round == 3.4...3.4)
        let other = SplitTime(Make.host(v(6, 12), midr: [0x410f_d842]))
        #expect(!other.isMeasured && other.round == 0.228...1.7)
    }

    @Test func `the storm is a range over what was measured beside the number of CPUs`() throws {
        let few = try #require(InvalidationStorm(cpus: 2)), many = try #require(InvalidationStorm(cpus: 32))
        #expect(few.factor.lowerBound == 1 && few.factor.upperBound < 1.25)
        // Two machines with 32 CPUs: a server and eMAG.
        #expect(
            (9.5...9.7).contains(many.factor.lowerBound) && (17.6...17.8).contains(many.factor.upperBound))
        #expect(InvalidationStorm(cpus: 0) == nil && InvalidationStorm(cpus: 129) == nil)
    }

    // MARK: - Which map

    @Test func `the real tables are counted in where the snapshot shows them`() throws {
        let prediction = try Self.captured("lab-618-v3-uefi-modules")
        let walk = try #require(prediction.host.walk)
        let range = AddressRange(walk.runs[0].range.start, try #require(walk.runs.last).range.end)!
        let cost = try SplitCost(prediction, range, goal: .pages)
        #expect(cost.source == walk.file)
        // Modules were loaded: part of the map has been split already, so less is left to do.
        var booted = prediction.host
        booted.walk = nil
        let predicted = try SplitCost(Predictor.predict(booted), range, goal: .pages)
        #expect(predicted.source == nil)
        let tables = [cost, predicted].map { cost in
            cost.entries.first { $0.method == .kfence }?.work.tables ?? 0
        }
        #expect(tables[0] < tables[1] && tables[0] > 0)
    }
}
