extension Sources {
    /// The modules that are loaded: their text splits blocks at run time.
    static let modules = Source.copying(
        "modules", [.privileged("/proc/modules")], needs: [.syslog], bytes: 1 << 19,
        Absence(
            "differences at run time are not put down to modules", isNormal: true))
}
