import TLB
import Testing

@Suite struct PerfScriptTests {
    /// PAGE_OFFSET 0xffff800000000000 and no PHYS_OFFSET, as in commit 9edcde68d653 of Linux.
    private let offset: UInt64 = 0xffff_8000_0000_0000
    private let golden = "4064384/4064384 ffff802f921be0d0 2f921be0d0\n"

    private func read(
        _ text: String, offset: UInt64?, piece: Int = 7
    ) throws -> (addresses: [UInt64], tally: SampleTally, offset: UInt64?) {
        var trace = PerfScriptTrace(MemoryBytes(text, piece: piece), captured: offset)
        let addresses = try drain(&trace)
        return (addresses, trace.tally, trace.virtualOffset)
    }

    @Test func `the sample of the commit that added physical addresses`() throws {
        let result = try read(golden, offset: offset)
        #expect(result.addresses == [0x2f_921b_e0d0])
        #expect(result.tally.linear == 1 && result.tally.setAside == 0)
    }

    @Test func `user, vmalloc and unplaced samples are set aside and counted`() throws {
        let text = """
            # captured on a host
            \(golden)
              fio  4711 [003]  123.456:  l1d-access:  aaaad4c01000  81234000
              fio  4711 [003]  123.457:  l1d-access:  ffff000012345678  91234678
              fio  4711 [003]  123.458:  l1d-access:  ffff802f921be0d0  0
            """
        let result = try read(text, offset: offset)
        #expect(result.addresses == [0x2f_921b_e0d0])
        #expect(result.tally.user == 1 && result.tally.otherKernel == 1)
        #expect(result.tally.withoutPhysical == 1 && result.tally.samples == 4)
    }

    @Test(arguments: [1, 3, 64, 65536])
    func `lines may be cut anywhere by the reader`(piece: Int) throws {
        let text = String(repeating: golden, count: 5000)
        #expect(try read(text, offset: offset, piece: piece).addresses.count == 5000)
    }

    @Test func `without PHYS_OFFSET the difference of most kernel samples is taken`() throws {
        let text =
            (0..<20).map { "1/1 ffff80000\(String($0 + 4096, radix: 16))000 4000\($0 % 10)000\n" }.joined()
            + (0..<60).map { "1/1 ffff00000000\($0 % 10)000 8000\($0 % 10)000\n" }.joined()
        let result = try read(text, offset: nil)
        #expect(result.offset == 0xffff_0000_0000_0000 &- 0x8000_0000)
        #expect(result.tally.linear == 60 && result.tally.otherKernel == 20)
    }

    @Test func `a captured offset that no sample agrees with gives way, as in a redacted snapshot`() throws {
        let text = (0..<60).map { "1/1 ffff00000000\($0 % 10)000 8000\($0 % 10)000\n" }.joined()
        let result = try read(text, offset: 0xffff_0000_0000_0000)
        #expect(result.offset == 0xffff_0000_0000_0000 &- 0x8000_0000 && result.tally.linear == 60)
    }

    @Test func `one mapping elsewhere, however often hit, is no linear map`() throws {
        let text = String(repeating: "1/1 ffff800008001000 52345000\n", count: 50)
        let result = try read(text, offset: nil)
        #expect(result.offset == nil && result.tally.otherKernel == 50)
    }

    @Test func `no difference that half of them share is none`() throws {
        let text = (1..<9).map { "1/1 ffff00000000\($0)000 \($0)0000\($0)000\n" }.joined()
        let result = try read(text, offset: nil)
        #expect(result.offset == nil && result.tally.otherKernel == 8)
    }

    @Test(arguments: [
        "no addresses here at all\n", "ffff802f921be0d0\n", "1/1 ffff802f921be0d0 2f921be0dg\n",
    ])
    func `a line of another form is told with its number`(line: String) throws {
        do {
            _ = try read(golden + line, offset: offset)
            Issue.record("read")
        } catch TraceError.atLine(let number, _, _) {
            #expect(number == 2)
        }
    }

    @Test(arguments: ["", "\n\n# nothing\n"])
    func `a file without a sample is empty`(text: String) throws {
        do {
            _ = try read(text, offset: offset)
            Issue.record("read")
        } catch TraceError.empty {}
    }

    @Test func `a line without end is refused, not held`() throws {
        do {
            _ = try read(String(repeating: "a", count: 1 << 20), offset: offset, piece: 65536)
            Issue.record("read")
        } catch TraceError.atLine(let number, _, _) {
            #expect(number == 1)
        }
    }

    @Test func `linear-map addresses of a trace become physical, others stay`() throws {
        struct Fixed: AccessSource {
            var rest: [UInt64] = [0x2f_921b_e0d0, 0xffff_802f_921b_e0d0]
            mutating func next(_ buffer: inout [UInt64]) -> Int {
                let count = min(rest.count, buffer.count)
                for index in 0..<count { buffer[index] = rest[index] }
                rest.removeFirst(count)
                return count
            }
        }
        var trace = LinearTrace(Fixed(), virtualOffset: offset)
        #expect(try drain(&trace) == [0x2f_921b_e0d0, 0x2f_921b_e0d0])
    }
}
