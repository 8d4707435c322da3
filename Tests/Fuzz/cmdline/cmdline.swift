import Arm64

/// One command line and the numbers in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCommandLine(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let line = KernelCommandLine(String(decoding: bytes, as: UTF8.self))
    for parameter in line.parameters {
        precondition(line.last(parameter.key) != nil, "a key that is not found")
        let value = Array((parameter.value ?? "").utf8)
        for isSaturating in [false, true] {
            precondition(KernelNumber.unsigned(value, saturating: isSaturating).length <= value.count)
            precondition(KernelNumber.memparse(value, saturating: isSaturating).length <= value.count)
        }
        _ = KernelNumber.option(value)
        _ = KernelNumber.bool(value, acceptsTrueFalse: true, acceptsEnableDisable: true)
    }
    _ = KernelVersion(prefixOf: line.text)
    return 0
}
