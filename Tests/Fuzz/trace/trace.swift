import TLB

/// The input, a few bytes at a time.
struct InputBytes: TraceBytes {
    var bytes: ArraySlice<UInt8>

    mutating func read(into buffer: inout MutableRawSpan, from offset: Int) throws(TraceError) -> Int {
        let part = bytes.prefix(min(37, buffer.byteCount - offset))
        for (index, byte) in part.enumerated() {
            buffer.storeBytes(of: byte, toByteOffset: offset + index, as: UInt8.self)
        }
        bytes = bytes.dropFirst(part.count)
        return part.count
    }
}

/// A geometry up to the first line feed, and a trace behind it: they are read or refused, and what comes out does
/// not depend on how the trace was handed over.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTrace(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let feed = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    guard let hierarchy = try? TLBSpec.parse(String(decoding: bytes[..<feed], as: UTF8.self)),
        let map = try? TranslationMap(page: 4096),
        hierarchy.levels.allSatisfy({ $0.shape.entries <= 4096 })
    else { return 0 }
    let rest = bytes[feed...].dropFirst()
    compare(U64LETrace(InputBytes(bytes: rest)), Simulator(hierarchy, map))
    compare(TextTrace(InputBytes(bytes: rest)), Simulator(hierarchy, map))
    return 0
}

/// Runs `source` as a whole, and an address at a time.
func compare(_ source: some AccessSource, _ empty: Simulator) {
    var (whole, single) = (empty, empty)
    var first = source
    try? whole.run(&first)
    var second = source
    var one: [UInt64] = [0]
    while let count = try? second.next(&one), count == 1 { single.run(one) }
    precondition(whole.counts.accesses == single.counts.accesses, "accesses lost")
    precondition(whole.counts == single.counts, "counts depend on the portions")
}
