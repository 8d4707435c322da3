import Snapshot
import TLB

/// A trace file as the simulator reads it.
struct TraceInput: TraceBytes {
    let stream: ByteStream

    mutating func read(into buffer: inout MutableRawSpan, from offset: Int) throws(TraceError) -> Int {
        do throws(InputError) {
            return try stream.read(into: &buffer, from: offset)
        } catch {
            throw .source(error)
        }
    }

    /// Bytes looked at to tell the format.
    private static let head = 4096

    /// What `stream` holds, by its beginning: text has neither zeros nor bytes above 126, one word a line for plain
    /// addresses and more for perf's samples. Kernel addresses have such bytes in the `u64le` form.
    static func format(_ stream: ByteStream) throws(InputError) -> AccessArguments.TraceFormat {
        let head = try stream.peek(head)
        let isText = head.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        guard isText, !head.isEmpty else { return .u64le }
        let lines = head.split(separator: 0x0a)
        let line = lines.first { $0.first != 0x23 && $0.contains { $0 > 0x20 } } ?? []
        let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
        return words.count > 1 ? .perfScript : .text
    }
}
