extension Sources {
    /// The kernel's command line.
    static let commandLine = Source.copying(
        "cmdline", [.plain("/proc/cmdline")], bytes: 65536,
        Absence("the log's copy serves; where there is none, rodata= and crashkernel= are taken as absent"))
}
