/// The addresses of a trace made physical: a trace may hold linear-map addresses as the kernel uses them.
///
/// An address with its upper twelve bits set is virtual, and `virtualOffset` is taken off it; what that leaves
/// outside memory is counted by the simulator. Every other address is physical already.
public struct LinearTrace<Source: AccessSource>: AccessSource {
    private var source: Source
    private let virtualOffset: UInt64

    /// The addresses of `source`.
    ///
    /// - Parameter virtualOffset: virtual minus physical address of the linear map, wrapping.
    public init(_ source: Source, virtualOffset: UInt64) {
        self.source = source
        self.virtualOffset = virtualOffset
    }

    /// The next physical addresses.
    public mutating func next(_ buffer: inout [UInt64]) throws(TraceError) -> Int {
        let count = try source.next(&buffer)
        for index in 0..<count where buffer[index] >> 52 == 0xfff { buffer[index] &-= virtualOffset }
        return count
    }
}
