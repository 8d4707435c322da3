import TLB
import Testing

/// Bytes that come in portions.
struct Portions: TraceBytes {
    struct Failure: Error, Equatable {}

    var bytes: [UInt8]
    var portion: Int
    var fails = false

    mutating func read(into buffer: inout MutableRawSpan, from offset: Int) throws(TraceError) -> Int {
        if bytes.isEmpty, fails { throw .source(Failure()) }
        let count = min(portion, bytes.count, buffer.byteCount - offset)
        for index in 0..<count {
            buffer.storeBytes(of: bytes[index], toByteOffset: offset + index, as: UInt8.self)
        }
        bytes.removeFirst(count)
        return count
    }
}

struct TraceTests {
    /// All addresses, or what went wrong.
    private func read(_ source: some AccessSource, buffer size: Int = 3) throws(TraceError) -> [UInt64] {
        var source = source
        var buffer = [UInt64](repeating: 0, count: size)
        var result: [UInt64] = []
        while true {
            let count = try source.next(&buffer)
            guard count > 0 else { return result }
            result += buffer[..<count]
        }
    }

    private func message(_ body: () throws(TraceError) -> [UInt64]) -> String? {
        do throws(TraceError) {
            _ = try body()
            return nil
        } catch {
            return error.message
        }
    }

    private func little(_ addresses: [UInt64]) -> [UInt8] {
        addresses.flatMap { address in (0..<8).map { UInt8(truncatingIfNeeded: address >> (8 * $0)) } }
    }

    @Test(arguments: [1, 5, 8, 13, 1000]) func binaryAddressesSurviveAnyPortion(_ portion: Int) throws {
        let addresses = (0..<50).map { UInt64($0) &* 0x0123_4567_89ab_cdef } + [.max]
        #expect(try read(U64LETrace(Portions(bytes: little(addresses), portion: portion))) == addresses)
        #expect(
            try read(U64LETrace(Portions(bytes: little(addresses), portion: portion)), buffer: 1) == addresses
        )
    }

    @Test func aBinaryTraceThatEndsInsideAnAddressIsRefusedAfterTheWholeOnes() {
        var source = U64LETrace(Portions(bytes: little([1, 2, 3]) + [9, 9, 9], portion: 100))
        var buffer = [UInt64](repeating: 0, count: 16)
        #expect(throws: Never.self) { try source.next(&buffer) }
        #expect(Array(buffer[..<3]) == [1, 2, 3])
        #expect(
            message { () throws(TraceError) in try read(source) }
                == "byte 24: the trace ends inside an address; expected a multiple of 8 bytes, not 27")
    }

    @Test func anEmptyTraceIsRefused() {
        let text = "holds no address; expected at least one"
        #expect(
            message { () throws(TraceError) in try read(U64LETrace(Portions(bytes: [], portion: 8))) } == text
        )
        let comment = Array("# nothing\n\n".utf8)
        #expect(
            message { () throws(TraceError) in try read(TextTrace(Portions(bytes: [], portion: 8))) } == text)
        #expect(
            message { () throws(TraceError) in try read(TextTrace(Portions(bytes: comment, portion: 8))) }
                == text)
    }

    @Test(arguments: [1, 4, 1000]) func textAddressesAreDecimalOrHexadecimal(_ portion: Int) throws {
        let text = "0x80000000\n17 # note\r\n\n# all comment\n\t0XFFFF000012345678 \n18446744073709551615"
        let expected: [UInt64] = [0x8000_0000, 17, 0xffff_0000_1234_5678, .max]
        #expect(try read(TextTrace(Portions(bytes: Array(text.utf8), portion: portion))) == expected)
    }

    @Test(arguments: ["0x", "ffff", "-1", "0x10000000000000000", "18446744073709551616", "1 2", "\u{fffd}"])
    func aLineThatIsNoAddressIsNamed(_ line: String) {
        let bytes = Array("1\n\n\(line)\n2\n".utf8)
        #expect(
            message { () throws(TraceError) in try read(TextTrace(Portions(bytes: bytes, portion: 7))) }
                == "line 3: no address of 64 bits; expected a decimal number, or a hexadecimal one after 0x")
    }

    @Test func whatComesBeforeABrokenLineOrAFailureIsGivenFirst() throws {
        let map = try TranslationMap(page: 4096)
        var simulator = Simulator(try hierarchy("L1:4:4"), map)
        var text = TextTrace(Portions(bytes: Array("1\n2\nx\n3\n".utf8), portion: 100))
        #expect(throws: TraceError.self) { try simulator.run(&text) }
        #expect(simulator.counts.accesses == 2)
        var binary = U64LETrace(Portions(bytes: little([1, 2]) + [1, 2, 3], portion: 100, fails: true))
        simulator = Simulator(try hierarchy("L1:4:4"), map)
        #expect(throws: TraceError.self) { try simulator.run(&binary) }
        #expect(simulator.counts.accesses == 2)
    }

    @Test func anEndlessLineIsRefusedBeforeItFillsTheMemory() {
        let bytes = Array("1\n".utf8) + Array(repeating: UInt8(ascii: "1"), count: 200_000)
        #expect(
            message { () throws(TraceError) in try read(TextTrace(Portions(bytes: bytes, portion: 50_000))) }
                == "line 2: the line is too long; expected one address, at most 4096 characters")
    }

    @Test func aFailingSourceEndsTheTrace() throws {
        let source = Portions(bytes: little([1]), portion: 8, fails: true)
        var simulator = Simulator(try hierarchy("L1:4:4"), try TranslationMap(page: 4096))
        var trace = U64LETrace(source)
        do throws(TraceError) {
            try simulator.run(&trace)
            Issue.record("the trace ended well")
        } catch {
            guard case .source(let cause) = error else { Issue.record("\(error)"); return }
            #expect(cause as? Portions.Failure == Portions.Failure())
        }
        #expect(simulator.counts.accesses == 1)
    }
}
