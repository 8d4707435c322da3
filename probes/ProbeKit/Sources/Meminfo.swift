extension Sources {
    /// MemTotal, and DirectMap lines where a vendor's kernel has them.
    static let meminfo = Source.copying(
        "meminfo", [.plain("/proc/meminfo")], bytes: 65536,
        Absence("the kernel's own count of memory is not compared"))
}
