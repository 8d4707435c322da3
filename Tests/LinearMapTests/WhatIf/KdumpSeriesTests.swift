import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("The kdump series of June 2022")
struct KdumpSeriesTests {
    /// The table in the fifth patch (20220613080932.663-6-thunder.leizhen@huawei.com): DMA zones, `,high` used, what
    /// is reserved before the DMA limit is known, and what after.
    static let table: [(zones: Bool, high: Bool, unknown: [String], known: [String])] = [
        (false, false, ["crash"], []),
        (true, false, [], ["crash"]),
        (false, true, ["crash", "low"], []),
        (true, true, ["crash"], ["low"]),
    ]

    @Test("the series' table", arguments: table)
    func phases(zones: Bool, high: Bool, unknown: [String], known: [String]) {
        let state = Crashkernel.State(present: true, dmaZones: zones, patch: .kdumpSeries)
        let phases = Crashkernel.phases(state, version: v(5, 19), isHigh: high)
        #expect(phases.beforeLimit.map(\.rawValue).sorted() == unknown)
        #expect(phases.afterLimit.map(\.rawValue).sorted() == known)
    }

    @Test("without the series everything waits for the limit, or nothing does")
    func stock() {
        for high in [false, true] {
            let zones = Crashkernel.State(present: true, dmaZones: true)
            #expect(Crashkernel.phases(zones, version: v(6, 1), isHigh: high).beforeLimit.isEmpty)
            let none = Crashkernel.State(present: true, dmaZones: false)
            #expect(Crashkernel.phases(none, version: v(6, 1), isHigh: high).afterLimit.isEmpty)
        }
    }

    /// 5.10 and 6.1 as captured, `rodata=off`, 4 and 6 GiB.
    static let hosts = ["510-n1-4g-rodata_off", "61-a72-6g-numa3-off"]

    @Test(
        "with ,high only the high region is in pages; a plain request forces them everywhere",
        arguments: hosts)
    func mapping(name: String) throws {
        let host = try #require(CapturedHosts.all[name])
        for (value, isHigh) in [("512M,high", true), ("512M", false)] {
            let ask = Change.set(key: "crashkernel", value: value)
            let stock = WhatIf(host, [ask]), series = WhatIf(host, [ask, .variant(.kdumpSeries)])
            #expect(stock.after.mapping == .pages)
            #expect(series.after.mapping == (isHigh ? .blocks : .pages))
            guard isHigh else { continue }
            let region = try #require(series.crash.pieces.first { $0.kind == .crash })
            let apart = series.after.layout.segments.filter { $0.kind == .crashkernel }
            #expect(apart.map(\.range) == [region.range])
            #expect(apart.allSatisfy { $0.leaf == Leaf(size: 4096) })
            #expect(region.range.start >= 1 << 32)
            // The default of patch 1.
            #expect(series.crash.pieces.filter { $0.kind == .low }.map(\.range.size) == [128 << 20])
            let needs = PageNeed.all(series)
            #expect(needs.filter(\.isProtected).map(\.subject) == [.crash])
            #expect(needs.first { $0.subject == .crashLow }?.needsPages == false)
        }
    }

    @Test("the map's history on one host: what each step alone gives", arguments: hosts)
    func history(name: String) throws {
        let host = try #require(CapturedHosts.all[name])
        let ask = Change.set(key: "crashkernel", value: "512M,high")
        let history = MapHistory(Predictor.predict(host), [ask])
        #expect(
            history.steps.map(\.name) == [
                "stock", "kdump-series", "kdump-unprotected", "kfence-pool", "bbml2", "bbml3",
            ])
        #expect(
            history.steps.map { $0.result.after.mapping == .blocks } == [false, true, true, true, true, true])
        let tables = history.steps.map { $0.result.after.layout.tables.bytes }
        #expect(tables[0] > 40 * tables[2] && tables[1] > tables[2])
        let reach = history.steps.map { $0.result.after.layout.bytesPerTLBEntry }
        #expect(reach[0] < 5000 && reach[1] < reach[2])
    }

    @Test("full rodata keeps pages until a core may split blocks")
    func historyWithFullProtection() throws {
        let host = try #require(CapturedHosts.all["61-a72-6g-numa3-off"])
        let changes = [Change.unset(key: "rodata"), .core(MIDR(0x410f_d842))]
        let history = MapHistory(Predictor.predict(host), changes)
        #expect(
            history.steps.map { $0.result.after.mapping == .blocks } == [
                false, false, false, false, true, true,
            ])
        // Neoverse N3 is on the list of 7.3 alone.
        let later = MapHistory(Predictor.predict(host), [changes[0], .core(MIDR(0x410f_d8e0))])
        #expect(later.steps.suffix(2).map { $0.result.after.mapping == .blocks } == [false, true])
    }
}
