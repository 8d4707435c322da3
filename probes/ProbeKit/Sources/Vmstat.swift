extension Sources {
    /// Counters, among them those of split blocks on kernels that count them.
    static let vmstat = Source.copying(
        "vmstat", [.plain("/proc/vmstat")], bytes: 65536,
        Absence("the kernel's counters are not known"))
}
