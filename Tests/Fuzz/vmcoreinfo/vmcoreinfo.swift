import HostFacts
import Snapshot

/// One VMCOREINFO note.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzVmcoreinfo(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let file = Snapshot.File(path: "proc/vmcoreinfo", bytes: bytes)
    guard let info = try? Vmcoreinfo.parse(file) else { return 0 }
    _ = (info.pageSize, info.osRelease, info.kernelOffset, info.buildID)
    for name in ["VA_BITS", "TCR_EL1_T1SZ", "PHYS_OFFSET", "kimage_voffset"] { _ = info.number(name) }
    _ = info.symbol("swapper_pg_dir")
    return 0
}
