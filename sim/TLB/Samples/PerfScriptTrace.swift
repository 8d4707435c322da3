import Arm64

/// The samples of Arm SPE or `perf mem` as `perf script -F …,addr,phys_addr` prints them: those that hit the
/// linear map become accesses to their physical address, all others are set aside and counted.
///
/// Each line ends in the virtual and the physical address, in hexadecimal; what stands before them (command,
/// process, CPU, time, event) is not looked at. Empty lines and lines that begin with `#` are skipped. A sample is
/// one of the linear map if virtual minus physical address is that of the map: PAGE_OFFSET − PHYS_OFFSET.
public struct PerfScriptTrace<Bytes: TraceBytes>: AccessSource {
    private var lines: TraceLines<Bytes>
    private var waiting: [PerfSample] = []
    private var taken = 0
    private var hasEnded = false
    /// What became of the samples so far.
    public private(set) var tally = SampleTally()
    /// Virtual minus physical address of the linear map, wrapping; nil before the first samples, and if neither the
    /// snapshot nor they tell it.
    public private(set) var virtualOffset: UInt64?
    /// Whether the samples told it.
    public private(set) var infersOffset = false
    private let captured: UInt64?
    private var hasLooked = false

    /// Kernel samples that are looked at to find the distance.
    private static var inferred: Int { 4096 }
    /// What PHYS_OFFSET is a multiple of, at least (ARM64_MEMSTART_ALIGN, 512 MiB).
    private static var alignment: UInt64 { 1 << 29 }

    /// The samples in `bytes`.
    ///
    /// - Parameter captured: virtual minus physical address of the linear map, wrapping, as the snapshot has it; nil
    ///   if it has none. Where none of the first 4096 kernel samples agrees, as with a redacted snapshot, it is the
    ///   difference that at least half of them share.
    public init(_ bytes: Bytes, captured: UInt64?) {
        lines = TraceLines(bytes)
        self.captured = captured
    }

    /// The next physical addresses. Throws `.atLine` for a line that does not end in two hexadecimal words, and
    /// `.empty` for a file without a sample.
    public mutating func next(_ buffer: inout [UInt64]) throws(TraceError) -> Int {
        if !hasLooked { try findOffset() }
        var given = 0
        while given < buffer.count, let sample = try nextSample() {
            if let address = tally.add(sample, virtualOffset: virtualOffset) {
                buffer[given] = address
                given += 1
            }
        }
        if given == 0, tally.samples == 0 { throw .empty }
        return given
    }

    private mutating func findOffset() throws(TraceError) {
        hasLooked = true
        var differences: [UInt64: Int] = [:]
        var kernel = 0
        while kernel < Self.inferred, let sample = try readSample() {
            waiting.append(sample)
            guard sample.isKernel, sample.physical > 0 else { continue }
            kernel += 1
            differences[sample.virtual &- sample.physical, default: 0] += 1
        }
        virtualOffset = captured
        if let captured, differences[captured] != nil { return }
        let possible = differences.filter { $0.key.isAligned(to: Self.alignment) }
        let best = possible.max { ($0.value, $1.key) < ($1.value, $0.key) }
        guard let best, 2 * best.value >= kernel else { return }
        virtualOffset = best.key
        infersOffset = true
    }

    private mutating func nextSample() throws(TraceError) -> PerfSample? {
        if taken < waiting.count {
            taken += 1
            return waiting[taken - 1]
        }
        waiting = []
        taken = 0
        return try readSample()
    }

    private mutating func readSample() throws(TraceError) -> PerfSample? {
        guard !hasEnded else { return nil }
        while let line = try lines.next() {
            let words = line.words
            guard let first = words.first, first.first != 0x23 else { continue }
            guard words.count >= 2, let physical = words[words.count - 1].hexadecimal,
                let virtual = words[words.count - 2].hexadecimal
            else {
                throw .atLine(
                    lines.number, problem: "the line does not end in two addresses",
                    expected: "the output of perf script -F pid,tid,addr,phys_addr")
            }
            return PerfSample(virtual: virtual, physical: physical)
        }
        hasEnded = true
        return nil
    }
}

/// One sample.
struct PerfSample: Hashable, Sendable {
    let virtual: UInt64
    /// 0 where perf could not tell.
    let physical: UInt64

    /// Addresses of the kernel have their upper twelve bits set (48 to 52 bits of address).
    var isKernel: Bool { virtual >> 52 == 0xfff }
}

/// What became of samples.
public struct SampleTally: Hashable, Sendable {
    /// Hits in the linear map: these are simulated.
    public private(set) var linear: UInt64 = 0
    /// User addresses.
    public private(set) var user: UInt64 = 0
    /// Kernel addresses outside the linear map: vmalloc, modules, vmemmap, per-CPU first chunks there.
    public private(set) var otherKernel: UInt64 = 0
    /// Kernel addresses without a physical address: recorded without privilege, or not a data address.
    public private(set) var withoutPhysical: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// All samples.
    public var samples: UInt64 { linear + user + otherKernel + withoutPhysical }
    /// Those set aside.
    public var setAside: UInt64 { samples - linear }

    /// Counts `sample` and returns its physical address if it is one of the linear map.
    mutating func add(_ sample: PerfSample, virtualOffset: UInt64?) -> UInt64? {
        guard sample.isKernel else {
            user += 1
            return nil
        }
        guard sample.physical > 0 else {
            withoutPhysical += 1
            return nil
        }
        guard let virtualOffset, sample.virtual &- sample.physical == virtualOffset else {
            otherKernel += 1
            return nil
        }
        linear += 1
        return sample.physical
    }
}
