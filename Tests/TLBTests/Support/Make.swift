import Arm64
import LinearMap
import TLB

/// Bytes in memory, given out in pieces of at most `piece` bytes.
struct MemoryBytes: TraceBytes {
    var bytes: [UInt8]
    var piece = 7

    init(_ text: String, piece: Int = 7) {
        bytes = Array(text.utf8)
        self.piece = piece
    }

    mutating func read(into buffer: inout MutableRawSpan, from offset: Int) -> Int {
        let count = min(piece, bytes.count, buffer.byteCount - offset)
        for index in 0..<count {
            buffer.storeBytes(of: bytes[index], toByteOffset: offset + index, as: UInt8.self)
        }
        bytes.removeFirst(count)
        return count
    }
}

/// All that a source gives, through buffers of `size`.
func drain<Source: AccessSource>(_ source: inout Source, size: Int = 5) throws(TraceError) -> [UInt64] {
    var buffer = [UInt64](repeating: 0, count: size)
    var all: [UInt64] = []
    while true {
        let count = try source.next(&buffer)
        guard count > 0 else { return all }
        all += buffer[..<count]
    }
}

enum Make {
    /// A range of memory.
    static func range(_ start: UInt64, _ end: UInt64) -> AddressRange { AddressRange(start, end)! }

    /// A layout of `leaf` over `ranges`.
    static func layout(
        _ ranges: [AddressRange], _ leaf: Leaf, granule: Granule = .k4
    ) -> Layout {
        let segments = ranges.map { Segment(range: $0, leaf: leaf) }
        let tables = TableCount(segments: segments, granule: granule, offset: 0, vaBits: 48)
        return Layout(segments: segments, tables: tables, granule: granule)
    }

    /// One map of `leaf` over the first `bytes` of memory.
    static func layoutCase(_ bytes: UInt64, _ leaf: Leaf, kind: LayoutCase.Kind = .asIs) -> LayoutCase {
        LayoutCase(kind, layout([range(0, bytes)], leaf), offset: 0, vaBits: 48)
    }
}
