/// A `u64le` trace: little-endian 64-bit addresses, one after the other, nothing else.
public struct U64LETrace<Bytes: TraceBytes>: AccessSource {
    private var bytes: Bytes
    /// Bytes given out so far.
    private var position: UInt64 = 0
    /// Bytes of a last, incomplete address; nil until the end was seen.
    private var rest: Int?
    /// What went wrong behind the addresses that were given.
    private var failure: TraceError?

    /// A trace read from `bytes`.
    public init(_ bytes: Bytes) {
        self.bytes = bytes
    }

    /// The next addresses. Throws `.empty` for a trace without any, and `.atByte` for one that ends inside an
    /// address, after the whole ones were given.
    public mutating func next(_ buffer: inout [UInt64]) throws(TraceError) -> Int {
        if let failure { throw failure }
        let filled = rest == nil ? fill(&buffer) : 0
        let whole = filled / 8
        position += UInt64(whole * 8)
        if whole == 0 {
            if let failure { throw failure }
            guard rest ?? 0 == 0 else {
                throw .atByte(
                    position, problem: "the trace ends inside an address",
                    expected: "a multiple of 8 bytes, not \(position + UInt64(rest ?? 0))")
            }
            guard position > 0 else { throw .empty }
        }
        #if _endian(big)
            for index in 0..<whole { buffer[index] = UInt64(littleEndian: buffer[index]) }
        #endif
        return whole
    }

    /// Reads until a whole number of addresses is there, or the end; returns the number of bytes.
    private mutating func fill(_ buffer: inout [UInt64]) -> Int {
        var span = buffer.mutableSpan
        var raw = span.mutableBytes
        var filled = 0
        repeat {
            do throws(TraceError) {
                let count = try bytes.read(into: &raw, from: filled)
                if count == 0 {
                    rest = filled % 8
                    return filled
                }
                filled += count
            } catch {
                failure = error
                return filled
            }
        } while filled % 8 != 0
        return filled
    }
}
