import HostFacts
import Snapshot

/// One walk of the linear map's tables.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWalk(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let file = Snapshot.File(path: "linmap/linear-map", bytes: bytes)
    guard let walk = try? CapturedWalk.parse(file) else { return 0 }
    var end: UInt64 = 0
    for run in walk.runs {
        precondition(run.range.start >= end, "runs that overlap")
        precondition(run.range.start % run.leaf.size == 0 && run.range.end % run.leaf.size == 0)
        end = run.range.end
    }
    precondition(end <= 1 << 52)
    if let cut = walk.cutOffAt { precondition(cut >= end) }
    return 0
}
