import TLB
import Testing

/// Samples and counters are written by others: whatever they hold, they are read or refused.
@Suite struct HostileSampleTests {
    private static let seeds = [
        "4064384/4064384 ffff802f921be0d0 2f921be0d0\n",
        "1818320693,,dTLB-load-misses:k,70500326434,100.00,,\n",
        "{\"counter-value\" : \"5.000000\", \"unit\" : \"\", \"event\" : \"l1d_tlb_refill\"}\n",
        "0x40000000\n",
    ]

    /// A seed with some of its bytes changed, dropped or doubled.
    private func damaged(_ random: inout SplitMix64) -> [UInt8] {
        var bytes = Array(Self.seeds.randomElement(using: &random)!.utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes += bytes[place...]
            default: bytes.insert(0x22, at: place)
            }
        }
        return bytes
    }

    @Test func `damaged input never ends the program`() {
        var random = SplitMix64(seed: 7)
        var read = 0
        for _ in 0..<4000 {
            let bytes = damaged(&random)
            if (try? PerfCounters(bytes)) != nil { read += 1 }
            var source = MemoryBytes("", piece: 5)
            source.bytes = bytes
            var samples = PerfScriptTrace(source, captured: nil)
            if (try? drain(&samples)) != nil { read += 1 }
        }
        #expect(read > 100)
    }
}
