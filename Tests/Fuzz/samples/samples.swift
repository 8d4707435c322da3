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

/// Samples of `perf script`, counters of `perf stat`, and a mix of workloads: read or refused, and no sample lost.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSamples(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    _ = try? PerfCounters(bytes)
    if let mix = try? WorkloadMix(parsing: String(decoding: bytes.prefix(200), as: UTF8.self)) {
        precondition((try? WorkloadMix(parsing: mix.text)) == mix, "a mix is not written as it is read")
    }
    for captured in [nil, 0xffff_8000_0000_0000] as [UInt64?] {
        var samples = PerfScriptTrace(InputBytes(bytes: bytes[...]), captured: captured)
        var buffer = [UInt64](repeating: 0, count: 3)
        var given: UInt64 = 0
        while let count = try? samples.next(&buffer), count > 0 { given += UInt64(count) }
        precondition(samples.tally.linear >= given, "more addresses than samples")
        precondition(samples.tally.samples == samples.tally.linear + samples.tally.setAside, "samples lost")
    }
    return 0
}
