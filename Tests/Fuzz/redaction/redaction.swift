import SnapshotFormat

/// The first byte says as what the rest is redacted. Once must be as good as twice.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRedaction(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    let path = paths[Int(choice) % paths.count]
    let bytes = Array(input.dropFirst())
    var redaction = Redaction(context(path, bytes))
    guard let once = redaction.redact(path: path, bytes) else { return 0 }
    var second = Redaction(context(path, once))
    let twice = second.redact(path: path, once)
    precondition(twice == once, "redacting what is redacted changes it")
    return 0
}

private let paths = [
    "proc/cmdline", "var/log/dmesg", "proc/vmcoreinfo", "proc/kallsyms", "proc/version", "uname",
    "boot/config-6", "proc/config.gz", "kernel_page_tables", "proc/modules", "proc/iomem", "etc/os-release",
]

/// The file is also what is known of the host.
private func context(_ path: String, _ bytes: [UInt8]) -> RedactionContext {
    RedactionContext(
        vmcoreinfo: path == "proc/vmcoreinfo" ? bytes : nil, iomem: iomem,
        kallsyms: path == "proc/kallsyms" ? bytes : nil)
}

private let iomem = Array("40000000-ffffffff : System RAM\n  40210000-4117ffff : Kernel code\n".utf8)
