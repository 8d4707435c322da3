import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("What-if on captured hosts")
struct WhatIfTests {
    private func expectSame(_ left: Prediction, _ right: Prediction, _ name: String) {
        #expect(left.layout == right.layout, "\(name)")
        #expect(left.mapping == right.mapping && left.isMappingCertain == right.isMappingCertain, "\(name)")
        #expect(left.reasons == right.reasons, "\(name)")
        #expect(left.unknowns == right.unknowns, "\(name)")
        #expect(left.remarks == right.remarks && left.kfencePool == right.kfencePool, "\(name)")
    }

    @Test("no change equals the prediction")
    func noChange() {
        for (name, host) in CapturedHosts.all {
            let whatIf = WhatIf(host, [])
            expectSame(whatIf.after, Predictor.predict(host), name)
            #expect(whatIf.losses.isEmpty && whatIf.unknowns.isEmpty, "\(name)")
            #expect(whatIf.crash == whatIf.crashBefore, "\(name)")
        }
    }

    /// A change that this host has not made already, and what undoes it.
    private func pairs(_ host: HostFacts.Host) -> [(Change, Change)] {
        var pairs: [(Change, Change)] = []
        for (key, value) in [
            ("rodata", "off"), ("crashkernel", "192M"), ("kfence.sample_interval", "77"),
            ("debug_pagealloc", "on"),
        ] {
            let old = host.commandLine?.value.all(key) ?? []
            guard old.count < 2, host.commandLine != nil else { continue }
            let inverse =
                old.first.map { Change.set(key: key, value: $0.value) } ?? Change.unset(key: key)
            pairs.append((.set(key: key, value: value), inverse))
        }
        if let kernel = host.kernel, kernel.standing == .exact {
            pairs.append((.kernel(v(7, 3)), .kernel(kernel.version)))
            pairs.append((.kernel(v(5, 15, 100)), .kernel(kernel.version)))
        }
        if let midr = host.cpus.first?.midr.value {
            pairs.append((.core(MIDR(0x410f_d842)), .core(midr)))
        }
        if let granule = host.geometry.granule?.value {
            pairs.append((.pageSize(granule == .k4 ? .k64 : .k4), .pageSize(granule)))
        }
        if let config = host.config {
            let value = config.value("KFENCE_NUM_OBJECTS")?.value ?? "n"
            pairs.append(
                (
                    .config(symbol: "KFENCE_NUM_OBJECTS", value: "1023"),
                    .config(symbol: "KFENCE_NUM_OBJECTS", value: value)
                ))
        }
        return pairs
    }

    @Test("a change and its inverse give the first map again")
    func inverse() {
        var count = 0
        for (index, name) in CapturedHosts.names.enumerated() {
            guard let host = CapturedHosts.all[name] else { continue }
            let before = Predictor.predict(host)
            // A third of all pairs, another one on each host: all of them take too long without optimisation.
            for (offset, (change, inverse)) in pairs(host).enumerated() where (index + offset) % 3 == 0 {
                let after = WhatIf(before, [change, inverse]).after
                #expect(after.layout == before.layout, "\(name): \(change.text)")
                #expect(after.reasons.map(\.text) == before.reasons.map(\.text), "\(name): \(change.text)")
                count += 1
            }
        }
        #expect(count > 100)
    }

    /// Two boots of one machine: what-if from the first is the second, table for table.
    static let boots: [(from: String, to: String, changes: [Change])] = [
        (
            "61-n1-2g-default", "61-n1-2g-on-crash256",
            [.set(key: "rodata", value: "on"), .set(key: "crashkernel", value: "256M")]
        ),
        (
            "61-n1-2g-on-crash256", "61-n1-2g-default",
            [.unset(key: "rodata"), .unset(key: "crashkernel")]
        ),
        (
            "c61-nodma-n1-2g-default", "c61-nodma-n1-2g-crash256",
            [.set(key: "crashkernel", value: "256M")]
        ),
        ("c61-nodma-n1-2g-crash256", "c61-nodma-n1-2g-default", [.unset(key: "crashkernel")]),
        (
            "73-n1-2g-default", "73-n1-2g-noalias-kf100",
            [.set(key: "rodata", value: "noalias"), .set(key: "kfence.sample_interval", value: "100")]
        ),
        (
            "73-n1-2g-noalias-kf100", "73-n1-2g-default",
            [.unset(key: "rodata"), .unset(key: "kfence.sample_interval")]
        ),
        (
            "618-n1-2g-default", "618-n1-2g-noalias-kf100",
            [.set(key: "rodata", value: "noalias"), .set(key: "kfence.sample_interval", value: "100")]
        ),
        (
            "7316k-n1-2g-default", "7316k-n1-2g-noalias-kf100",
            [.set(key: "rodata", value: "noalias"), .set(key: "kfence.sample_interval", value: "100")]
        ),
        ("c612-64k-n1-2g-default", "c612-64k-n1-2g-on", [.set(key: "rodata", value: "on")]),
        ("c612-64k-n1-2g-on", "c612-64k-n1-2g-default", [.unset(key: "rodata")]),
        (
            "612-n1-2g-on-kf100", "612-n2-2g-on-kf0-crash256",
            [
                .set(key: "kfence.sample_interval", value: "0"), .set(key: "crashkernel", value: "256M"),
                .core(MIDR(0x410f_d493)),
            ]
        ),
        ("73-n1-2g-default", "73-v3-2g-default", [.core(MIDR(0x410f_d842))]),
        ("618-v3-2g-default", "618-n1-2g-default", [.core(MIDR(0x414f_d0c1))]),
        (
            "72-n1-2g-dt-default", "72-v3-2g-dt-default", [.core(MIDR(0x410f_d842))]
        ),
        (
            "618-n1midrV3-2g-dt-default", "618-v3-2g-dt-rodata_off", [.set(key: "rodata", value: "off")]
        ),
    ]

    @Test("what-if from one boot is the next boot", arguments: boots.indices)
    func nextBoot(index: Int) throws {
        let (from, to, changes) = Self.boots[index]
        let second = try #require(CapturedHosts.all[to])
        let first = CapturedHosts.moving(try #require(CapturedHosts.all[from]), imageOf: second)
        #expect(first.memory?.boot.map(\.value) == second.memory?.boot.map(\.value), "another machine")
        let whatIf = WhatIf(first, changes)
        let truth = try Truth.load(to, "truth.json")
        for difference in Difference.all(whatIf.after.layout.segments, truth.runs) {
            #expect(difference.isLeftOpen(by: whatIf.after), "\(from) to \(to): \(difference)")
        }
        let simulated = whatIf.crash.pieces.map(\.range).sorted { $0.start < $1.start }
        #expect(simulated == second.crash.ranges.map(\.value), "\(from) to \(to)")
    }
}
