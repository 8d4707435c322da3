import Arm64
import LinearMap
import TLB
import Testing

@Suite struct WorkloadTests {
    /// Three ranges with holes, 96 pages.
    private let memory = WorkloadMemory(
        Make.layout(
            [
                Make.range(0x4000_0000, 0x4002_0000), Make.range(0x8000_0000, 0x8001_0000),
                Make.range(0x9000_0000, 0x9003_0000),
            ], Leaf(size: 4096)))!

    private func addresses(
        _ text: String, _ count: UInt64, seed: UInt64 = 1, buffer: Int = 1000, memory: WorkloadMemory? = nil
    ) throws -> [UInt64] {
        var workload = Workload(
            try WorkloadMix(parsing: text), memory: memory ?? self.memory, seed: seed, accesses: count)
        return try drain(&workload, size: buffer)
    }

    @Test(arguments: WorkloadKind.allCases)
    func `every access is to memory of the host`(kind: WorkloadKind) throws {
        let all = try addresses(kind.rawValue, 20_000)
        #expect(all.count == 20_000)
        let ranges = AddressSet(memory.ranges)
        #expect(all.allSatisfy { ranges.contains($0) })
    }

    @Test(arguments: WorkloadKind.allCases.map(\.rawValue) + ["uniform:70,copy:30"])
    func `the same seed gives the same addresses, whatever the buffer`(text: String) throws {
        let all = try addresses(text, 5_000, buffer: 4096)
        #expect(try addresses(text, 5_000, buffer: 7) == all)
        let isRandom = text != "sequential"
        #expect((try addresses(text, 5_000, seed: 2) != all) == isRandom)
    }

    @Test(arguments: WorkloadKind.allCases)
    func `one page of memory is enough`(kind: WorkloadKind) throws {
        let page = try #require(WorkloadMemory(bytes: 4096))
        #expect(try addresses(kind.rawValue, 500, memory: page).allSatisfy { $0 < 4096 })
    }

    @Test func `sequential goes line by line over the holes, and around`() throws {
        let all = try addresses("sequential", 96 * 64 + 2)
        #expect(all[0..<2] == [0x4000_0000, 0x4000_0040])
        #expect(all[32 * 64] == 0x8000_0000)
        #expect(all[96 * 64..<96 * 64 + 2] == [0x4000_0000, 0x4000_0040])
        #expect(Set(all).count == 96 * 64)
    }

    @Test func `uniform touches each page about equally often`() throws {
        let all = try addresses("uniform", 96_000)
        let counts = Dictionary(grouping: all) { $0 / 4096 }.mapValues(\.count)
        #expect(counts.count == 96)
        // Six standard deviations of a count of 1000.
        #expect(counts.values.allSatisfy { (810...1190).contains($0) })
    }

    @Test func `zipf ranks pages by r to the power of minus 0.99`() throws {
        let all = try addresses("zipf", 200_000)
        let counts = Dictionary(grouping: all) { $0 / 4096 }.mapValues(\.count).values.sorted(by: >)
        // The sum of r^-0.99 over 96 ranks, and the shares of the first, second and tenth.
        let sum = 5.2435
        for (rank, share) in [(1, 1 / sum), (2, 0.5035 / sum), (10, 0.10233 / sum)] {
            #expect(abs(Double(counts[rank - 1]) / 200_000 - share) < 0.006, "rank \(rank)")
        }
    }

    @Test func `copy reads and writes two different pages line by line`() throws {
        let all = try addresses("copy", 128 * 50)
        for start in stride(from: 0, to: all.count, by: 128) {
            let source = all[start], target = all[start + 1]
            #expect(source % 4096 == 0 && target % 4096 == 0 && source != target)
            for line in 0..<64 {
                #expect(all[start + 2 * line] == source + UInt64(64 * line))
                #expect(all[start + 2 * line + 1] == target + UInt64(64 * line))
            }
        }
    }

    @Test func `a cached file in one piece lies in the lower half, a shuffled one everywhere`() throws {
        func pages(_ text: String) throws -> Set<UInt64> {
            let all = try addresses(text, 65 * 4000)
            return Set(stride(from: 1, to: all.count, by: 65).map { all[$0] / 4096 })
        }
        let lower = try pages("page-cache"), shuffled = try pages("page-cache-shuffled")
        #expect(lower.count == 48 && shuffled.count == 48)
        // The lower 48 of 96 pages: all 32 of the first range and 16 of the second.
        #expect(lower.max() == 0x8000_f000 / 4096)
        #expect(shuffled.contains { $0 >= 0x9000_0000 / 4096 })
    }

    @Test func `slab objects are 256 bytes in a sixteenth of the pages`() throws {
        let all = try addresses("slab", 20_000)
        #expect(Set(all.map { $0 / 4096 }).count == 6)
        for start in stride(from: 0, to: all.count, by: 2) {
            #expect(all[start] % 256 == 0 && all[start + 1] == all[start] + 192)
        }
    }

    @Test func `network uses its ring in order, 24 lines a packet`() throws {
        let large = try #require(WorkloadMemory(bytes: 64 << 20))
        let all = try addresses("network", 26 * 4096 + 26, memory: large)
        let buffers = stride(from: 2, to: all.count, by: 26).map { all[$0] }
        #expect(Set(buffers).count == 4096 && buffers[4096] == buffers[0])
        #expect(buffers.allSatisfy { $0 % 2048 == 0 })
        #expect(all[25] == all[2] + 23 * 64)
    }

    @Test func `the parts of a mix have their shares of the accesses`() throws {
        let large = try #require(WorkloadMemory(bytes: 1 << 30))
        let all = try addresses("uniform:70,sequential:30", 100_000, memory: large)
        // Sequential accesses stay in the first 30,000 lines, where uniform ones hardly fall.
        let low = all.count { $0 < 30_500 * 64 }
        #expect(abs(low - 30_000) < 1_500)
        let mixed = try addresses("sequential:50,copy:50", 100_000, memory: large)
        let sequential = mixed.count { $0 < 55_000 * 64 }
        #expect(abs(sequential - 50_000) < 5_000)
    }

    @Test(arguments: [
        "", "random", "uniform:0", "uniform:-1", "uniform:x", "uniform:70,", "uniform,uniform",
        "uniform:1000001", "uniform:70:30",
    ])
    func `a mix that is none is refused`(text: String) {
        #expect(throws: WorkloadMix.Refusal.self) { try WorkloadMix(parsing: text) }
    }

    @Test func `a mix is written as it is read`() throws {
        for text in ["uniform", "uniform:70,copy:30", "slab:1,network:2,zipf:3"] {
            #expect(try WorkloadMix(parsing: text).text == text)
        }
        #expect(try WorkloadMix(parsing: "uniform,copy").text == "uniform:1,copy:1")
        #expect(try WorkloadMix(parsing: "uniform:700") == WorkloadMix(.uniform))
    }
}
