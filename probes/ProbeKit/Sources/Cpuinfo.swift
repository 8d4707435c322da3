extension Sources {
    /// The models of the CPUs.
    static let cpuinfo = Source.copying(
        "cpuinfo", [.plain("/proc/cpuinfo")], bytes: 1 << 20,
        Absence("the CPUs' models come from sysfs or the log instead"))
}
