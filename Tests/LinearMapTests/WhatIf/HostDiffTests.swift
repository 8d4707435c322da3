import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("What differs between two hosts")
struct HostDiffTests {
    private func diff(_ first: HostFacts.Host, _ second: HostFacts.Host) -> HostDiff {
        HostDiff(Predictor.predict(first), Predictor.predict(second))
    }

    @Test("a host does not differ from itself")
    func same() {
        for (name, host) in CapturedHosts.all { #expect(diff(host, host).isSame, "\(name)") }
    }

    @Test("facts, map and reasons")
    func differs() {
        let result = diff(Make.host(v(6, 12, 50)), Make.host(v(6, 12, 50), "rodata=on", midr: [0x410f_d842]))
        #expect(result.facts.map(\.what) == ["cpus", "cmdline rodata"])
        #expect(result.facts.last?.first == nil && result.facts.last?.second == "on")
        #expect(result.rules.map(\.rule) == ["rodata-full"])
        #expect(result.rules.first?.first?.verdict == .pages)
        #expect(result.mapDifference.byteCount > 2 << 30)
        let sums = result.totals.reduce((0, 0)) { ($0.0 + $1.first, $0.1 + $1.second) }
        #expect(sums.0 == result.first.layout.mappedBytes && sums.1 == result.second.layout.mappedBytes)
    }

    @Test("turning the two round turns every difference round")
    func symmetric() {
        let names = CapturedHosts.names
        for (left, right) in zip(names, names.dropFirst()) {
            guard let a = CapturedHosts.all[left], let b = CapturedHosts.all[right] else { continue }
            let forth = diff(a, b), back = diff(b, a)
            #expect(forth.mapDifference == back.mapDifference)
            #expect(Set(forth.facts.map(\.what)) == Set(back.facts.map(\.what)))
            #expect(Set(forth.rules.map(\.rule)) == Set(back.rules.map(\.rule)))
        }
    }
}
