import HostFacts
import Snapshot

/// One kernel configuration.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConfig(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let file = Snapshot.File(path: "boot/config-6.1.0-50-arm64", bytes: bytes)
    guard let parsed = try? KernelConfigParser.parse(file) else { return 0 }
    for symbol in ["KFENCE", "ARM64_VA_BITS", "RODATA_FULL_DEFAULT_ENABLED", "KFENCE_SAMPLE_INTERVAL", ""] {
        _ = parsed.config.isSet(symbol)
        _ = parsed.config.integer(symbol)
    }
    return 0
}
