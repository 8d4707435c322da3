import HostFacts
import Snapshot

/// One kernel log; the same bytes also as a table dump, as cpuinfo and as a banner.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLog(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let file = Snapshot.File(path: "var/log/dmesg", bytes: bytes)
    if let log = try? BootLogParser.parse(file) {
        _ = log.summary
        var clues = KernelClues()
        clues.banner = log.banner
        _ = KernelIdentityParser.identify(clues)
    }
    _ = try? PageTableDump.parse(file)
    _ = try? CPUInfo.parse(file)
    _ = try? KernelSymbolsParser.parse(file)
    _ = try? Zoneinfo.parse(file)
    _ = try? Meminfo.parse(file)
    return 0
}
