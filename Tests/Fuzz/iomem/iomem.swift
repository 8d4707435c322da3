import HostFacts
import Snapshot

/// One listing of /proc/iomem: it is read or refused, and the tree that comes out holds together.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIomem(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let iomem = try? Iomem.parse(Snapshot.File(path: "proc/iomem", bytes: bytes)) else { return 0 }
    for entry in iomem.entries {
        if let parent = entry.parent {
            precondition(iomem.entries[parent].range.contains(entry.range), "a child outside its parent")
        }
        precondition(entry.range.end <= Iomem.addressLimit, "an address above the limit")
    }
    _ = iomem.outermost("System RAM")
    _ = iomem.driverManaged
    _ = try? MemblockList.parse(Snapshot.File(path: "sys/kernel/debug/memblock/memory", bytes: bytes))
    return 0
}
